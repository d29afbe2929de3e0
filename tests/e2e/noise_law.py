#!/usr/bin/env python3
"""noise_law: the published noise follows the law that the release states.

A file that holds a header only gives cells that are all zero, so every published value is noise and nothing else.  The
values of 30 000 cells are sorted into bins of the stated law, computed here on its own, and the number in each bin (and in
each cumulated bin) is compared with its exact binomial law.  The chance that correct noise fails any of these checks is at
most 1e-9 altogether: the level is divided over all tails that are looked at.  The same checks must refuse a law that is 10 %
wider and one that is 10 % narrower, else they would show nothing.
"""

import fractions
import math
import pathlib
import tempfile

from outside import Checks, run, statement, table, write_json

FALSE_ALARM = 1e-9
BINS = 24
checks = Checks()


def spec_of(guarantee):
    sites = [f"s{i:03d}" for i in range(41)]
    return {
        "hushcount": 1,
        "release": {"id": "noise", "title": "Noise", "publisher": "hushcount", "contact": "t@hushcount.example",
                    "reason": "test", "language": "en", "period": {"from": "2025-01-01", "to": "2025-02-01"}},
        "privacy": {"ledger": "noise.ledger", "window": "month", "timezone": "UTC", "guarantee": guarantee},
        "sources": {"scans": {"files": ["scans.csv"], "entity": {"vehicle": ["plate"], "form": "exact"},
                              "time": {"column": "time"}}},
        "dimensions": {"site": {"column": "site", "values": sites}, "hour": {"time": "hour"}},
        "tables": [
            {"name": "rows", "source": "scans", "measure": "rows", "by": ["site", "hour"],
             "limits": {"cells": 5, "per_cell": 3, "origin": "policy"}, "share": 2},
            {"name": "vehicles", "source": "scans", "measure": "vehicles", "by": ["site", "hour"],
             "limits": {"cells": 7, "origin": "policy"}}]}


def law(mechanism, stretch=1.0):
    """Probabilities of -limit..limit under the stated law, stretched in width."""
    if "sigma_squared" in mechanism:
        sigma2 = float(fractions.Fraction(mechanism["sigma_squared"])) * stretch**2
        limit = int(12 * math.sqrt(sigma2)) + 12
        weights = [math.exp(-(x * x) / (2 * sigma2)) for x in range(-limit, limit + 1)]
    else:
        scale = float(fractions.Fraction(mechanism["scale"])) * stretch
        limit = int(40 * scale) + 40
        weights = [math.exp(-abs(x) / scale) for x in range(-limit, limit + 1)]
    total = math.fsum(weights)
    return limit, [weight / total for weight in weights]


def bins_of(limit, chances):
    """(last value, chance) of bins of about equal chance."""
    bins, sum_, start = [], 0.0, 0
    for index, chance in enumerate(chances):
        sum_ += chance
        if sum_ >= 1 / BINS or index == len(chances) - 1:
            bins.append((index - limit, math.fsum(chances[start:index + 1])))
            sum_, start = 0.0, index + 1
    return bins


def binomial_tail(n, p, k):
    """min(P[X <= k], P[X >= k]) of a binomial, from logarithms of factorials."""
    p = min(max(p, 1e-300), 1 - 1e-16)

    def term(i):
        return math.exp(math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) +
                        (n - i) * math.log1p(-p))

    step = -1 if k < n * p else 1
    total, i = 0.0, k
    while 0 <= i <= n:
        add = term(i)
        total += add
        if add < total * 1e-17:
            break
        i += step
    return min(total, 1.0)


def least_tail(values, mechanism, stretch=1.0):
    """The smallest tail over all bins and cumulated bins, times the number of tails that were looked at."""
    limit, chances = law(mechanism, stretch)
    bins = bins_of(limit, chances)
    n = len(values)
    least, looks, cumulated_chance, below = 1.0, 0, 0.0, float("-inf")
    for last, chance in bins:
        inside = sum(1 for value in values if below < value <= last)
        least = min(least, binomial_tail(n, chance, inside))
        looks += 2
        cumulated_chance += chance
        if last < limit:
            least = min(least, binomial_tail(n, cumulated_chance, sum(1 for value in values if value <= last)))
            looks += 2
        below = last
    outside = sum(1 for value in values if abs(value) > limit)
    # Beyond 12 sigma (40 scales) there is less than 1e-16 in all; rounding in the sums above is far below that too.
    return (0.0 if outside else least) * looks


def one(folder, name, guarantee, kind, terms, expected):
    folder = folder / name
    folder.mkdir()
    write_json(folder / "spec.json", spec_of(guarantee))
    (folder / "scans.csv").write_text("time,plate,site\n", encoding="utf-8")
    run("ledger", "init", "--for", "spec.json", "--kind", kind, *terms, cwd=folder)
    run("keygen", "noise.ledger", cwd=folder)
    run("publish", "spec.json", cwd=folder)
    release = folder / "reports" / "noise"
    for part in statement(release)["tables"]:
        mechanism = part["mechanism"]
        values = [int(row["estimate"]) for row in table(release, part["name"])]
        what = f"{name}, {part['name']} ({mechanism['name']})"
        checks.that(f"{what}: 41 sites by 744 hours", len(values) == 41 * 744, len(values))
        checks.that(f"{what}: the mechanism", expected in mechanism, mechanism)
        tail = least_tail(values, mechanism)
        checks.that(f"{what}: follows the law", tail > FALSE_ALARM / 4, tail)
        for stretch in (0.9, 1.1):
            tail = least_tail(values, mechanism, stretch)
            checks.that(f"{what}: a law {stretch} as wide is refused", tail < FALSE_ALARM / 4, tail)
        # Neighbouring cells: draws that were used twice would show here. 8 sigma of a sum of products.
        variance = float(fractions.Fraction(part["variance"]))
        product = sum(a * b for a, b in zip(values, values[1:])) / variance
        checks.that(f"{what}: neighbours are independent", abs(product) < 8 * math.sqrt(len(values)), product)


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as scratch:
        folder = pathlib.Path(scratch)
        one(folder, "zcdp", {"epsilon": "1", "delta": "1e-9"}, "zcdp", ["--epsilon", "1", "--delta", "1e-9"], "sigma_squared")
        one(folder, "pure", {"epsilon": "1"}, "pure", ["--epsilon", "1"], "scale")
    checks.end()


main()
