#!/usr/bin/env python3
"""refusals: what `vectors` does with values that are wrong and with files that cannot be understood.

A wrong value is named and gives exit code 1; a file that is no file of reference values gives 65 and one line that says
where; nothing crashes, whatever is put in.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

program, here = sys.argv[1], pathlib.Path(sys.argv[2])
cases = json.loads((here / "cases.json").read_text(encoding="utf-8"))
# Kinds that take no time, so that hundreds of them can be asked.
SLOW = {"cell_variance_choice", "pld_compose_delta_interval", "pld_laplace_scale", "discrete_gshm_delta", "gshm_delta",
        "pld_dlaplace_param", "optimal_homogeneous_composition_eps"}
quick = [case for case in cases if case["kind"] not in SLOW]
folder = tempfile.TemporaryDirectory(prefix="vectors-")
path = pathlib.Path(folder.name) / "cases.json"
failed = 0


def run(content):
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    done = subprocess.run([program, path], capture_output=True, check=False, timeout=100)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def that(what, good, seen=""):
    global failed
    if not good:
        failed += 1
        print(f"FAILED: {what}: {seen!r}"[:600])


def changed(value):
    """The first number in a value moved by 3e-6 of itself and a bit, or a fraction by one."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * (1 + 3e-6) + 1e-300 if value else 1e-3
    if isinstance(value, str):
        return "7/5" if "/" in value else value + "1/5" if value == "" else f"{value}+1/1000"
    if isinstance(value, list):
        return [changed(value[0])] + value[1:]
    key = next(iter(value))
    return {**value, key: changed(value[key])}


# One wrong value of every kind, alone and among right ones: it is named, and nothing else is.
wrong, names = [], set()
for case in quick:
    if case["kind"] not in names and "contains" not in case["tolerance"]:
        names.add(case["kind"])
        wrong.append({**case, "id": "planted-" + case["kind"], "expected": changed(case["expected"])})
code, out, err = run(wrong + quick)
that("wrong values fail", code == 1, (code, err))
for case in wrong:
    that("named: " + case["id"], f"FAILS {case['id']}: expected " in out and ", got " in out)
that("only those", out.count("FAILS ") == len(wrong), [line for line in out.split("\n") if "FAILS" in line and "planted" not in line])
code, out, err = run(quick)
that("the right ones hold", code == 0 and "FAILS" not in out, out[-500:])

# A wrong decimal beside a right double, too few values, too many, and the wrong side of a value.
by_kind = {case["kind"]: case for case in reversed(quick)}
sigma, mech = by_kind["gauss_sigma"], by_kind["exp_mech_probs"]
for name, case in {
    "decimals": {**sigma, "expected_dec": sigma["expected_dec"][:12] + "000"},
    "fewer": {**mech, "expected": mech["expected"][:-1], "expected_dec": mech["expected_dec"][:-1]},
    "more": {**mech, "expected": mech["expected"] + [0], "expected_dec": mech["expected_dec"] + ["0"]},
    "side": {**sigma, "expected": sigma["expected"] * (1 + 5e-15), "expected_dec": sigma["expected_dec"][:14] + "9999999"},
    "form": {**sigma, "expected": [sigma["expected"]]},
    "unknown parameter": {**sigma, "params": {**sigma["params"], "sigmma": "1"}},
    "missing parameter": {**sigma, "params": {"eps": "1"}},
    "no number": {**sigma, "params": {**sigma["params"], "eps": "one"}},
    "an object": {**sigma, "params": {**sigma["params"], "eps": {"a": [1]}}},
    "refused": {**sigma, "params": {**sigma["params"], "eps": "-1"}},
    "absurd": {**sigma, "params": {**sigma["params"], "eps": "1e9999"}},
    "division": {**sigma, "params": {**sigma["params"], "eps": "1/(1-1)"}},
    "domain": {**sigma, "params": {**sigma["params"], "eps": "ln(0-1)"}},
    "deep": {**sigma, "params": {**sigma["params"], "eps": "(" * 500 + "1" + ")" * 500}},
    "interval": {"id": "x", "kind": "pld_compose_delta_interval", "tolerance": {"contains": True}, "expected": [0.1, 0.2],
                 "params": {"eps": "1", "parts": [{"mech": "gaussian", "sigma": "10", "count": 4}]}},
    "part": {"id": "x", "kind": "pld_compose_delta", "tolerance": {"rel": 1}, "expected": 0.1,
             "params": {"eps": "1", "parts": [{"mech": "gaussian", "sigma": "10", "times": 4}]}},
    "mechanism": {"id": "x", "kind": "pld_compose_delta", "tolerance": {"rel": 1}, "expected": 0.1,
                  "params": {"eps": "1", "parts": [{"mech": "staircase", "scale": "10"}]}},
}.items():
    code, out, err = run([case])
    that(name, code == 1 and f"FAILS {case['id']}: " in out, (code, out, err))
