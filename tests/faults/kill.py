#!/usr/bin/env python3
"""kill: the tool, killed where it enters each of its system calls, and in the middle of each of its writes.

    kill.py --tool HUSHCOUNT --tracer FAULT-TRACER [--every N] [--only SCENARIO]

For each scenario (a folder and a command) and each system call of that command: a fresh copy, the command killed there,
the invariants checked on what is left, the same command again, and everything checked that a run without a fault gives.
"""

import collections
import shutil

import scene as s
from bases import PUBLISH, Bases


def after_publish(scene, folder, before, again, tidy=True):
    if again.code:
        return [f"again: exit {again.code}: {again.err}"]
    return s.published(scene, folder, before, tidy)


def after_init(scene, folder, before, again, tidy=True):
    # 73: the killed one had finished the ledger, and a second one would forget it.
    if again.code not in (0, 73) or (again.code == 73) != bool(before["ledger"]):
        return [f"again: exit {again.code}, the ledger was {'there' if before['ledger'] else 'not there'}: {again.err}"]
    kinds = [kind for kind, _, _ in s.entries(folder) or []]
    wrong = [] if kinds == ["ledger", "account"] else [f"the new ledger's entries are {kinds}"]
    left = sorted(path.name for path in folder.iterdir() if path.name.startswith("small.ledger"))
    # A killed maker's half is taken away by the one that succeeds.
    if tidy and again.code == 0 and left != ["small.ledger"]:
        wrong.append(f"left behind: {left}")
    return wrong


def after_cancel(scene, folder, before, again, tidy=True):
    if again.code:
        return [f"again: exit {again.code}: {again.err}"]
    if s.state(folder) != "CANCELLED":
        return [f"the release is {s.state(folder)}"]
    standing = scene.run(folder, "ledger", "export", "small.ledger").out
    return [] if '"state": "cancelled"' in standing else [f"export says: {standing}"]


def after_hold(scene, folder, before, again, tidy=True):
    wrong = s.invariants(scene, folder)
    if again.code or s.state(folder) != "STAGED":
        wrong.append(f"again: exit {again.code}, the release is {s.state(folder)}: {again.err}")
    if s.visible(folder):
        wrong.append("held back, and visible")
    if before["kept"] is not None and s.kept(folder) != before["kept"]:
        wrong.append("staged bytes were drawn again")
    return wrong


def after_backup(scene, folder, before, again, tidy=True):
    # 73: the killed one had finished the copy, and nothing is ever replaced.
    if again.code not in (0, 73):
        return [f"again: exit {again.code}: {again.err}"]
    left = sorted(path.name for path in folder.iterdir() if path.name.startswith("copy"))
    wrong = [f"left behind: {left}"] if tidy and again.code == 0 and left != ["copy.ledger"] else []
    if s.entries(folder, "copy.ledger") != s.entries(folder):
        wrong.append("the copy is another ledger")
    verified = scene.run(folder, "ledger", "verify", "copy.ledger")
    return wrong + ([f"the copy does not verify: {verified.err}"] if verified.code else [])


def after_catch_up(scene, folder, before, again, tidy=True):
    if again.code:
        return [f"again: exit {again.code}: {again.err}"]
    verified = scene.run(folder, "ledger", "verify", "small.ledger", "reports")
    wrong = [f"ledger verify with the releases: {verified.err}"] if verified.code else []
    return wrong + s.published(scene, folder, before, tidy)


def after_keygen(scene, folder, before, again, tidy=True):
    # 73: the killed one had finished, and a key is never replaced.
    if again.code not in (0, 73):
        return [f"again: exit {again.code}: {again.err}"]
    left = sorted(path.name for path in folder.iterdir() if path.name.startswith("small."))
    wrong = [] if left == ["small.key", "small.ledger", "small.pub"] else [f"there are {left}"]
    # The pair belongs together and to the ledger: it signs, and the public half verifies.
    signed = scene.run(folder, *PUBLISH)
    return wrong + (s.published(scene, folder, before, tidy) if signed.code == 0 else [f"it does not sign: {signed.err}"])


Scenario = collections.namedtuple("Scenario", "make command finished foreign", defaults=(False,))


