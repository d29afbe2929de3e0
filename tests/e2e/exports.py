#!/usr/bin/env python3
"""exports: files as they really come, with every defect there is: each is read, or left out for its reason, and counted as such.

What was put into the files is told by generate and by Python's own CSV reader; inspect must say the same numbers.
"""

import collections
import csv
import json
import math
import pathlib
import tempfile

from outside import SOURCE, Checks, copy_spec, exit_code, run, statement, table, tree, write_json

checks = Checks()

SPEC = {
    "hushcount": 1,
    "release": {"id": "r1", "title": "Use in March", "publisher": "Riverton Police Department", "contact": "t@riverton.example",
                "reason": "Policy 4.2", "language": "en", "period": {"from": "2025-03-08", "to": "2025-03-15"}},
    "privacy": {"ledger": "r.ledger", "window": "week", "timezone": "America/Los_Angeles", "guarantee": {"epsilon": "8", "delta": "1e-9"}},
    "dimensions": {}, "sources": {}, "tables": [],
}
LIMITS = {"cells": 8, "per_cell": 100000, "origin": "synthetic"}


def inspect(folder, spec):
    """(source, its reasons, tables) as inspect tells them; the first source."""
    write_json(folder / "spec.json", spec)
    seen = json.loads(run("inspect", "spec.json", "--to-pipe", "--json", cwd=folder)[0])
    source = seen["sources"][0]
    return source, {left["reason"].split(" (")[0]: left["rows"] for left in source["left_out"]}, {
        part["name"]: part for part in seen["tables"]}


def scans(folder, defects):
    sites = [row["site"] for row in csv.DictReader(open(folder / "sites.csv", encoding="utf-8"))]
    spec = json.loads(json.dumps(SPEC))
    spec["dimensions"] = {"day": {"time": "day"}, "site": {"column": "camera", "values": sites, "origin": "synthetic"}}
    spec["tables"] = [{"name": "by_site", "source": "scans", "measure": "rows", "by": ["site"], "limits": LIMITS}]
    spec["sources"] = {"scans": {"files": ["scans-*.csv"], "entity": {"vehicle": ["state", "plate"]}, "time": {"column": "read_at"},
                                 "multiline": True}}
    rows, broken = 0, 0
    for path in folder.glob("scans-*.csv"):
        with open(path, encoding="utf-8-sig", newline="") as file:
            table_of = list(csv.reader(file))
            rows += len(table_of) - 1
            broken += sum("\n" in row[1] for row in table_of)
    source, left, _ = inspect(folder, spec)
    # A camera that missed the change of clocks may be spoiled in another way too: one or two rows in all.
    slack = defects["old_clock"]
    expected = {"the header line again": defects["header_again"],
                "too few or too many fields": defects["field_missing"] + defects["field_too_many"],
                "stray or unclosed quote": defects["stray_quote"],
                "no such time": defects["old_clock"],
                "no plate or user": defects["plate_blank"] + defects["state_blank"],
                "plate or user withheld": defects["plate_na"] + defects["plate_redacted"] + defects["plate_stars"] + defects["state_na"],
                "in no table, with a field empty": defects["site_na"],
                "in no table": defects["line_break"]}  # a camera and its lane, on two lines: no such site
    checks.that("scans: every reason is there", set(left) == set(expected), left)
    for reason, number in expected.items():
        checks.that(f"scans: {reason}", abs(left.get(reason, 0) - number) <= slack, left.get(reason, 0), number)
    checks.that("scans: each row is kept or left out", source["rows"] == source["kept"] + sum(left.values()) == rows,
                source["rows"], rows)
    checks.that("scans: there were line breaks", broken == defects["line_break"] > 20, broken)

    del spec["sources"]["scans"]["multiline"]
    source, alone, _ = inspect(folder, spec)
    checks.that("scans: without multiline a record over two lines is two spoiled ones",
                alone["stray or unclosed quote"] == left["stray or unclosed quote"] + 2 * defects["line_break"] and
                source["rows"] == rows + defects["line_break"], alone)
    spec["sources"]["scans"].update(multiline=True, missing=["NA"])
    spec["dimensions"]["site"] = {"column": "camera", "map": {"pairs": [[site, site] for site in sites], "blank": "not recorded"},
                                  "origin": "synthetic"}
    spec["tables"].append({"name": "nowhere", "source": "scans", "measure": "rows", "where": {"site": "not recorded"}, "limits": LIMITS})
    _, named, tables = inspect(folder, spec)
    checks.that("scans: a named mark is an empty field", "in no table, with a field empty" not in named and
                abs(tables["nowhere"]["kept"] - defects["site_na"]) <= slack, tables["nowhere"])


