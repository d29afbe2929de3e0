"""scene: a small agency in a folder, the tool run in it with faults, and what must hold afterwards.

Every suite of faults is a list of points. A point is one run of the tool with one fault in it, in a fresh copy of a base
folder; then the invariants are checked on a copy of what is left, then the same command is run again without a fault, and
must finish. Suites share this module; nothing here knows which fault it was.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ID = "faults-2025-01"
SKIP = 77
TIME_LIMIT = 300

# What the tool documents (hushcount help), and nothing else.
EXIT_CODES = {0, 10, 11, 12, 64, 65, 66, 69, 70, 73, 74, 75, 77, 130}

# The zone is UTC because it has no changes: the table of another takes most of a run's time, and there are many runs.
SPEC = {
    "hushcount": 1,
    "release": {"id": ID, "title": "Plate readers under stress", "publisher": "Smallville Police Department",
                "contact": "transparency@smallville.example", "reason": "Test of faults", "language": "en",
                "period": {"from": "2025-01-01", "to": "2025-02-01"}},
    "privacy": {"ledger": "small.ledger", "window": "month", "timezone": "UTC",
                "guarantee": {"epsilon": "1"}},
    "sources": {"scans": {"files": ["scans.csv"], "entity": {"vehicle": ["state", "plate"], "form": "plate"},
                          "time": {"column": "read_at"}}},
    "dimensions": {"site": {"column": "camera", "values": ["Bridge St", "5th & Main", "Dépôt"]}},
    "tables": [{"name": "scans_by_site", "title": "Scans by site", "source": "scans", "measure": "rows", "by": ["site"],
                "limits": {"cells": 3, "per_cell": 4, "origin": "policy"}, "share": 3},
               {"name": "vehicles_by_site", "source": "scans", "measure": "vehicles", "by": ["site"],
                "limits": {"cells": 2, "origin": "policy"}}],
}

SCANS = "read_at,state,plate,camera\n" + "".join(
    f"2025-01-{day:02}T{day % 24:02}:09:05-08:00,CA,QX{day % 7}{day % 5}VV,{site}\n"
    for day, site in zip(range(1, 31), ["Bridge St", "5th & Main", "Dépôt", "Nowhere"] * 8))

OF_RELEASE = f"(SELECT sequence FROM entry WHERE release = '{ID}')"

# Never on stdout or stderr, whatever happens: they stand in the records only. Public keys may hold any letters.
SECRETS = ("QX", "VV", "Nowhere")
KEY = re.compile(r"(?:RW|AAAA)[A-Za-z0-9+/=]{50,}")


def told(text):
    """What is wrong with a text that anyone may see."""
    return [f"told {word}" for word in SECRETS if word in KEY.sub("", text)]


INIT = ("ledger", "init", "small.ledger", "--kind", "pure", "--window", "month", "--timezone", "UTC",
        "--epsilon", "4")

Result = collections.namedtuple("Result", "code signal out err calls matches strikes journal_folder",
                                defaults=(0, 0, 0, False))


class Scene:
    """Where points are played: the tools, and scratch folders that go when it is closed."""

    def __init__(self, tool, tracer=None, env=None):
        self.tool = str(pathlib.Path(tool).resolve())
        self.tracer = str(pathlib.Path(tracer).resolve()) if tracer else None
        # In memory where there is room: it is the order of calls that is tested, and the disk would only be slower.
        fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="hushcount-faults-", dir=fast))
        self.count = 0
        self.env = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        self.env.update(PATH="/usr/bin:/bin", LC_ALL="C.UTF-8", TZ="UTC", HOME=str(self.root), **(env or {}))

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        shutil.rmtree(self.root, ignore_errors=True)

    def fresh(self, base=None):
        """A new folder, a copy of `base` or empty."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.root))
        if base:
            shutil.copytree(base, folder, dirs_exist_ok=True, symlinks=True)
        return folder

    def run(self, folder, *words, fault=None, env=None, tool=None):
        """Runs the tool in `folder`, under the tracer when there is a fault: ("kill", 7)."""
        command = [tool or self.tool, *words]
        report = folder.with_name(folder.name + ".report")
        if fault:
            # A leak checker cannot look into a process that is traced.
            env = {"ASAN_OPTIONS": self.env.get("ASAN_OPTIONS", "") + ":detect_leaks=0", **(env or {})}
            command = [self.tracer, str(report), *map(str, fault), "--", *command]
        done = subprocess.run(command, cwd=folder, env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=TIME_LIMIT, check=False, close_fds=False)
        out = done.stdout.decode("utf-8", "backslashreplace")
        err = done.stderr.decode("utf-8", "backslashreplace")
        if not fault:
            return Result(max(done.returncode, 0), max(-done.returncode, 0), out, err)
        if done.returncode == SKIP:
            skip(err.strip())
        if done.returncode != 0:
            raise SystemExit(f"the tracer failed ({done.returncode}): {err}")
        calls, matches, strikes, of_folder, how, number = report.read_text(encoding="ascii").split()
        report.unlink()
        code, signal = (int(number), 0) if how == "exit" else (0, int(number))
        return Result(code, signal, out, err, int(calls), int(matches), int(strikes), of_folder == "1")

    def must(self, folder, *words):
        done = self.run(folder, *words)
        if done.code or done.signal:
            raise SystemExit(f"hushcount {' '.join(words)} failed:\n{done.out}{done.err}")
        return done

    def agency(self, spec=None, init=None):
        """A folder with spec, records, ledger and key, and nothing published."""
        folder = self.fresh()
        write_spec(folder, spec or SPEC)
        (folder / "scans.csv").write_text(SCANS, encoding="utf-8")
        self.must(folder, *(init or INIT))
        self.must(folder, "keygen", "small.ledger")
        return folder


