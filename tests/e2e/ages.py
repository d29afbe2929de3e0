#!/usr/bin/env python3
"""ages: how long ago, and times whose date and clock stand in two columns, through the whole tool.

What counting makes of them is compared, by what `inspect` shows, with Python's own zones and arithmetic; a file with two columns
gives what one with a single column gives, row for row.
"""

import collections
import datetime
import json
import math
import pathlib
import random
import tempfile
import zoneinfo

from outside import Checks, exit_code, run, statement, table, write_json

checks = Checks()
ZONE = zoneinfo.ZoneInfo("America/New_York")
KINDS = ["lookup", "patrol"]
PATTERN = "%m/%d/%Y %I:%M:%S %p"
END = datetime.datetime(2025, 4, 1, tzinfo=ZONE)


def spec(time, files, **more):
    limits = {"cells": 3, "origin": "synthetic"}
    stock = {"as_of": "2025-04-01", "oldest": "2025-03-01"}
    values = {"source": "searches", "by": ["kind"]}
    return {
        "hushcount": 1,
        "release": {"id": "ages", "title": "Ages", "publisher": "P", "contact": "c@c.example", "reason": "R",
                    "period": {"from": "2025-03-01", "to": "2025-04-01"}},
        "privacy": {"ledger": "x.ledger", "window": "month", "timezone": "America/New_York",
                    "guarantee": {"rho": "50", "delta": "1e-9"}},
        "sources": {"searches": {"files": files, "entity": {"vehicle": ["plate"], "form": "exact"}, "time": time, **more}},
        "dimensions": {"kind": {"column": "kind", "values": KINDS}, "hour": {"time": "hour_of_day"}, "day": {"time": "day"}},
        "tables": [
            {"name": "by_hour", "source": "searches", "measure": "rows", "by": ["hour"], "limits": {**limits, "per_cell": 9}},
            {"name": "by_day", "source": "searches", "measure": "rows", "by": ["day"], "limits": {**limits, "per_cell": 9}},
            {"name": "hours", **values, "measure": "sum", "limits": limits,
             "of": {"since": "first", "unit": "hour", "clamp": [-100000, 100000], "grid": "0.5"}},
            {"name": "days", **values, "measure": "mean", "limits": {**limits, "per_cell": 9},
             "of": {"since": "first", "unit": "day", "clamp": [-10, 60], "grid": "0.25"}},
            {"name": "held", **values, "measure": "sum", "limits": limits, **stock,
             "of": {"until": "as_of", "unit": "minute", "clamp": [-500000, 500000], "grid": 1}},
            {"name": "middle", **values, "measure": "quantiles", "limits": {**limits, "per_cell": 9}, **stock,
             "of": {"until": "as_of", "unit": "day", "clamp": [0, 40], "grid": "0.5", "quantiles": ["0.25", "0.5"]}},
        ],
    }


def stamp(time, bad):
    return bad or time.strftime(PATTERN)


