#!/usr/bin/env python3
"""disk: a disk that is full, one that is read-only, and folders that may not be written.

    disk.py --tool HUSHCOUNT [--every N]

A small file system in memory (its own mount namespace; root, or a user namespace) is filled to every size from too small
to large enough; each time the tool must end as documented with the invariants kept, and once there is room the same
command must finish. Where no file system can be mounted, that part is skipped aloud.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import scene as s

STEP = 4096
WORDS = ("publish", "spec.json")


def mounted(argument):
    """What this script says when it is run in a mount namespace of its own; None where that is not possible."""
    ways = (["unshare", "--mount"], ["unshare", "--mount", "--user", "--map-root-user"])
    for way in ways[os.geteuid() != 0:]:
        try:
            if subprocess.run([*way, "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"], check=False,
                              capture_output=True).returncode == 0:
                return subprocess.run([*way, sys.executable, __file__, *sys.argv[1:], argument], check=False,
                                      stdout=subprocess.PIPE, encoding="utf-8").stdout
        except FileNotFoundError:
            return None
    return None


def mount(folder, *options):
    subprocess.run(["mount", *options, "none", str(folder)], check=True)


def small_disk(scene, agency):
    """A folder that is a file system of its own, with the agency in it and nothing else."""
    folder = scene.fresh()
    mount(folder, "-t", "tmpfs", "-o", "size=4m")
    shutil.copytree(agency, folder, dirs_exist_ok=True)
    return folder


def fill(folder, room):
    """Leaves `room` bytes free."""
    stat = os.statvfs(folder)
    with open(folder / "filler", "wb") as filler:
        filler.write(bytes(max(0, stat.f_bavail * stat.f_bsize - room)))


def unmount(folder):
    subprocess.run(["umount", str(folder)], check=True)


def play_full(scene, agency, room):
    folder = small_disk(scene, agency)
    try:
        fill(folder, room)
        struck = scene.run(folder, *WORDS)
        wrong = s.spoken(struck)
        if struck.code not in (0, 73, 74, 77):
            wrong.append(f"exit {struck.code} on a full disk: {struck.err}")
        # Looking at what is left needs room, and so does the next run.
        (folder / "filler").unlink()
        wrong += s.invariants(scene, folder)
        before = s.remember(folder)
        again = scene.run(folder, *WORDS)
        wrong += s.spoken(again) + (s.published(scene, folder, before) if again.code == 0 else [f"again: {again.err}"])
        return wrong
    finally:
        unmount(folder)


def play_read_only(scene, agency, _):
    folder = small_disk(scene, agency)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        struck = scene.run(folder, *WORDS)
        wrong = s.spoken(struck)
        if struck.code not in (73, 74, 77):
            wrong.append(f"exit {struck.code} on a read-only file system: {struck.err}")
        subprocess.run(["mount", "-o", "remount,bind,rw", str(folder)], check=True)
        if s.state(folder) != "NONE" or s.visible(folder):
            wrong.append("something was charged or written on a read-only file system")
        again = scene.run(folder, *WORDS)
        return wrong + (s.published(scene, folder, s.remember(folder)) if again.code == 0 else [f"again: {again.err}"])
    finally:
        unmount(folder)


def inside(options, tally):
    """The part that needs mounts; runs in a namespace of its own."""
    with s.Scene(options.tool) as scene:
        agency = scene.agency()
        options.jobs = 1
        # A ledger of 32 KiB and its journal, the kept bytes, and the release: all is well far below half a megabyte.
        rooms = range(0, 512 * 1024, STEP)
        tally.play("full disk", rooms[options.every // 2::options.every], lambda room: play_full(scene, agency, room), len(rooms))
        tally.play("read-only file system", [0], lambda n: play_read_only(scene, agency, n))
    return tally


class Nobody:
    """Another user, for root may write everywhere; or oneself, when one is not root."""

    def __init__(self, scene):
        self.drop = os.geteuid() == 0
        self.scene = scene

    def takes(self, folder):
        if self.drop:
            subprocess.run(["chown", "-R", "65534:65534", str(folder)], check=True)

    def run(self, folder, *words):
        drop = {"user": 65534, "group": 65534, "extra_groups": []} if self.drop else {}
        done = subprocess.run([self.scene.tool, *words], cwd=folder, env=self.scene.env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=s.TIME_LIMIT, check=False, **drop)
        return s.Result(max(done.returncode, 0), max(-done.returncode, 0), done.stdout.decode(), done.stderr.decode())


# What may not be written, and whether the charge may stand by then.
FORBIDDEN = (("the reports folder", ("reports",), False), ("the folder of everything", (".",), False),
             ("the ledger", ("small.ledger",), False), ("the ledger and its folder", (".", "small.ledger"), False))


def play_forbidden(scene, agency, nobody, paths, may_be_charged):
    folder = scene.fresh(agency)
    os.chmod(folder, 0o755)
    (folder / "reports").mkdir()
    nobody.takes(folder)
    for path in paths:
        os.chmod(folder / path, 0o555 if (folder / path).is_dir() else 0o400)
    struck = nobody.run(folder, *WORDS)
    wrong = s.spoken(struck)
    if struck.code not in (73, 77):
        wrong.append(f"exit {struck.code} where writing is forbidden: {struck.err}")
    for path in paths:
        os.chmod(folder / path, 0o755 if (folder / path).is_dir() else 0o600)
    if s.visible(folder) or (s.state(folder) != "NONE" and not may_be_charged):
        wrong.append(f"{s.state(folder)}, although writing was forbidden: {struck.err}")
    again = nobody.run(folder, *WORDS)
    return wrong + (s.published(scene, folder, s.remember(folder)) if again.code == 0 else [f"again: {again.err}"])


def outside(options, tally):
    with s.Scene(options.tool) as scene:
        os.chmod(scene.root, 0o755)
        nobody = Nobody(scene)
        agency = scene.agency()
        os.chmod(agency, 0o755)
        nobody.takes(agency)
        if nobody.run(agency, "version").code != 0:
            tally.skip("read-only folders: another user cannot reach the tool where it was built")
            return
        for what, paths, may_be_charged in FORBIDDEN:
            tally.play(f"may not write {what}", [0],
                       lambda _, p=paths, m=may_be_charged: play_forbidden(scene, agency, nobody, p, m))


def main():
    inner = sys.argv[-1] == "--mounted"
    if inner:
        sys.argv.pop()
    options = s.arguments("disks that are full or read-only")
    options.tool = str(pathlib.Path(options.tool).resolve())
    tally = s.Tally(options)
    if inner:
        inside(options, tally).finish()
    outside(options, tally)
    said = mounted("--mounted")
    if said is None:
        tally.skip("full and read-only disks: no file system can be mounted here")
    else:
        tally.add(said)
    tally.finish()


if __name__ == "__main__":
    main()