def write_spec(folder, spec, name="spec.json"):
    (folder / name).write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")


# What is in a folder.

def entries(folder, ledger="small.ledger"):
    """[(kind, release, payload)] of a ledger as whoever opens it next will find it; None when there is no ledger."""
    if not (folder / ledger).exists():
        return None
    # On a copy: opening rolls back what a killed process left, and that is for the tool to do.
    with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
        for ending in ("", "-journal"):
            if (folder / (ledger + ending)).exists():
                shutil.copy(folder / (ledger + ending), copy)
        database = sqlite3.connect(f"{copy}/{ledger}")
        try:
            return database.execute("SELECT kind, release, payload FROM entry ORDER BY sequence").fetchall()
        except sqlite3.DatabaseError as error:
            return [("unreadable", None, str(error))]
        finally:
            database.close()


def read_table(folder, query, ledger="small.ledger"):
    with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
        for ending in ("", "-journal"):
            if (folder / (ledger + ending)).exists():
                shutil.copy(folder / (ledger + ending), copy)
        database = sqlite3.connect(f"{copy}/{ledger}")
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()


def state(folder, release=ID):
    """The state of a release id: NONE, RESERVED, STAGED, PUBLISHED, CANCELLED. Signed off is still STAGED."""
    kinds = [kind for kind, name, _ in entries(folder) or [] if name == release and kind != "signed"]
    return kinds[-1].upper() if kinds else "NONE"


def kept(folder):
    """The bytes that the ledger keeps, as {name: bytes}; None before STAGED."""
    parts = read_table(folder, f"SELECT bytes FROM vault WHERE sequence IN {OF_RELEASE} ORDER BY sequence, part")
    if not parts:
        return None
    packed = b"".join(part[0] for part in parts)
    mark, at = b"hushcount bundle 1\n", 0
    if not packed.startswith(mark):
        return {}
    at = len(mark)

    def number():
        nonlocal at
        at += 8
        return int.from_bytes(packed[at - 8:at], "little")

    def text():
        nonlocal at
        length = number()
        at += length
        return packed[at - length:at]

    return {text().decode(): text() for _ in range(number())}


