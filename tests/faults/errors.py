#!/usr/bin/env python3
"""errors: every write, sync, rename, unlink, open, close and the like of the tool, made to fail.

    errors.py --tool HUSHCOUNT --tracer FAULT-TRACER [--every N] [--only SCENARIO] [--calls CLASS]

Each call fails once, and from there on always (EINTR: five times in a row, for nobody answers an interruption by giving
up); not carried out, and carried out but reported as failed. Then: no signal, a documented exit code, an explanation; the
invariants; and where the tool said that it is done, it is done, however the call was reported. A failed sync is never
success. Then the same command without a fault finishes.
"""

import itertools
import shutil

import scene as s
from bases import Bases
from kill import scenarios

# (class, errors, when)
FAULTS = [
    ("write", ("EIO", "ENOSPC", "EDQUOT", "EINTR"), ("before",)),
    ("write", ("EIO",), ("after",)),
    ("sync", ("EIO", "ENOSPC", "EDQUOT", "EINTR"), ("before",)),
    ("sync", ("EIO",), ("after",)),
    ("rename", ("EIO", "ENOSPC", "EDQUOT", "EINTR", "EROFS", "EACCES"), ("before", "after")),
    ("unlink", ("EIO", "EROFS", "EACCES"), ("before", "after")),
    ("truncate", ("EIO", "ENOSPC", "EINTR"), ("before", "after")),
    ("mkdir", ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EACCES"), ("before",)),
    ("open", ("EIO", "ENOSPC", "EMFILE", "EINTR"), ("before",)),
    ("close", ("EIO", "EINTR"), ("after",)),
    ("read", ("EIO", "EINTR"), ("before",)),
    ("list", ("EIO",), ("before",)),
    ("lock", ("EIO",), ("before",)),
]
SCENARIOS = ("publish", "publish-next", "continue-reserved", "continue-unnamed", "recover-stage", "resume", "init", "keygen",
             "cancel", "backup", "catch-up")


def faults(counts, every, wanted):
    """Every fault of a command with so many calls of each class, or one of so many; and how many there are."""
    found = []
    for name, errors, whens in FAULTS:
        if wanted not in ("", name):
            continue
        for error, when in itertools.product(errors, whens):
            for how in ("once", "burst" if error == "EINTR" else "always"):
                found += [("fail", name, error, n, how, when) for n in range(1, counts[name] + 1)]
    found += [("short", n) for n in range(1, counts["write"] + 1) if wanted in ("", "write")]
    return found[every // 2::every], len(found)


def play_point(scene, base, scenario, fault):
    folder = scene.fresh(base)
    finished = scenario.finished
    struck = scene.run(folder, *scenario.command, fault=fault)
    if not struck.strikes:
        shutil.rmtree(folder)
        return None
    kind, how = (fault[1], fault[4]) if fault[0] == "fail" else ("short", "once")
    # Where no write works any more, nothing can be said either: the exit code is all there is.
    wrong = s.spoken(struck, mute=kind == "write" and how != "once")
    wrong += s.invariants(scene, folder, scenario.foreign)
    before = {**s.remember(folder), "ledger": (folder / "small.ledger").exists()}
    if struck.code in (10, 11, 12, 64, 65, 70, 130):
        wrong.append(f"exit {struck.code} for a call that failed: {struck.err}")
    if struck.code == 0 and not struck.signal:
        # The one sync that SQLite does not look at; the ledger has synced the same folder right before (chain.h).
        if kind == "sync" and not (how == "once" and struck.journal_folder):
            wrong.append("a sync failed, and the tool says that it is done")
        # Done is done: nothing may be left for a second run to do, except to take away what cannot be taken away now.
        wrong += finished(scene, folder, {**before, "ledger": False}, struck, tidy=kind not in ("unlink", "open", "list"))
    elif kind == "short" or (kind in ("write", "read") and "EINTR" in fault):
        wrong.append(f"exit {struck.code} because a call was short or interrupted: {struck.err}")
    again = scene.run(folder, *scenario.command)
    wrong += s.spoken(again)
    wrong += finished(scene, folder, before, again)
    shutil.rmtree(folder)
    return [*wrong, f"(struck: exit {struck.code} {struck.err.strip()})"] if wrong else []


def main():
    options = s.arguments("calls that fail", calls="")
    tally = s.Tally(options)
    with s.Scene(options.tool, options.tracer) as scene:
        bases = Bases(scene)
        table = scenarios(bases)
        for name in filter(tally.wanted, SCENARIOS):
            scenario = table[name]
            base = scenario.make()
            counts = {kind: scene.run(scene.fresh(base), *scenario.command,
                                      fault=("fail", kind, "EIO", 10 ** 6, "once", "before")).matches
                      for kind in {fault[0] for fault in FAULTS}}
            points, of = faults(counts, options.every, options.calls)
            tally.play(f"failing calls, {name}", points,
                       lambda fault, b=base, c=scenario: play_point(scene, b, c, fault), of)
    tally.finish()


if __name__ == "__main__":
    main()
