#!/usr/bin/env python3
"""bikeshare: a year of real dock events; the published tables are as wrong as they say, and not more.

The exact limited counts are computed here from the records in the plainest way: per bike and local day, distinct (station,
day) cells; where a bike-day touches more cells than the limit, bounds stand in for the keyed choice.
"""

import collections
import csv
import gzip
import pathlib
import tempfile

from outside import SHARED, SOURCE, Checks, copy_spec, need, run, statement, table, write_json

checks = Checks()
events = need(SHARED / "bikeshare2014" / "dock_events.csv.gz")
LIMIT = 6


def exact_bounds():
    """{(station, day): (least, most)} of the limited count of different bikes."""
    cells = collections.defaultdict(set)
    stations = set((SOURCE / "datasets" / "bikeshare-2014" / "stations.csv").read_text(encoding="utf-8").split("\n")[1:-1])
    with gzip.open(events, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day = row["time"][:10]
            if day.startswith("2014-") and row["station"] in stations:
                cells[row["bike_id"].strip(), day].add(row["station"])
    least, most = collections.Counter(), collections.Counter()
    for (_, day), seen in cells.items():
        for station in seen:
            most[station, day] += 1
            least[station, day] += len(seen) <= LIMIT
    return least, most, stations


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as scratch:
        folder = pathlib.Path(scratch)
        spec = copy_spec(SOURCE / "datasets" / "bikeshare-2014", folder, [events], "bikes.ledger")
        write_json(folder / "spec.json", spec)
        run("ledger", "init", "--for", "spec.json", "--epsilon", "1", "--delta", "1e-9", cwd=folder)
        run("keygen", "bikes.ledger", cwd=folder)
        run("publish", "spec.json", cwd=folder)
        release = folder / "reports" / spec["release"]["id"]
        run("verify", release, "--key", folder / "bikes.pub")
        said = {part["name"]: part for part in statement(release)["tables"]}
        least, most, stations = exact_bounds()
        rows = table(release, "bikes_by_station_day")
        checks.that("74 stations by 365 days", len(rows) == 74 * 365 and len(stations) == 74, len(rows))
        moe = int(said["bikes_by_station_day"]["moe95"])
        inside = sum(1 for row in rows if least[row["station"], row["day"]] - moe <= int(row["estimate"]) <=
                     most[row["station"], row["day"]] + moe)
        # At least 95 % by the stated interval; 27 010 cells with independent noise: 0.942 is more than 6 sigma below.
        checks.that("intervals cover", inside / len(rows) > 0.942, inside / len(rows))
        total = sum(int(row["estimate"]) for row in rows)
        slack = 7 * float(said["bikes_by_station_day"]["std_dev"]) * len(rows) ** 0.5
        checks.that("the sum", sum(least.values()) - slack <= total <= sum(most.values()) + slack, total)
        checks.that("the limit bites somewhere, and not everywhere", 0.5 < sum(least.values()) / sum(most.values()) < 1)
    checks.end()


main()