def visible(folder, reports="reports"):
    """{release: {file: bytes}} of what a visitor of the reports folder meets; names that begin with a dot are not met."""
    top = folder / reports
    found = {}
    for release in sorted(top.iterdir()) if top.is_dir() else []:
        if not release.name.startswith("."):
            found[release.name] = {str(path.relative_to(release)): path.read_bytes()
                                   for path in sorted(release.rglob("*")) if path.is_file()}
    return found


def reservation(folder):
    return [payload for kind, name, payload in entries(folder) or [] if kind == "reserved" and name == ID]


# What must hold.

def sums_hold(files):
    """Does a release folder hold exactly what its SHA256SUMS lists?"""
    lines = files.get("SHA256SUMS", b"").decode("utf-8", "replace").splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines if "  " in line)
    others = set(files) - set(listed) - {"SHA256SUMS", "SHA256SUMS.minisig"}
    return bool(listed) and not others and "SHA256SUMS.minisig" in files and all(
        hashlib.sha256(files.get(name, b"")).hexdigest() == digest for name, digest in listed.items())


def invariants(scene, folder, foreign=False):
    """What is wrong with a folder that a fault left behind, as sentences. Changes nothing in it. `foreign`: the release in
    it is from before the ledger was put back to an older copy."""
    wrong = []
    known = entries(folder)
    now = state(folder)
    seen = visible(folder)
    if known is not None:
        kinds = [kind for kind, name, _ in known if name == ID]
        held = any(kind == "staged" and name == ID and "\nhold yes\n" in payload for kind, name, payload in known)
        life = ["reserved", "staged", "signed", "published"] if held else ["reserved", "staged", "published"]
        if kinds != life[:len(kinds)] and kinds != ["reserved", "cancelled"]:
            wrong.append(f"the release's entries are {kinds}")
        if held and seen and "signed" not in kinds and not foreign:
            wrong.append("held back, not signed off, and visible")
        charges = read_table(folder, "SELECT count(*), coalesce(sum(epsilon), 0) FROM charge"
                                     f" WHERE sequence IN {OF_RELEASE}")[0]
        if charges[0] != (1 if kinds else 0) or charges[1] != (1 if kinds else 0):
            wrong.append(f"charges: {charges[0]} of {charges[1]}")
        copy = scene.fresh(folder)
        checked = scene.run(copy, "ledger", "verify", "small.ledger")
        if checked.code or checked.signal:
            wrong.append(f"ledger verify: exit {checked.code} signal {checked.signal}: {checked.err}")
        shutil.rmtree(copy)
    if now in ("NONE", "RESERVED", "CANCELLED") and seen and not foreign:
        wrong.append(f"visible in {now}: {sorted(seen)}")
    elif seen and (set(seen) != {ID} or not sums_hold(seen[ID])):
        wrong.append(f"a torn release is visible: {sorted(seen)}")
    elif seen and seen[ID] != kept(folder) and (now != "NONE" or not foreign):
        wrong.append("the visible release is not what the ledger keeps")
    elif now == "PUBLISHED" and not seen:
        wrong.append("published, and nothing is there")
    return wrong


def published(scene, folder, before, tidy=True):
    """What is wrong after a run that said the release is published. `before`: what `remember` took after the fault.
    `tidy`: it could take away what a killed one had left."""
    wrong = invariants(scene, folder)
    if state(folder) != "PUBLISHED":
        return [*wrong, f"the release is {state(folder)}"]
    if before["kept"] is not None and kept(folder) != before["kept"]:
        wrong.append("staged bytes were drawn again")
    if before["reservation"] and reservation(folder) != before["reservation"]:
        wrong.append("the release was reserved again")
    left = sorted(path.name for path in (folder / "reports").iterdir())
    if tidy and left != [ID]:
        wrong.append(f"left in reports: {left}")
    if (folder / "small.ledger-journal").exists():
        wrong.append("a journal is left")
    verified = scene.run(folder, "verify", f"reports/{ID}", "--key", "small.pub")
    if verified.code or verified.signal:
        wrong.append(f"verify: exit {verified.code}: {verified.out}{verified.err}")
    return wrong


