#!/usr/bin/env python3
"""together: two processes, one of them held at each of its system calls while the other does its work.

    together.py --tool HUSHCOUNT --tracer FAULT-TRACER [--every N] [--only SCENARIO]

For each pair of commands and each system call of the first: a fresh folder, the first held where it enters that call, the
second run in the same folder until it has ended or waits for what the first holds, and then the first goes on. Both must
end as the scenario says, and what they leave must be what the one after the other could have left. Where a race meets an
order of steps by chance, this meets every order with one change of turns.
"""

import collections
import shlex
import shutil

import scene as s
from bases import ALONE, PUBLISH, Bases

BUSY, SPENT, EXISTS, USAGE, UNMADE = 75, 10, 73, 64, 65
RIVAL = "rival"

# make: the folder. first, second: the commands. ends: exit codes that either may have. finished(scene, folder, one, two): what is wrong.
Scenario = collections.namedtuple("Scenario", "make first second ends finished")


def meanwhile(scene, words):
    return (f"{shlex.join([scene.tool, *words])} </dev/null >../$$.out 2>../$$.err; code=$?; mkdir other; "
            "mv ../$$.out other/out; mv ../$$.err other/err; echo $code >other/code")


def both(scene, folder, scenario, call):
    """(first, second): how they ended; None when the first has no such call."""
    env = {"FAULT_MEANWHILE": meanwhile(scene, scenario.second)}
    one = scene.run(folder, *scenario.first, fault=("pause", call), env=env)
    if not one.strikes:
        return None
    other = folder / "other"
    code = int((other / "code").read_text())
    two = s.Result(code if code < 128 else 0, code - 128 if code >= 128 else 0, (other / "out").read_text(), (other / "err").read_text())
    shutil.rmtree(other)
    return one, two


def after_same(scene, folder, one, two):
    """Two publishers of one release: one charge, the same bytes, whoever came first."""
    wrong = [] if 0 in (one.code, two.code) else [f"nobody published: {one.err}{two.err}"]
    again = scene.run(folder, *PUBLISH)
    return wrong + ([f"again: exit {again.code}: {again.err}"] if again.code else []) + \
        s.published(scene, folder, {"kept": None, "reservation": None})


def after_rivals(scene, folder, one, two):
    """A budget for one of two releases: one is published, the other is not, and nothing but a place in a queue is lost."""
    codes = {}
    for name, spec, result in ((s.ID, "spec.json", one), (RIVAL, "rival.json", two)):
        codes[name] = scene.run(folder, "publish", spec, *ALONE).code if result.code == BUSY else result.code
    wrong = [] if sorted(codes.values()) == [0, SPENT] else [f"in the end: {codes}"]
    if sorted(s.visible(folder)) != sorted(name for name, code in codes.items() if code == 0):
        wrong.append(f"visible: {sorted(s.visible(folder))}")
    charges = s.read_table(folder, "SELECT count(*), sum(epsilon) FROM charge")[0]
    if charges != (1, 1):
        wrong.append(f"charges: {charges}")
    return wrong


def after_cancel(scene, folder, one, two):
    """A publisher whose reservation is cancelled under its hands: published, or cancelled and never visible."""
    wrong = s.invariants(scene, folder)
    now = s.state(folder)
    if now == "RESERVED" and one.code != BUSY:
        wrong.append(f"left in RESERVED: {one.err}")
    if now == "CANCELLED" and (s.visible(folder) or one.code == 0):
        wrong.append("published although it was cancelled")
    if (now == "CANCELLED") != (two.code == 0):
        wrong.append(f"the release is {now}, and cancel said {two.code}")
    if one.code == 0 and now != "PUBLISHED":
        wrong.append(f"publish said that it was done, and the release is {now}")
    return wrong


def after_backup(scene, folder, one, two):
    """A copy taken while a release is published is a ledger, and knows all or nothing of each step."""
    wrong = after_same(scene, folder, one, one)
    if two.code == 0:
        known = s.entries(folder)
        copied = s.entries(folder, "copy.ledger")
        if copied != known[:len(copied)]:
            wrong.append("the copy is not a beginning of the ledger")
        verified = scene.run(folder, "ledger", "verify", "copy.ledger")
        wrong += [f"the copy does not verify: {verified.err}"] if verified.code else []
    return wrong


def after_init(scene, folder, one, two):
    """Two makers of one ledger: one of them made it, and the other says that it is there."""
    kinds = [kind for kind, _, _ in s.entries(folder) or []]
    left = sorted(path.name for path in folder.iterdir() if path.name.startswith("small.ledger"))
    wrong = [] if sorted((one.code, two.code)) == [0, EXISTS] else [f"exits {one.code} and {two.code}: {one.err}{two.err}"]
    wrong += [] if kinds == ["ledger", "account"] else [f"the ledger's entries are {kinds}"]
    return wrong + ([] if left == ["small.ledger"] else [f"left: {left}"])


def scenarios(bases):
    scene = bases.scene
    resume = ("publish", "small.ledger", "--resume", s.ID, "--who", "Chief")

    def rivals():
        folder = scene.agency(init=(*s.INIT[:-1], "1"))
        s.write_spec(folder, {**s.SPEC, "release": {**s.SPEC["release"], "id": RIVAL}}, "rival.json")
        return folder

    def held():
        folder = scene.fresh(bases.agency)
        scene.must(folder, *PUBLISH, "--hold")
        return folder

    def bare():
        folder = scene.fresh(bases.agency)
        for ending in ("ledger", "key", "pub"):
            (folder / f"small.{ending}").unlink()
        return folder

    return {
        "publish, publish": Scenario(lambda: bases.agency, PUBLISH, PUBLISH, (0, BUSY), after_same),
        "publish a rival": Scenario(rivals, PUBLISH, ("publish", "rival.json", *ALONE), (0, SPENT, BUSY), after_rivals),
        "publish, cancel": Scenario(lambda: bases.agency, PUBLISH, ("ledger", "cancel", "small.ledger", s.ID),
                                    (0, USAGE, UNMADE, BUSY), after_cancel),
        "publish, backup": Scenario(lambda: bases.agency, PUBLISH, ("ledger", "backup", "small.ledger", "copy.ledger"),
                                    (0, BUSY), after_backup),
        "resume, resume": Scenario(held, resume, resume, (0, BUSY), after_same),
        "init, init": Scenario(bare, s.INIT, s.INIT, (0, EXISTS), after_init),
    }


def play_point(scene, base, scenario, call):
    folder = scene.fresh(base)
    ended = both(scene, folder, scenario, call)
    if not ended:
        shutil.rmtree(folder)
        return None  # the run has fewer calls than were counted
    wrong = []
    for which, result in zip(("first", "second"), ended):
        wrong += [f"{which} {problem}" for problem in s.spoken(result)]
        if result.code not in scenario.ends:
            wrong.append(f"{which} ended with {result.code}: {result.err}")
    wrong += scenario.finished(scene, folder, *ended)
    shutil.rmtree(folder)
    return wrong


def main():
    options = s.arguments("two processes, one of them held at every system call")
    tally = s.Tally(options)
    with s.Scene(options.tool, options.tracer) as scene:
        bases = Bases(scene)
        for name, scenario in scenarios(bases).items():
            if not tally.wanted(name):
                continue
            base = scenario.make()
            calls = scene.run(scene.fresh(base), *scenario.first, fault=("count",)).calls
            tally.play(name, range((options.every + 1) // 2, calls + 1, options.every),
                       lambda n, b=base, c=scenario: play_point(scene, b, c, n), calls)
    tally.finish()


if __name__ == "__main__":
    main()