code, out, err = run([{**sigma, "params": {**sigma["params"], "sigmma": "1"}}])
that("says which parameter", 'no parameter "sigmma"' in out, out)

# Kinds that are not served are listed and do not fail.
code, out, err = run([{"id": f"t/{i}", "kind": "tree_counts", "params": {}, "expected": None, "tolerance": {}} for i in range(3)])
that("not served", code == 0 and out == "not served yet: tree_counts (3)\n", (code, out))

# Files that are none.
good = quick[0]
for name, content in {
    "empty": b"", "no JSON": b"cases", "an object": {"a": 1}, "a number": [4], "half": json.dumps(quick)[:-40].encode(),
    "deep": b"[" * 5000, "NUL": b"[\x00]", "not UTF-8": b'["\xff"]', "no id": [{k: v for k, v in good.items() if k != "id"}],
    "no tolerance": [{k: v for k, v in good.items() if k != "tolerance"}], "id": [{**good, "id": 4}],
    "params": [{**good, "params": [1]}], "tolerance": [{**good, "tolerance": {}}],
    "negative tolerance": [{**good, "tolerance": {"rel": -1}}], "direction": [{**good, "tolerance": {"rel": 1, "direction": "up"}}],
    "tolerance key": [{**good, "tolerance": {"rel": 1, "about": 1}}], "expected": [{**good, "expected": None}],
    "expected text": [{**good, "expected": "about 3"}], "expected deep": [{**good, "expected": [[[[[[[[[[1]]]]]]]]]]}],
    "decimals": [{**good, "expected_dec": [True]}], "twins": b'[{"id": "a", "id": "b"}]',
}.items():
    code, out, err = run(content)
    that("file: " + name, code in (65, 66) and err.startswith("vectors: ") and err.count("\n") == 1, (code, out, err))
done = subprocess.run([program, folder.name + "/none.json"], capture_output=True, check=False)
that("no file", done.returncode == 66, done)
that("no argument", subprocess.run([program], capture_output=True, check=False).returncode == 64)
code, out, err = run([])
that("no cases", code == 0 and out == "", (code, out))
code, out, err = run([{**good, "id": "a\nFAILS b"}, {**good, "id": "c\u001b[31m", "expected": 5}])
that("control characters", "\x1b" not in out and code == 1, out)

# Values of wrong kinds in all places: an answer or a refusal, never a crash.
dice = random.Random(7)
STRANGE = [None, True, -1, 0, 1e308, "", "1/0", "1e-9000", "-5", "x" * 300, [], {}, [[]], "0", 2**53 - 1, "9" * 50, "1e17", "ln(2)"]


def shaken(value):
    if isinstance(value, dict) and value and dice.random() < 0.8:
        key = dice.choice(list(value))
        return {**value, key: shaken(value[key])}
    if isinstance(value, list) and value and dice.random() < 0.7:
        place = dice.randrange(len(value))
        return value[:place] + [shaken(value[place])] + value[place + 1:]
    return dice.choice(STRANGE)


for turn in range(40):
    content = [{**case, "params": shaken(case["params"])} for case in dice.sample(quick, 12)]
    code, out, err = run(content)
    that("shaken parameters", code in (0, 1, 65), (code, err, content))
for turn in range(40):
    content = bytearray(json.dumps(dice.sample(quick, 3)).encode())
    for _ in range(dice.randrange(1, 5)):
        content[dice.randrange(len(content))] = dice.choice(b'{}[]",:0e-.\\\x00\xff ')
    code, out, err = run(bytes(content))
    that("shaken bytes", code in (0, 1, 65), (code, err, bytes(content)))
    code, out, err = run([shaken(case) for case in dice.sample(quick, 2)])
    that("shaken cases", code in (0, 1, 65), (code, err))
folder.cleanup()
print("failed" if failed else "all as they should be", failed)
sys.exit(1 if failed else 0)
