#!/usr/bin/env python3
"""drafts: from an export to a verified release with init: draft, decide what is marked, publish. For scans and for searches."""

import json
import pathlib
import tempfile

from outside import Checks, run, statement, table, write_json

checks = Checks()

# What a person would decide, by the key that is marked.
DECIDED = {"id": "r1", "title": "Use in January", "publisher": "Riverton Police Department", "contact": "t@riverton.example",
           "reason": "Policy 4.2", "from": "2025-01-01", "to": "2025-02-01", "timezone": "America/Los_Angeles", "epsilon": "8",
           "origin": "synthetic"}


def decide(path):
    """Replaces the marks in the order in which check names them; every refusal points at one."""
    for left in range(100, 0, -1):
        out, err = run("check", path.name, cwd=path.parent, code=None)
        if not err:
            return 100 - left
        place, _, message = err.split("\n")[0].removeprefix("hushcount: ").partition(": ")
        _, line, column = place.split(":")
        lines = path.read_text(encoding="utf-8").split("\n")
        start = int(column) - 1
        mark = lines[int(line) - 1][start:].rstrip(",")
        key = message.split('"')[1]
        checks.that("check points at a mark", mark.startswith('"CHANGE ME: ') and "still to be decided" in message, err)
        if not mark.startswith('"CHANGE ME'):
            return None
        lines[int(line) - 1] = lines[int(line) - 1][:start] + json.dumps(DECIDED[key]) + lines[int(line) - 1][start + len(mark):]
        path.write_text("\n".join(lines), encoding="utf-8")
    return None


def publish(folder, export, ledger):
    path = folder / f"{export}.json"
    path.write_text(run("init", f"{export}.csv", cwd=folder)[0], encoding="utf-8")
    before = json.loads(path.read_text(encoding="utf-8"))
    marks = path.read_text(encoding="utf-8").count(': "CHANGE ME')
    checks.that(f"{export}: every mark is named once", decide(path) == marks and marks > 9, marks)
    spec = json.loads(path.read_text(encoding="utf-8"))
    checks.that(f"{export}: nothing but marks was changed", list(spec) == list(before) and spec["dimensions"].keys() ==
                before["dimensions"].keys())
    spec["privacy"]["ledger"] = ledger
    spec["release"]["id"] = export.replace("-", "")
    write_json(path, spec)
    run("ledger", "init", "--for", path.name, "--epsilon", "9", "--delta", "1e-8", cwd=folder)
    run("keygen", ledger, cwd=folder)
    run("publish", path.name, "--out", f"{export}-reports", cwd=folder)  # each ledger has a reports folder of its own
    release = folder / f"{export}-reports" / spec["release"]["id"]
    run("verify", release, "--key", folder / ledger.replace(".ledger", ".pub"))
    return spec, release


def near(name, published, truth, keys, slack):
    """Every cell is within `slack` standard deviations of the truth, and cells not below it by more than what limits cut."""
    wrong = [row for row in published
             if abs(int(row["estimate"]) - truth.get(row[keys], 0)) > slack * float(row["std_dev"]) + 0.15 * truth.get(row[keys], 0)]
    checks.that(name, published and not wrong, wrong[:3], truth)


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as scratch:
        folder = pathlib.Path(scratch)
        run("generate", folder, "--from", "2025-01-01", "--days", "31", "--scans", "60000", "--agencies", "6", "--sites", "12",
            "--mobile", "0", "--seed", "5", "--defects", "none")
        (folder / "scans.csv").write_text("".join(
            path.read_text(encoding="utf-8") if first else path.read_text(encoding="utf-8").split("\n", 1)[1]
            for first, path in zip([True] + [False] * 99, sorted(folder.glob("scans-*.csv")))), encoding="utf-8")
        truth = {}
        with open(folder / "synthetic-truth-vehicles.csv", encoding="utf-8") as file:
            for line in file.read().split("\n")[1:-1]:
                site, _, vehicles = line.split(",")
                truth[site] = int(vehicles)
        spec, release = publish(folder, "scans", "scans.ledger")
        checks.that("scans: one source, protecting vehicles", list(spec["sources"]) == ["scans"] and
                    spec["sources"]["scans"]["entity"]["vehicle"] == ["state", "plate"])
        # At epsilon 8 the noise of 12 numbers is small; 9 standard deviations of it, and what the limits leave out.
        near("scans: vehicles by site", table(release, "vehicles_by_site"), truth, "site", 9)

        owners = (folder / "sites.csv").read_text(encoding="utf-8").split("\n")[1:-1]
        names = sorted({line.split(",")[2] for line in owners})
        (folder / "agencies.csv").write_text("agency\n" + "\n".join(names) + "\n", encoding="utf-8")
        truth = {}
        with open(folder / "synthetic-truth-searches.csv", encoding="utf-8") as file:
            for line in file.read().split("\n")[1:-1]:
                agency, _, searches = line.split(",")
                truth[agency] = truth.get(agency, 0) + int(searches)
        spec, release = publish(folder, "searches", "searches.ledger")
        checks.that("searches: users, and the vehicles searched for", [list(source["entity"])[1] for source in
                                                                       spec["sources"].values()] == ["user", "vehicle"])
        near("searches: by agency", table(release, "searches_by_agency"), truth, "agency", 9)
        said = {part["name"]: part for part in statement(release)["tables"]}
        checks.that("searches: tables about users say that they protect no vehicle",
                    [part["for"] for part in said["searches_by_day"]["no_guarantee"]] == ["vehicle"], said["searches_by_day"])
    checks.end()


main()
