#!/usr/bin/env python3
"""amounts: sums, means and stocks through the whole tool, against what plain arithmetic over the records gives.

No limit cuts anything here (the unit tests are about limits), so the exact answers are known; a published number may be off by six
standard deviations of its stated noise, which happens to one in 10^9.
"""

import collections
import decimal
import json
import math
import pathlib
import random
import tempfile

from outside import Checks, run, statement, table, write_json

checks = Checks()
SITES = ["Hill", "Mobile 7", "never seen"]
LOW, HIGH, GRID = decimal.Decimal(-10), decimal.Decimal(90), decimal.Decimal("0.5")


def spec():
    return {
        "hushcount": 1,
        "release": {"id": "amounts", "title": "Sums and means", "publisher": "P", "contact": "c@c.example", "reason": "R",
                    "period": {"from": "2025-01-01", "to": "2025-03-01"}},
        "privacy": {"ledger": "x.ledger", "window": "month", "timezone": "UTC", "guarantee": {"rho": "60", "delta": "1e-9"}},
        "sources": {"searches": {"files": ["rows.csv"], "entity": {"vehicle": ["plate"], "form": "exact"}, "time": {"column": "at"}}},
        "dimensions": {"site": {"column": "site", "values": SITES}, "day": {"time": "day"}, "month": {"time": "month"},
                       "age": {"of": "day", "ages": [0, 7, 30]}},
        "tables": [
            {"name": "rows", "source": "searches", "measure": "rows", "by": ["site"],
             "limits": {"cells": 3, "per_cell": 8, "origin": "synthetic"}},
            {"name": "total", "source": "searches", "measure": "sum", "by": ["site"],
             "of": {"column": "seconds", "clamp": [-400, 400], "grid": "0.5"}, "limits": {"cells": 3, "origin": "synthetic"}},
            {"name": "typical", "title": "Seconds on average", "source": "searches", "measure": "mean", "by": ["site"],
             "of": {"column": "seconds", "clamp": [-10, 90], "grid": "0.5"},
             "limits": {"cells": 3, "per_cell": 8, "origin": "synthetic"}, "share": 4},
            {"name": "total_per_row", "measure": "ratio", "of": {"numerator": "total", "denominator": "rows"}},
            {"name": "held", "source": "searches", "measure": "rows", "by": ["age"], "as_of": "2025-03-01", "oldest": "2025-01-01",
             "limits": {"cells": 3, "per_cell": 8, "origin": "synthetic"}},
            {"name": "february", "source": "searches", "measure": "rows", "by": ["site"], "where": {"month": "2025-02"},
             "limits": {"cells": 3, "per_cell": 8, "origin": "synthetic"}},
            {"name": "older_than_30_days", "measure": "share", "of": {"table": "held", "where": {"age": "30 days and more"}}},
        ],
    }


