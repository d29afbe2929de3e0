#!/usr/bin/env python3
"""kill: the tool, killed where it enters each of its system calls, and in the middle of each of its writes.

    kill.py --tool HUSHCOUNT --tracer FAULT-TRACER [--every N] [--only SCENARIO]

For each scenario (a folder and a command) and each system call of that command: a fresh copy, the command killed there,
the invariants checked on what is left, the same command again, and everything checked that a run without a fault gives.
"""

import shutil

import scene as s
from bases import Bases


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


def scenarios(bases):
    publish = ("publish", "spec.json")
    cancel = ("ledger", "cancel", "small.ledger", s.ID)

    def bare():
        folder = bases.scene.fresh(bases.agency)
        for ending in ("ledger", "key", "pub"):
            (folder / f"small.{ending}").unlink()
        return folder

    return {
        "publish": (lambda: bases.agency, publish, after_publish),
        "continue-reserved": (bases.reserved, publish, after_publish),
        "continue-staged": (bases.staged, publish, after_publish),
        "continue-unnamed": (bases.unnamed, publish, after_publish),
        "continue-unrecorded": (bases.unrecorded, publish, after_publish),
        "recover-reserve": (lambda: bases.hot("RESERVED"), publish, after_publish),
        "recover-stage": (lambda: bases.hot("STAGED"), publish, after_publish),
        "recover-published": (lambda: bases.hot("PUBLISHED"), publish, after_publish),
        "init": (bare, s.INIT, after_init),
        "cancel": (bases.reserved, cancel, after_cancel),
        "recover-cancel": (bases.hot_other, cancel, after_cancel),
    }


def play_point(scene, base, command, finished, fault):
    folder = scene.fresh(base)
    struck = scene.run(folder, *command, fault=fault)
    if not struck.strikes:
        shutil.rmtree(folder)
        return None  # the run has fewer calls than were counted
    wrong = s.invariants(scene, folder)
    before = {**s.remember(folder), "ledger": (folder / "small.ledger").exists()}
    wrong += [f"told {word}" for word in s.SECRETS if word in struck.out + struck.err]
    again = scene.run(folder, *command)
    wrong += s.spoken(again)
    wrong += finished(scene, folder, before, again)
    wrong += s.invariants(scene, folder) if finished is not after_publish else []
    shutil.rmtree(folder)
    return wrong


def main():
    options = s.arguments("kill at every system call")
    tally = s.Tally(options)
    with s.Scene(options.tool, options.tracer) as scene:
        bases = Bases(scene)
        for name, (make, command, finished) in scenarios(bases).items():
            if not tally.wanted(name):
                continue
            base = make()
            counted = scene.run(scene.fresh(base), *command, fault=("fail", "write", "EIO", 10 ** 6, "once", "before"))
            if counted.code:
                raise SystemExit(f"{name}: fails without a fault: {counted.err}")
            # The first points are those of the second half of an interval, so that no fraction begins with nothing.
            calls = range((options.every + 1) // 2, counted.calls + 1, options.every)
            tally.play(f"killed, {name}", calls,
                       lambda n, b=base, c=command, f=finished: play_point(scene, b, c, f, ("kill", n)), counted.calls)
            writes = range((options.every + 1) // 2, counted.matches + 1, options.every)
            tally.play(f"torn write, {name}", writes,
                       lambda n, b=base, c=command, f=finished: play_point(scene, b, c, f, ("tear", n)), counted.matches)
    tally.finish()


if __name__ == "__main__":
    main()
