#!/usr/bin/env python3
"""race: many publishers at once.

    race.py --tool HUSHCOUNT [--rounds N] [--publishers N] [--same-rounds N]

64 publishers of different releases race for a budget of exactly 7; 8 race for one release id. Of the first, exactly 7
publish and the others are told 10 (the budget is spent) or 75 (the ledger is busy), and those that were told 75 are run
again and change nothing of that. Of the second, all end with the same bytes and one charge.
"""

import collections
import shutil
import subprocess

import scene as s

BUDGET = 7


def agency(scene, budget, ids):
    folder = scene.fresh()
    (folder / "scans.csv").write_text(s.SCANS, encoding="utf-8")
    for name in ids:
        spec = {**s.SPEC, "release": {**s.SPEC["release"], "id": name}}
        s.write_spec(folder, spec, f"{name}.json")
    scene.must(folder, *s.INIT[:-1], str(budget))
    scene.must(folder, "keygen", "small.ledger")
    return folder


def start(scene, folder, name):
    return subprocess.Popen([scene.tool, "publish", f"{name}.json"], cwd=folder, env=scene.env,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def end(process):
    out, err = process.communicate(timeout=s.TIME_LIMIT)
    return s.Result(max(process.returncode, 0), max(-process.returncode, 0), out.decode(), err.decode())


def all_at_once(scene, folder, ids):
    running = [(name, start(scene, folder, name)) for name in ids]
    return [(name, end(process)) for name, process in running]


def checked(scene, folder, names):
    """What is wrong with a ledger that should hold exactly these releases, published."""
    wrong = []
    verified = scene.run(folder, "ledger", "verify", "small.ledger")
    if verified.code:
        wrong.append(f"ledger verify: {verified.err}")
    if sorted(s.visible(folder)) != sorted(names):
        wrong.append(f"visible: {sorted(s.visible(folder))}, wanted {sorted(names)}")
    wrong += [f"{name} is torn" for name, files in s.visible(folder).items() if not s.sums_hold(files)]
    charges = s.read_table(folder, "SELECT count(*), coalesce(sum(epsilon), 0) FROM charge")[0]
    if charges != (len(names), len(names)):
        wrong.append(f"charges: {charges}, wanted {len(names)}")
    return wrong


def budget_round(scene, publishers):
    ids = [f"race-{n:03}" for n in range(publishers)]
    folder = agency(scene, BUDGET, ids)
    results = all_at_once(scene, folder, ids)
    wrong = [f"{name}: {problem}" for name, result in results for problem in s.spoken(result)]
    wrong += [f"{name}: exit {result.code}: {result.err}" for name, result in results if result.code not in (0, 10, 75)]
    codes = collections.Counter(result.code for _, result in results)
    for name, result in results:
        if result.code == 75:
            later = scene.run(folder, "publish", f"{name}.json")
            if later.code not in (0, 10):
                wrong.append(f"{name}, run again: exit {later.code}: {later.err}")
            results[ids.index(name)] = (name, later)
    won = [name for name, result in results if result.code == 0]
    if len(won) != min(BUDGET, publishers):
        wrong.append(f"{len(won)} published")
    wrong += checked(scene, folder, won)
    shutil.rmtree(folder)
    print(f"race: {dict(sorted(codes.items()))}", flush=True)
    return wrong


def same_round(scene):
    folder = agency(scene, BUDGET, [s.ID])
    results = all_at_once(scene, folder, [s.ID] * 8)
    wrong = [problem for _, result in results for problem in s.spoken(result)]
    wrong += [f"exit {result.code}: {result.err}" for _, result in results if result.code not in (0, 75)]
    if not any(result.code == 0 for _, result in results):
        wrong.append("nobody published")
    before = s.kept(folder)
    again = scene.run(folder, "publish", f"{s.ID}.json")
    if again.code or s.kept(folder) != before:
        wrong.append(f"again: exit {again.code}: {again.err}")
    wrong += checked(scene, folder, [s.ID])
    if s.visible(folder).get(s.ID) != before:
        wrong.append("the visible release is not what the ledger keeps")
    shutil.rmtree(folder)
    return wrong


def main():
    options = s.arguments("many publishers at once", rounds=1, publishers=64, **{"same-rounds": 3})
    options.jobs = 1  # a round is a crowd already
    tally = s.Tally(options)
    with s.Scene(options.tool) as scene:
        tally.play(f"{options.publishers} publishers for a budget of {BUDGET}", range(options.rounds),
                   lambda _: budget_round(scene, options.publishers))
        tally.play("8 publishers of one id", range(options.same_rounds), lambda _: same_round(scene))
    tally.finish()


if __name__ == "__main__":
    main()