def scenarios(bases):
    """{name: Scenario}: how to make the folder, the command that is struck and run again, what must be true then."""
    scene = bases.scene
    publish = PUBLISH
    cancel = ("ledger", "cancel", "small.ledger", s.ID)
    resume = ("publish", "small.ledger", "--resume", s.ID, "--who", "Chief")

    def bare():
        folder = scene.fresh(bases.agency)
        for ending in ("ledger", "key", "pub"):
            (folder / f"small.{ending}").unlink()
        return folder

    def keyless():
        folder = bare()
        scene.must(folder, *s.INIT)
        return folder

    def held():
        folder = scene.fresh(bases.agency)
        scene.must(folder, *publish, "--hold")
        return folder

    def put_back():
        folder = scene.fresh(bases.agency)
        shutil.copy(folder / "small.ledger", folder / "older")
        scene.must(folder, *publish)
        (folder / "older").rename(folder / "small.ledger")
        return folder

    def older():
        """A ledger with two releases in it: one was charged here, one brought in from another copy."""
        folder = scene.fresh(bases.agency)
        for name in ("brought", "own"):
            s.write_spec(folder, {**s.SPEC, "release": {**s.SPEC["release"], "id": name}}, f"{name}.json")
        shutil.copy(folder / "small.ledger", folder / "older")
        scene.must(folder, "publish", "brought.json", "--out", "earlier")
        (folder / "older").rename(folder / "small.ledger")
        scene.must(folder, "ledger", "catch-up", "small.ledger", "earlier")
        scene.must(folder, "publish", "own.json", "--out", "earlier")
        return folder

    return {
        "publish": Scenario(lambda: bases.agency, publish, after_publish),
        # The calls of its first thread; how many there are differs a little from run to run.
        "publish-on-threads": Scenario(lambda: bases.agency, ("publish", "spec.json", "--threads", "3"), after_publish),
        "publish-next": Scenario(older, publish, after_publish),
        "continue-reserved": Scenario(bases.reserved, publish, after_publish),
        "continue-staged": Scenario(bases.staged, publish, after_publish),
        "continue-unnamed": Scenario(bases.unnamed, publish, after_publish),
        "continue-unrecorded": Scenario(bases.unrecorded, publish, after_publish),
        "recover-reserve": Scenario(lambda: bases.hot("RESERVED"), publish, after_publish),
        "recover-stage": Scenario(lambda: bases.hot("STAGED"), publish, after_publish),
        "recover-published": Scenario(lambda: bases.hot("PUBLISHED"), publish, after_publish),
        "hold": Scenario(lambda: bases.agency, (*publish, "--hold"), after_hold),
        "resume": Scenario(held, resume, after_publish),
        "init": Scenario(bare, s.INIT, after_init),
        "keygen": Scenario(keyless, ("keygen", "small.ledger"), after_keygen),
        "cancel": Scenario(bases.reserved, cancel, after_cancel),
        "recover-cancel": Scenario(bases.hot_other, cancel, after_cancel),
        "backup": Scenario(lambda: bases.agency, ("ledger", "backup", "small.ledger", "copy.ledger"), after_backup),
        "catch-up": Scenario(put_back, ("ledger", "catch-up", "small.ledger", "reports"), after_catch_up, True),
    }


def play_point(scene, base, scenario, fault):
    folder = scene.fresh(base)
    struck = scene.run(folder, *scenario.command, fault=fault)
    if not struck.strikes:
        shutil.rmtree(folder)
        return None  # the run has fewer calls than were counted
    wrong = s.invariants(scene, folder, scenario.foreign)
    before = {**s.remember(folder), "ledger": (folder / "small.ledger").exists()}
    wrong += s.told(struck.out + struck.err)
    again = scene.run(folder, *scenario.command)
    wrong += s.spoken(again)
    wrong += scenario.finished(scene, folder, before, again)
    wrong += s.invariants(scene, folder)
    shutil.rmtree(folder)
    return wrong


def main():
    options = s.arguments("kill at every system call")
    tally = s.Tally(options)
    with s.Scene(options.tool, options.tracer) as scene:
        bases = Bases(scene)
        for name, scenario in scenarios(bases).items():
            if not tally.wanted(name):
                continue
            base = scenario.make()
            counted = scene.run(scene.fresh(base), *scenario.command,
                                fault=("fail", "write", "EIO", 10 ** 6, "once", "before"))
            if counted.code:
                raise SystemExit(f"{name}: fails without a fault: {counted.err}")
            # The first points are those of the second half of an interval, so that no fraction begins with nothing.
            for title, act, of in (("killed", "kill", counted.calls), ("torn write", "tear", counted.matches)):
                tally.play(f"{title}, {name}", range((options.every + 1) // 2, of + 1, options.every),
                           lambda n, b=base, c=scenario, a=act: play_point(scene, b, c, (a, n)), of)
    tally.finish()


if __name__ == "__main__":
    main()