def make(folder):
    """Rows, the two files, and what Python makes of the rows: one row to a plate, so that no limit cuts."""
    dice = random.Random(4711)
    exact = {"hours": collections.Counter(), "held": collections.Counter(), "values": collections.defaultdict(list)}
    one, two = ["plate,at,kind,first,id\n"], ["plate,date,clock,kind,first,id\n"]
    for plate in range(4000):
        local = datetime.datetime(2025, 3, 1) + datetime.timedelta(seconds=dice.randrange(31 * 86400))
        first = local - datetime.timedelta(seconds=dice.randrange(-2 * 86400, 50 * 86400))
        kind = dice.choice(KINDS)
        other = dice.choices([None, "", "NA", "02/30/2025 01:00:00 AM", "03/09/2025 02:30:00 AM"], [90, 4, 2, 2, 2])[0]
        date, clock = stamp(local, None).split(" ", 1)
        if plate % 97 == 0:
            clock = dice.choice(["", "13:00:00 PM", "x" * 300, "noon"])
        one.append(f"P{plate},{(date + ' ' + clock).strip()},{kind},{stamp(first, other)},{plate}\n")
        two.append(f'P{plate},{date},{" " * (plate % 3)}"{clock}",{kind},{stamp(first, other)},{plate}\n')
        gap = local.replace(tzinfo=ZONE).astimezone(datetime.timezone.utc).astimezone(ZONE).replace(tzinfo=None) != local
        if plate % 97 == 0 or gap:
            continue
        own = local.replace(tzinfo=ZONE)
        # Through UTC: Python takes two times of one zone apart by their clocks.
        held = int(END.timestamp() - own.timestamp()) // 60
        exact["held"][kind] += held
        exact["values"][kind].append(int(END.timestamp() - own.timestamp()) // 43200)
        early = first.replace(tzinfo=ZONE)
        if other or early.astimezone(datetime.timezone.utc).astimezone(ZONE).replace(tzinfo=None) != first:
            continue
        exact["hours"][kind] += int(own.timestamp() - early.timestamp()) // 1800
    (folder / "one.csv").write_text("".join(one), encoding="utf-8")
    (folder / "two.csv").write_text("".join(two), encoding="utf-8")
    return exact


def looked(folder, name, **options):
    """What inspect says of a spec: everything but the names of files."""
    write_json(folder / f"{name}.json", spec(**options))
    seen = json.loads(run("inspect", f"{name}.json", "--json", "--to-pipe", cwd=folder)[0])
    for source in seen["sources"]:
        for reason in source["left_out"]:
            for place in reason["first"]:
                place.pop("file")
    return seen


def cells(seen, name):
    part = next(part for part in seen["tables"] if part["name"] == name)
    return {tuple(cell["cell"]): cell.get("count", cell.get("value")) for cell in part.get("largest", part.get("first"))}


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-ages-") as place:
        folder = pathlib.Path(place)
        exact = make(folder)
        apart = {"column": "date", "clock": "clock", "format": PATTERN}
        single = looked(folder, "one", time={"column": "at", "format": PATTERN}, files=["one.csv"])
        split = looked(folder, "two", time=apart, files=["two.csv"])
        keyed = looked(folder, "keyed", time=apart, files=["two.csv"], dedupe={"key": ["id"]})
        checks.that("two columns give what one gives", single == split, (single, split))
        checks.that("rows without a clock are left out", sum(part["rows"] for part in split["sources"][0]["left_out"]) > 40)
        for part in keyed["sources"]:
            checks.that("no row repeats another", part.pop("repeats") == 0)
        checks.that("with a key the same", keyed == split)
        for name in ("hours", "held"):
            wanted = {(kind,): exact[name][kind] for kind in KINDS}
            checks.that(f"{name}: what Python's own zones give", cells(split, name) == wanted, (cells(split, name), wanted))
        for kind in KINDS:
            values = sorted(exact["values"][kind])
            for share in (0.25, 0.5):
                value = values[math.ceil(share * len(values)) - 1] / 2
                seen = float(cells(split, "middle")[(kind, str(share))])
                checks.that(f"quantile {share} of {kind}", seen == value, (seen, value))
        run("ledger", "init", "--for", "two.json", "--rho", "60", "--delta", "1e-9", cwd=folder)
        run("keygen", "x.ledger", cwd=folder)
        run("publish", "two.json", cwd=folder)
        checks.that("verified", exit_code("verify", "reports/ages", "--key", "x.pub", cwd=folder) == 0)
        release = folder / "reports" / "ages"
        for row in table(release, "hours"):
            off = abs(float(row["estimate"]) - exact["hours"][row["kind"]])
            checks.that("published hours are near", off <= 7 * float(row["std_dev"]), row)
        said = json.dumps(statement(release))
        checks.that("the spec in the release says what was taken", '"since": "first"' in said and '"clock": "clock"' in said and
                    '"until": "as_of"' in said)
    checks.end()


main()