def make_rows(folder):
    dice = random.Random(2385)
    exact = {"rows": collections.Counter(), "total": collections.Counter(), "sum": collections.Counter(),
             "count": collections.Counter(), "held": collections.Counter(), "february": collections.Counter()}
    lines = ["at,plate,site,seconds,other"]
    for plate in range(3000):
        for _ in range(dice.randrange(1, 4)):
            day = dice.randrange(59)
            site = dice.choice(SITES[:2])
            value = dice.choice(["NA", "", "1e2", "-", "12.", "12.75", "-3.2", "89.99", "1000", "-50"] +
                                [f"{dice.randrange(-1200, 9500) / 100:.2f}" for _ in range(20)])
            month, in_month = (1, day + 1) if day < 31 else (2, day - 30)
            lines.append(f"2025-{month:02}-{in_month:02}T12:00:00,P{plate},{site},{value},x")
            exact["rows"][site] += 1
            exact["february"][site] += month == 2
            exact["held"]["0 to 6 days" if 58 - day < 7 else "7 to 29 days" if 58 - day < 30 else "30 days and more"] += 1
            try:
                number = decimal.Decimal(value) if "e" not in value and not value.endswith(".") else None
            except decimal.InvalidOperation:
                number = None
            if number is None or value in ("NA", ""):
                continue
            steps = (number / GRID).to_integral_value(rounding=decimal.ROUND_FLOOR)
            exact["total"][(plate, month, site)] += int(steps)
            exact["sum"][site] += int(2 * min(max(steps, LOW / GRID), HIGH / GRID) - (LOW + HIGH) / GRID)
            exact["count"][site] += 1
    (folder / "rows.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    totals = collections.Counter()
    for (_, _, site), steps in exact["total"].items():
        totals[site] += min(max(steps, -800), 800)
    exact["total"] = totals
    return exact


def near(name, rows, key, exact):
    for row in rows:
        checks.that(f"{name} {row[key]}", abs(int(row["estimate"]) - exact[row[key]]) <= 6 * float(row["std_dev"]) + 1, row,
                    exact[row[key]])


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as name:
        folder = pathlib.Path(name)
        exact = make_rows(folder)
        write_json(folder / "spec.json", spec())
        run("ledger", "init", "--for", "spec.json", "--rho", "100", "--delta", "1e-6", cwd=folder)
        run("keygen", "x.ledger", cwd=folder)
        run("publish", "spec.json", cwd=folder)
        release = folder / "reports" / "amounts"
        run("verify", release, "--key", folder / "x.pub")
        near("rows", table(release, "rows"), "site", exact["rows"])
        near("total", table(release, "total"), "site", exact["total"])
        near("typical.sum", table(release, "typical.sum"), "site", exact["sum"])
        near("typical.count", table(release, "typical.count"), "site", exact["count"])
        near("held", table(release, "held"), "age", exact["held"])
        near("a month's table beside a stock", table(release, "february"), "site", exact["february"])
        sums = {row["site"]: row for row in table(release, "typical.sum")}
        counts = {row["site"]: row for row in table(release, "typical.count")}
        for row in table(release, "typical"):
            if row["site"] == "never seen":
                checks.that("nobody's mean is too noisy", row["status"] == "too_noisy" and row["estimate"] == "", row)
                continue
            mean = 40 + 0.25 * int(sums[row["site"]]["estimate"]) / int(counts[row["site"]]["estimate"])
            checks.that("the mean follows from its halves", math.isclose(float(row["estimate"]), mean, rel_tol=1e-5), row, mean)
            true = 40 + 0.25 * exact["sum"][row["site"]] / exact["count"][row["site"]]
            checks.that("the mean is near the true one", abs(float(row["estimate"]) - true) <= 6 * float(row["std_dev"]) + 0.01, row, true)
        for row in table(release, "total_per_row"):
            if row["status"] == "published":
                true = 0.5 * exact["total"][row["site"]] / exact["rows"][row["site"]]
                checks.that("a ratio of a sum is in the column's unit", abs(float(row["estimate"]) - true) <= 6 * float(row["std_dev"]) + 0.01,
                            row, true)
        share = table(release, "older_than_30_days")[0]
        true = exact["held"]["30 days and more"] / sum(exact["held"].values())
        checks.that("the share older than 30 days", abs(float(share["estimate"]) - true) <= 6 * float(share["std_dev"]) + 0.001, share)
        checks.that("a stock is charged to every window", statement(release)["accounts"][0]["windows_charged"]["count"] == 2)
        page = (release / "index.html").read_text(encoding="utf-8")
        for text in ("held at the start of 1 March 2025", "outside \u221210 to 90", "Seconds on average"):
            checks.that(f"the page says {text}", text in page or text.replace("\u2212", "-") in page)
        names = {part["name"] for part in json.loads((release / "datapackage.json").read_text(encoding="utf-8"))["resources"]}
        checks.that("the metadata name every table", {path.stem for path in (release / "tables").glob("*.csv")} <= names, names)
        private = json.loads(run("inspect", "spec.json", "--json", "--to-pipe", cwd=folder)[0])
        found = {part["name"]: part for part in private["tables"]}
        cells = {tuple(cell["cell"]): cell["count"] for cell in found["total"]["largest"]}
        checks.that("inspect shows the exact sums", all(cells.get((site,), 0) == exact["total"][site] for site in SITES), cells, exact["total"])
        cells = {tuple(cell["cell"]): cell["count"] for cell in found["typical.sum"]["largest"]}
        checks.that("inspect shows the exact halves", all(cells.get((site,), 0) == exact["sum"][site] for site in SITES), cells, exact["sum"])
        checks.that("inspect: units cut by the clamp", found["typical.sum"]["units_cut"] > 0 and "kept" not in found["total"], found["typical.sum"])
    checks.end()


main()
