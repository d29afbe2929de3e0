#!/usr/bin/env python3
"""coverage: how often the published intervals hold the limited truth, over 56,000 cells of one truth each, through the whole tool.

Every cell's noise is drawn by itself, so a table of 56,000 equal cells is 56,000 simulated releases of one cell.  For counts and
sums the coverage must be that of the exact discrete law, computed here from the stated parameter; for ratios, shares and means it
must not be below 95 %.  Quantiles must be chosen as often as their law says, and what is said of their rank must hold as often.  What is allowed is four standard errors of 20,000 releases, a fixed half percent or so.  With 56,000 of
them these are 6.69 of its own: the chance of a false alarm is below 1e-9 for all 30 checks together, skewness included.
"""

import collections
import csv
import fractions
import math
import pathlib
import tempfile

from outside import Checks, run, statement, write_json

checks = Checks()
CELLS, ALLOWED_OF = 56000, 20000
VEHICLES, YES = 40, 12
VALUES = [number % 11 for number in range(VEHICLES)]  # in 0..10
QUANTILES = ["0.5", "0.9"]


def make_rows(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("at,plate,site,outcome,value\n")
        for cell in range(CELLS):
            file.writelines(f"2025-01-05T12:00:00,P{cell}-{number},s{cell},{'yes' if number < YES else 'no'},{VALUES[number]}\n"
                            for number in range(VEHICLES))


def spec(guarantee):
    limits = {"cells": 1, "per_cell": 1, "origin": "synthetic"}
    rows = {"source": "scans", "measure": "rows", "by": ["site"], "limits": limits}
    return {
        "hushcount": 1,
        "release": {"id": "coverage", "title": "Coverage", "publisher": "P", "contact": "c@c.example", "reason": "R",
                    "period": {"from": "2025-01-01", "to": "2025-02-01"}},
        "privacy": {"ledger": "x.ledger", "window": "month", "timezone": "UTC", "guarantee": guarantee},
        "sources": {"scans": {"files": ["../rows.csv"], "entity": {"vehicle": ["plate"], "form": "exact"}, "time": {"column": "at"}}},
        "dimensions": {"site": {"column": "site", "values": [f"s{cell}" for cell in range(CELLS)]},
                       "outcome": {"column": "outcome", "values": ["yes", "no"]}},
        "tables": [
            dict(rows, name="all"),
            dict(rows, name="yes", where={"outcome": "yes"}),
            dict(rows, name="no", where={"outcome": "no"}),
            {"name": "total", "source": "scans", "measure": "sum", "by": ["site"], "of": {"column": "value", "clamp": [0, 10], "grid": 1},
             "limits": {"cells": 1, "origin": "synthetic"}},
            {"name": "average", "source": "scans", "measure": "mean", "by": ["site"],
             "of": {"column": "value", "clamp": [0, 10], "grid": 1}, "limits": limits, "share": 2},
            {"name": "middle", "source": "scans", "measure": "quantiles", "by": ["site"],
             "of": {"column": "value", "clamp": [0, 10], "grid": 1, "quantiles": QUANTILES}, "limits": limits, "share": 2},
            {"name": "yes_over_all", "measure": "ratio", "of": {"numerator": "yes", "denominator": "all"}},
            {"name": "value_over_all", "measure": "ratio", "of": {"numerator": "total", "denominator": "all"}},
            {"name": "yes_of_both", "measure": "share", "of": {"part": "yes", "rest": "no"}},
        ],
    }


def exact_coverage(part):
    """P[|noise| <= moe95] of the stated law."""
    mechanism, moe = part["mechanism"], int(part["moe95"])
    above, _, below = str(mechanism.get("sigma_squared") or mechanism.get("scale")).partition("/")
    parameter = float(above) / float(below or 1)

    def weight(x):
        return math.exp(-x * x / (2 * parameter)) if mechanism["name"] == "discrete-gaussian" else math.exp(-x / parameter)

    reach = moe + int(60 * parameter) + 60
    whole = weight(0) + 2 * sum(weight(x) for x in range(1, reach))
    return (weight(0) + 2 * sum(weight(x) for x in range(1, moe + 1))) / whole


def allowed(coverage):
    return 4 * math.sqrt(coverage * (1 - coverage) / ALLOWED_OF)


def covered(release, name, truth):
    """(how many cells hold the truth, how many were given)"""
    hits = given = 0
    with open(release / "tables" / f"{name}.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["status"] == "published":
                given += 1
                hits += float(row["ci95_lower"]) <= truth <= float(row["ci95_upper"])
    return hits, given


def exact_choice(part, quantile):
    """The probability of each point: falling exponentially with its score, computed anew from the definition."""
    share = fractions.Fraction(quantile)
    scale = fractions.Fraction(part["mechanism"]["scale"])
    most = max(share.numerator, share.denominator - share.numerator)
    weights = []
    for point in range(11):
        below, upto = sum(value < point for value in VALUES), sum(value <= point for value in VALUES)
        score = max(0, share.denominator * below - share.numerator * VEHICLES, share.numerator * VEHICLES - share.denominator * upto)
        weights.append(math.exp(-score / float(2 * scale * most)))
    return [weight / sum(weights) for weight in weights]


def judge_quantiles(release, kind, part):
    chosen = {quantile: collections.Counter() for quantile in QUANTILES}
    right = collections.Counter()
    with open(release / "tables" / "middle.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            point = int(row["estimate"])
            chosen[row["quantile"]][point] += 1
            right[row["quantile"]] += (sum(value <= point for value in VALUES) / VEHICLES >= float(row["share_lower"]) and
                                       sum(value < point for value in VALUES) / VEHICLES <= float(row["share_upper"]))
    for quantile in QUANTILES:
        law = exact_choice(part, quantile)
        best = law.index(max(law))
        seen = chosen[quantile][best] / CELLS
        print(f"{kind} quantile {quantile}: {best} in {seen:.5f}, by the law {law[best]:.5f}; right in {right[quantile] / CELLS:.5f}")
        checks.that(f"{kind} quantile {quantile}: chosen as often as the law says", abs(seen - law[best]) <= allowed(law[best]) and
                    sum(chosen[quantile].values()) == CELLS and 0.05 < law[best] < 0.95, seen, law)
        checks.that(f"{kind} quantile {quantile}: what is said of it is right", right[quantile] / CELLS >= 0.95 - allowed(0.95), right)


def judge(folder, kind, guarantee, ledger):
    write_json(folder / "spec.json", spec(guarantee))
    run("ledger", "init", "--for", "spec.json", "--kind", kind, *ledger, cwd=folder)
    run("keygen", "x.ledger", cwd=folder)
    run("publish", "spec.json", cwd=folder)
    release = folder / "reports" / "coverage"
    parts = {part["name"]: part for part in statement(release)["tables"]}
    middle = sum(2 * value - 10 for value in VALUES)
    judge_quantiles(release, kind, parts["middle"])
    exact = {"middle.count": VEHICLES, "all": VEHICLES, "yes": YES, "no": VEHICLES - YES, "total": sum(VALUES), "average.sum": middle, "average.count": VEHICLES}
    for name, truth in exact.items():
        hits, given = covered(release, name, truth)
        law = exact_coverage(parts[name])
        print(f"{kind} {name}: {hits / given:.5f} of {given}, by the law {law:.5f}")
        checks.that(f"{kind} {name}: coverage is that of the law", abs(hits / given - law) <= allowed(law) and given == CELLS and law >= 0.95,
                    hits / given, law, allowed(law))
    computed = {"yes_over_all": YES / VEHICLES, "value_over_all": sum(VALUES) / VEHICLES, "yes_of_both": YES / VEHICLES,
                "average": sum(VALUES) / VEHICLES}
    for name, truth in computed.items():
        hits, given = covered(release, name, truth)
        print(f"{kind} {name}: {hits / given:.5f} of {given}")
        checks.that(f"{kind} {name}: coverage is 95 % or more", hits / given >= 0.95 - allowed(0.95) and given > 0.99 * CELLS, hits / given, given)


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as name:
        make_rows(pathlib.Path(name) / "rows.csv")
        for kind, guarantee, ledger in (("zcdp", {"rho": "1.5"}, ("--rho", "2")), ("pure", {"epsilon": "8"}, ("--epsilon", "9"))):
            folder = pathlib.Path(name) / kind
            folder.mkdir()
            judge(folder, kind, guarantee, ledger)
    checks.end()


main()