def remember(folder):
    return {"kept": kept(folder) if state(folder) != "NONE" else None, "reservation": reservation(folder)}


def spoken(result, mute=False):
    """What is wrong with how a run ended and what it said, whatever was done to it. `mute`: it could not say a word."""
    wrong = []
    loud = ("AddressSanitizer", "runtime error:", "LeakSanitizer", "Assertion")
    if result.signal:
        wrong.append(f"ended by signal {result.signal}: {result.err}")
    elif result.code not in EXIT_CODES:
        wrong.append(f"exit {result.code}, which is not documented: {result.err}")
    elif result.code and not (mute and not result.err) and (not result.err.startswith("hushcount: ") or len(result.err) > 1600):
        wrong.append(f"exit {result.code} with this for an explanation: {result.err!r}")
    wrong += [f"said {word}: {result.err}" for word in loud if word in result.err]
    return wrong + told(result.out + result.err)


# Running points, and counting them.

def arguments(description, **more):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--tracer")
    parser.add_argument("--every", type=int, default=1, help="play one point of so many (default: all)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--mutant", action="store_true", help="the tool has a bug planted in it: pass when a point fails")
    parser.add_argument("--only", action="append", help="scenarios that begin so; may be given again")
    for name, default in more.items():
        parser.add_argument("--" + name, default=default, type=type(default) if default is not None else str)
    return parser.parse_args()


def skip(why):
    print(f"skipped: {why}\n0 passed, 0 failed, 1 skipped", flush=True)
    os._exit(SKIP)


class Tally:
    """Counts points; the last line is what scripts/run-tests reads."""

    SHOWN = 12

    def __init__(self, options):
        self.options = options
        self.passed = self.failed = self.skipped = 0

    def wanted(self, name):
        return not self.options.only or any(name.startswith(only) for only in self.options.only)

    def play(self, name, points, play, of=None):
        """Plays every point in `points`; play(point) gives a list of what is wrong, or None when there was no such point."""
        points = list(points)
        bad = played = 0

        def unless_found(point):
            return None if self.options.mutant and self.failed + bad else play(point)

        with concurrent.futures.ThreadPoolExecutor(max(1, self.options.jobs)) as pool:
            for point, wrong in zip(points, pool.map(unless_found, points)):
                played += wrong is not None
                if wrong:
                    bad += 1
                    if bad <= self.SHOWN:
                        print(f"failed: {name}: {point}: " + "; ".join(wrong), flush=True)
        self.passed += played - bad
        self.failed += bad
        share = f" of {of}" if of is not None and of != played else ""
        print(f"{name}: {played}{share} points, {bad} failed", flush=True)
        return bad

    def skip(self, why):
        self.skipped += 1
        print(f"skipped: {why}", flush=True)

    def check(self, name, good, why=""):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"failed: {name}: {why}", flush=True)

    def add(self, said):
        """Shows what another run of points has said, and takes over the counts of its last line."""
        *lines, last = said.splitlines() or [""]
        counts = re.fullmatch(r"(\d+) passed, (\d+) failed, (\d+) skipped", last)
        print("\n".join(lines) if counts else said, flush=True)
        passed, failed, skipped = map(int, counts.groups()) if counts else (0, 1, 0)
        self.passed, self.failed, self.skipped = self.passed + passed, self.failed + failed, self.skipped + skipped

    def finish(self):
        if self.passed + self.failed + self.skipped == 0:
            self.failed = 1
        if self.options.mutant:
            print("the planted bug was found" if self.failed else "failed: the planted bug was not found")
            self.passed, self.failed, self.skipped = (1, 0, 0) if self.failed else (0, 1, 0)
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        sys.exit(1 if self.failed else 0)