def searches(folder, truth):
    with open(folder / "searches.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    body = [row for row in rows if row["ID"] != "ID"]
    once = {row["ID"]: row for row in body}
    checks.that("searches: there are line breaks, headers and repeats", all("\n" in row["Time Frame"] for row in body) and
                len(rows) > len(body) > len(once) == truth)
    half = len(body) // 2
    with open(folder / "searches.csv", encoding="utf-8", newline="") as file:
        head, *lines = list(csv.reader(file))
    for name, part in (("audit-1.csv", lines[:half + 50]), ("audit-2.csv", lines[half - 50:])):
        with open(folder / name, "w", encoding="utf-8", newline="") as file:  # two agencies' audits, which share a hundred rows
            csv.writer(file).writerows([head] + part)
    spec = json.loads(json.dumps(SPEC))
    spec["dimensions"] = {"reason": {"column": "Reason", "map": {"file": "reasons.csv", "from": "reason", "to": "category", "other": "other",
                                                                 "blank": "none given"}, "origin": "synthetic"}}
    spec["tables"] = [{"name": "by_reason", "source": "searches", "measure": "rows", "by": ["reason"], "limits": LIMITS},
                      {"name": "without_reason", "source": "searches", "measure": "rows", "where": {"reason": "none given"}, "limits": LIMITS}]
    spec["sources"] = {"searches": {
        "files": ["audit-*.csv"], "entity": {"user": ["Org Name", "Name"]}, "multiline": True, "missing": ["NA", "REDACTED"],
        "dedupe": {"key": ["ID"]}, "time": {"column": "Search Time", "format": "%m/%d/%Y, %I:%M:%S %p %z"}}}
    source, left, tables = inspect(folder, spec)
    checks.that("searches: nothing but header lines is left out", set(left) == {"the header line again"}, left)
    checks.that("searches: each counts once, however many rows and files it stands in",
                source["kept"] - source["repeats"] == truth == tables["by_reason"]["kept"], source)
    none = sum(row["Reason"].strip() in ("", "NA", "REDACTED") for row in once.values())
    checks.that("searches: marks count as no reason", tables["without_reason"]["kept"] == none > 0, tables["without_reason"], none)

    run("ledger", "init", "--for", "spec.json", "--epsilon", "9", "--delta", "1e-8", cwd=folder)
    run("keygen", "r.ledger", cwd=folder)
    out, err = run("publish", "spec.json", cwd=folder)
    checks.that("searches: publish says nothing of what it left out", not any(
        word in out + err for word in ("repeat", "header line", "left out", "withheld")), out, err)
    release = folder / "reports" / "r1"
    run("verify", release, "--key", folder / "r.pub")
    # At epsilon 8 and a limit of 100,000 noise is large; what is to be seen is that the page says what was done.
    page = (release / "index.html").read_text(encoding="utf-8")
    checks.that("searches: the page says that a key counts once", "“ID”" in page, page[:0])
    checks.that("searches: the page says where records over several lines stand", "quotes" in page)
    checks.that("searches: there are all categories", len(table(release, "by_reason")) > 8)
    before = tree(release)
    checks.that("searches: the same command gives the same release", exit_code("publish", "spec.json", cwd=folder) == 0 and
                tree(release) == before)


def shared_audits(folder):
    """The data set: 900 searches in 2,090 rows of three audits; what 20 of each user in a month leave of them, counted here."""
    own = SOURCE / "datasets" / "shared-audits"
    once = {}
    for path in own.glob("audit-*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            once.update({row["ID"]: row["Org Name"] + " " + row["Name"] for row in csv.DictReader(file) if row["ID"] != "ID"})
    of_users = collections.Counter(once.values())
    kept = sum(min(number, 20) for number in of_users.values())
    spec = copy_spec(own, folder, ["audit-*.csv"], "x.ledger")
    write_json(folder / "spec.json", spec)
    run("ledger", "init", "--for", "spec.json", "--epsilon", "3", "--delta", "1e-8", cwd=folder)
    run("keygen", "x.ledger", cwd=folder)
    run("publish", "spec.json", cwd=folder)
    release = folder / "reports" / spec["release"]["id"]
    run("verify", release, "--key", folder / "x.pub")
    rows = table(release, "searches_by_agency")
    far = sum(int(row["estimate"]) for row in rows) - kept
    # Seven standard deviations of the sum's noise: once in 10^11.
    checks.that("shared-audits: each search counts once", abs(far) <= 7 * math.sqrt(sum(float(row["std_dev"]) ** 2 for row in rows)) and
                len(once) == 900, far, rows)
    checks.that("shared-audits: whom it does not protect", "vehicle" in json.dumps(statement(release)["tables"][0]["no_guarantee"]))


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as scratch:
        folder = pathlib.Path(scratch)
        # The clocks go forward on the second day.
        run("generate", folder, "--from", "2025-03-08", "--days", "7", "--scans", "60000", "--agencies", "6", "--sites", "12",
            "--seed", "5", "--defects", "all")
        truth = json.loads((folder / "synthetic-truth.json").read_text(encoding="utf-8"))
        scans(folder, truth["defects_in_scans"])
        searches(folder, truth["searches"])
        shared_audits(folder / "shared-audits")
    checks.end()


main()
