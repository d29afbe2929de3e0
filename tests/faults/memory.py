#!/usr/bin/env python3
"""memory: allocations that fail, one at a time and from there on for ever.

    memory.py --tool HUSHCOUNT-FAULTS --tracer FAULT-TRACER [--every N] [--library-every N] [--only SCENARIO]

`ours` are those of base/memory.h: each is made to fail. `any` are those of every library besides: there are tens of
thousands, nearly all of them GMP's, so one of so many is made to fail. Where the library cannot say so, the tool ends
with 70 all the same, by no signal. The invariants hold, and the same command without a fault finishes.
"""

import shutil

import scene as s
from bases import Bases
from kill import scenarios

SCENARIOS = ("publish", "publish-next", "continue-reserved", "continue-staged", "resume", "init", "keygen", "cancel",
             "backup", "catch-up")


def play_point(scene, base, scenario, plan):
    folder = scene.fresh(base)
    finished = scenario.finished
    struck = scene.run(folder, *scenario.command, env={"HUSH_FAULT_MEMORY": plan})
    # A library that ends by itself speaks first, and in its own words.
    wrong = [] if struck.code == 70 and "hint: " in struck.err and len(struck.err) < 1600 else s.spoken(struck)
    wrong += s.told(struck.out + struck.err)
    wrong += s.invariants(scene, folder, scenario.foreign)
    before = {**s.remember(folder), "ledger": (folder / "small.ledger").exists()}
    if struck.code not in (0, 70):
        wrong.append(f"exit {struck.code} for want of memory")
    if struck.code == 0:
        wrong += finished(scene, folder, {**before, "ledger": False}, struck, tidy=False)
    again = scene.run(folder, *scenario.command)
    wrong += s.spoken(again)
    wrong += finished(scene, folder, before, again)
    shutil.rmtree(folder)
    return [*wrong, f"(struck: exit {struck.code} {struck.err.strip()})"] if wrong else []


def count(scene, base, command):
    folder = scene.fresh(base)
    scene.run(folder, *command, env={"HUSH_FAULT_COUNT": str(folder / "count")})
    return map(int, (folder / "count").read_text(encoding="ascii").split())


def main():
    options = s.arguments("memory that runs out", **{"library-every": 251})
    tally = s.Tally(options)
    with s.Scene(options.tool, options.tracer) as scene:
        bases = Bases(scene)
        table = scenarios(bases)
        for name in filter(tally.wanted, SCENARIOS):
            scenario = table[name]
            base = scenario.make()
            ours, every = count(scene, base, scenario.command)
            for whose, total, step in (("ours", ours, options.every), ("any", every, options.library_every)):
                if whose == "any" and total == 0:
                    tally.skip("the libraries' allocations: the sanitizers own malloc")
                    continue
                plans = [f"{whose}:{n}:{how}" for how in ("once", "always") for n in range((step + 1) // 2, total + 1, step)]
                tally.play(f"no memory, {whose}, {name}", plans,
                           lambda plan, b=base, c=scenario: play_point(scene, b, c, plan), 2 * total)
    tally.finish()


if __name__ == "__main__":
    main()
