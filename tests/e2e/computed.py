#!/usr/bin/env python3
"""computed: ratios, shares and exact tables, published from the data sets in one command and computed again from the files.

Fieller's interval is written here once more, in floating point and by search instead of by formula.
"""

import collections
import csv
import gzip
import hashlib
import json
import math
import pathlib
import subprocess
import sys
import tempfile

from outside import SHARED, SOURCE, Checks, copy_spec, exit_code, run, statement, table, write_json

checks = Checks()


def published(name, scratch, files=None, ledger=("--kind", "zcdp", "--rho", "1", "--delta", "1e-9")):
    """Publishes a data set with its ledger in the scratch folder."""
    folder = scratch / name
    spec = copy_spec(SOURCE / "datasets" / name, folder, [], "x.ledger")
    own = json.loads((SOURCE / "datasets" / name / "spec.json").read_text(encoding="utf-8"))
    for key, source in spec["sources"].items():
        source["files"] = files or [str(SOURCE / "datasets" / name / file) for file in own["sources"][key]["files"]]
    for dimension in spec["dimensions"].values():
        values = dimension.get("values")
        if isinstance(values, dict) and values["file"].startswith("../"):
            values["file"] = str(SOURCE / "datasets" / name / values["file"])
    write_json(folder / "spec.json", spec)
    run("ledger", "init", "--for", "spec.json", *ledger, cwd=folder)
    run("keygen", "x.ledger", cwd=folder)
    run("publish", "spec.json", cwd=folder)
    release = folder / "reports" / spec["release"]["id"]
    run("verify", release, "--key", folder / "x.pub")
    return release, spec


def law(release, name):
    """Variance of the noise in a cell, and covariance of two."""
    found = next(part for part in statement(release)["tables"] if part["name"] == name)
    return fraction(found["variance"]), fraction(found.get("common_variance", "0"))


def fraction(text):
    above, _, below = str(text).partition("/")
    return float(above) / float(below or 1)


def covariance(noise, few, many):
    """Of the sum of a few cells and of the sum of many that holds them."""
    return few * noise[0] + few * (many - 1) * noise[1]


def ends(h, r, vh, vr, c, half_below=0.5):
    """Where |h - x r| meets 1.96 s(x) + 1/2 + |x| half_below, by bisection."""
    def beyond(x):
        return abs(h - x * r) - 1.96 * math.sqrt(max(0, vh + x * x * vr - 2 * x * c)) - 0.5 - abs(x) * half_below

    found = []
    for side in (-1, 1):
        inner, outer = h / r, h / r + side
        while beyond(outer) < 0:
            outer += side * (abs(outer) + 1)
        for _ in range(200):
            middle = (inner + outer) / 2
            inner, outer = (middle, outer) if beyond(middle) < 0 else (inner, middle)
        found.append(inner)
    return found


def near(text, number, per=1):
    return abs(float(text) - number * per) <= 2e-5 * abs(number * per) + 1e-9


def check_row(name, row, h, r, vh, vr, c, per=1, half_below=0.5):
    low, high = ends(h, r, vh, vr, c, half_below)
    checks.that(f"{name}: estimate", near(row["estimate"], h / r, per), row, h, r)
    checks.that(f"{name}: interval", near(row["ci95_lower"], low, per) and near(row["ci95_upper"], high, per), row, low, high)
    x = h / r
    checks.that(f"{name}: std_dev", near(row["std_dev"], math.sqrt(vh + x * x * vr - 2 * x * c) / r, per), row)
    farther = max(float(row["ci95_upper"]) - float(row["estimate"]), float(row["estimate"]) - float(row["ci95_lower"]))
    digits = sum(abs(float(row[column])) for column in ("estimate", "ci95_lower", "ci95_upper"))  # each rounded to six
    checks.that(f"{name}: moe95", abs(float(row["moe95"]) - farther) <= 1e-5 * digits + 1e-9, row)


def hits_and_rates(scratch):
    release, _ = published("hits-and-rates", scratch)
    hits = {row["site"]: int(row["estimate"]) for row in table(release, "hits_by_site")}
    scans = {row["site"]: int(row["estimate"]) for row in table(release, "scans_by_site")}
    hits_law, scans_law = law(release, "hits_by_site"), law(release, "scans_by_site")
    vh, vr = hits_law[0], scans_law[0]
    checks.that("most of the pair's budget is with the hits", vh < vr / 2, vh, vr)
    for row in table(release, "hits_per_thousand"):
        check_row("hits_per_thousand", row, hits[row["site"]], scans[row["site"]], vh, vr, 0, 1000)
    for row in table(release, "hits_per_thousand_in_all"):
        check_row("hits_per_thousand_in_all", row, sum(hits.values()), sum(scans.values()),
                  covariance(hits_law, 4, 4), covariance(scans_law, 4, 4), 0, 1000)
    days = {"Bridge St": 56, "Market Sq": 28, "North Gate": 12.5}
    for row in table(release, "scans_per_camera_day"):
        if row["site"] in days:
            check_row("scans_per_camera_day", row, scans[row["site"]], days[row["site"]], vr, 0, 0, 1, 0)
        else:
            checks.that("a missing denominator", row["status"] == "not_defined" and row["estimate"] == "", row)
    outcomes = {row["outcome"]: int(row["estimate"]) for row in table(release, "hits_by_outcome")}
    v = law(release, "hits_by_outcome")
    check_row("verified_hits", table(release, "verified_hits")[0], outcomes["verified"], sum(outcomes.values()),
              covariance(v, 1, 1), covariance(v, 3, 3), covariance(v, 1, 3))
    checks.that("the exact table is the file", (release / "tables" / "camera_days.csv").read_bytes() ==
                (SOURCE / "datasets" / "hits-and-rates" / "camera-days.csv").read_bytes().replace(b"\n", b"\r\n"))
    page = (release / "index.html").read_text(encoding="utf-8")
    for text in ("Rates and shares", "Hits per thousand scans, by site", "Exact tables", "not defined"):
        checks.that(f"the page says {text}", text in page)
    names = {part["name"] for part in json.loads((release / "datapackage.json").read_text(encoding="utf-8"))["resources"]}
    checks.that("the metadata name every table", {path.stem for path in (release / "tables").glob("*.csv")} <= names, names)
    check_profile(release)
    tamper(release)


def check_profile(release):
    """The metadata of tables without noise keep to the profile that the release carries, as those with noise do."""
    try:
        import jsonschema
    except ImportError:
        checks.skip("the profile", "python3-jsonschema is not installed")
        return
    profile = json.loads((release / "privacy-profile.json").read_text(encoding="utf-8"))
    profile["allOf"] = profile["allOf"][1:]  # the standard's own profile is behind an address, and tests use no network
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(profile)
    checks.that("datapackage.json keeps to the profile", validator.is_valid(package), [e.message[:300] for e in validator.iter_errors(package)])
    for resource in package["resources"]:
        resource["privacy"].pop("rule", None)
    checks.that("a computed table needs its rule", not validator.is_valid(package))


def tamper(release):
    """A ratio that does not follow from the tables is found by computing it again, whatever all digests say."""

    def replace(path, old, new):
        """Changes a file, and its digest wherever that stands."""
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        path.write_bytes(path.read_bytes().replace(old, new, 1))
        after = hashlib.sha256(path.read_bytes()).hexdigest()
        for other in ("datapackage.json", "dcat.json", "SHA256SUMS"):
            if path.name != other and before.encode() in (release / other).read_bytes():
                replace(release / other, before.encode(), after.encode())

    replace(release / "tables" / "hits_per_thousand.csv", b"published", b"too_noisy")
    out, err = run("verify", release, code=11)
    checks.that("a forged ratio is found", "verification failed: contents" in err, out, err)


def too_noisy(scratch):
    """The same data under a hundredth of the budget: the rule hides what cannot be told, and the raw tables stay."""
    folder = scratch / "noisy"
    spec = copy_spec(SOURCE / "datasets" / "hits-and-rates", folder, [], "x.ledger")
    for name, file in (("scans", "scans.csv.gz"), ("hits", "hits.csv")):
        spec["sources"][name]["files"] = [str(SOURCE / "datasets" / "hits-and-rates" / file)]
    spec["privacy"]["guarantee"] = {"rho": "0.00005"}
    write_json(folder / "spec.json", spec)
    run("ledger", "init", "--for", "spec.json", "--rho", "1", cwd=folder)
    run("keygen", "x.ledger", cwd=folder)
    run("publish", "spec.json", cwd=folder)
    release = folder / "reports" / spec["release"]["id"]
    scans = {row["site"]: int(row["estimate"]) for row in table(release, "scans_by_site")}
    deviation = math.sqrt(law(release, "scans_by_site")[0])
    rows = table(release, "hits_per_thousand")
    for row in rows:
        wanted = "published" if scans[row["site"]] >= max(2, 10 * deviation) else "too_noisy"
        checks.that("the rule", row["status"] == wanted, row, scans[row["site"]], deviation)
        checks.that("no number where it is too noisy", (row["estimate"] == "") == (wanted == "too_noisy"), row)
    checks.that("some are too noisy", any(row["status"] == "too_noisy" for row in rows), rows)
    run("verify", release, "--key", folder / "x.pub")


def search_audit(scratch):
    log = SHARED / "search_audit" / "searches.csv"
    if not log.exists():
        checks.skip("search-audit", "there is no searches.csv at shared/data/search_audit beside the source folder")
        return
    with open(SOURCE / "datasets" / "search-audit" / "reasons.csv", encoding="utf-8", newline="") as file:
        reasons = list(csv.DictReader(file))
    checks.that("132 spellings", len({row["reason"] for row in reasons}) == 132 and len({row["category"] for row in reasons}) == 12)
    release, _ = published("search-audit", scratch, [str(log)], ("--epsilon", "6", "--delta", "1e-8"))
    cells = {(row["month"], row["clarity"]): int(row["estimate"]) for row in table(release, "searches_by_month_clarity")}
    v = law(release, "searches_by_month_clarity")
    vague = sum(value for (_, clarity), value in cells.items() if clarity == "vague or none")
    row = table(release, "vague_share")[0]
    whole, given = sum(cells.values()), row["status"] == "published"
    checks.that("vague_share: the rule", given == (whole >= max(2, 5 * math.sqrt(covariance(v, 9, 9)))), row, whole, v)
    if given:
        check_row("vague_share", row, vague, whole, covariance(v, 3, 3), covariance(v, 9, 9), covariance(v, 3, 9))
    sums = {row["clarity"]: int(row["estimate"]) for row in table(release, "cameras_per_search.sum")}
    counts = {row["clarity"]: int(row["estimate"]) for row in table(release, "cameras_per_search.count")}
    for row in table(release, "cameras_per_search"):
        if row["status"] == "published":
            mean = min(300, max(0, 150 + 5 * sums[row["clarity"]] / counts[row["clarity"]]))
            checks.that("the mean follows from its halves", near(row["estimate"], mean), row, mean)
    checks.that("14 categories", len(table(release, "searches_by_category")) == 14)
    checks.that("it says who is not protected", "no_guarantee" in statement(release)["tables"][0] and
                statement(release)["tables"][0]["no_guarantee"][0]["for"] == "vehicle")


def pooled_state(scratch):
    release, _ = published("pooled-state", scratch, None, ("--epsilon", "4", "--delta", "1e-8"))
    plates, everywhere = set(), 0
    for path in sorted((SOURCE / "datasets" / "pooled-state").glob("agency-*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            own = {row["plate"] for row in csv.DictReader(file)}
        plates |= own
        everywhere += len(own)
    state = table(release, "vehicles_in_the_state")[0]
    checks.that("each vehicle counts once in the state", abs(int(state["estimate"]) - len(plates)) <= 6 * float(state["std_dev"]) + 1,
                state, len(plates))
    checks.that("many vehicles were read by several agencies", everywhere > 1.2 * len(plates), everywhere, len(plates))
    with open(SOURCE / "datasets" / "pooled-state" / "agencies.csv", encoding="utf-8", newline="") as file:
        cameras = {row["agency"]: int(row["cameras"]) for row in csv.DictReader(file)}
    scans = {row["agency"]: int(row["estimate"]) for row in table(release, "scans_by_agency")}
    v = law(release, "scans_by_agency")[0]
    for row in table(release, "scans_per_camera"):
        check_row("scans_per_camera", row, scans[row["agency"]], cameras[row["agency"]], v, 0, 0, 1, 0)


def retention_stock(scratch):
    release, _ = published("retention-stock", scratch)
    held = {(row["agency"], row["age"]): int(row["estimate"]) for row in table(release, "scans_held")}
    v = law(release, "scans_held")
    ages = ["0 to 6 days", "7 to 29 days", "30 to 59 days", "60 days and more"]
    shares = {row["agency"]: row for row in table(release, "older_than_retention")}
    for agency, row in shares.items():
        check_row("older_than_retention", row, sum(held[agency, age] for age in ages[2:]), sum(held[agency, age] for age in ages),
                  covariance(v, 2, 2), covariance(v, 4, 4), covariance(v, 2, 4))
    # Of the limited counts of Norwell PD about half are older than 30 days, and of Millbrook PD none; the noise is far smaller.
    checks.that("who deletes and who does not", float(shares["Norwell PD"]["estimate"]) > 0.3 > 0.1 > float(shares["Millbrook PD"]["estimate"]),
                shares)
    checks.that("three months are charged", statement(release)["accounts"][0]["windows_charged"]["count"] == 3)


def outside_agencies(scratch):
    """Agencies that no list names: the most frequent one has twenty times the threshold, so that it is shown for certain."""
    release, _ = published("outside-agencies", scratch, ledger=("--kind", "zcdp", "--rho", "0.1", "--delta", "1e-8"))
    with gzip.open(SOURCE / "datasets" / "outside-agencies" / "searches.csv.gz", "rt", encoding="utf-8") as file:
        searches = collections.Counter(row["agency"] for row in csv.DictReader(file))
    first = searches.most_common(1)[0][0]
    for name, column in (("vehicles_by_agency", "agency"), ("searches_by_agency_week", "searching_agency")):
        law_of = next(part for part in statement(release)["tables"] if part["name"] == name)
        threshold = law_of["discovered"]["threshold"]
        counts = collections.defaultdict(list)
        for row in table(release, name):
            counts[row[column]].append(int(row["estimate"]))
        checks.that(f"{name}: it is shown", first in counts, list(counts))
        checks.that(f"{name}: only agencies that are there, some of them", set(counts) < set(searches), list(counts))
        checks.that(f"{name}: in the order of their bytes", list(counts) == sorted(counts, key=str.encode), list(counts))
        checks.that(f"{name}: each passes the threshold somewhere", all(max(each) >= threshold for each in counts.values()), counts)


def made_again(scratch):
    """What the README of a data set says its script makes is what stands there."""
    for name in ("hits-and-rates", "outside-agencies", "pooled-state", "retention-stock", "shared-audits"):
        folder = scratch / f"made-{name}"
        folder.mkdir()
        subprocess.run([sys.executable, SOURCE / "datasets" / name / "make.py", folder], check=True)
        for path in sorted(folder.iterdir()):
            own = (SOURCE / "datasets" / name / path.name).read_bytes()
            packed = path.suffix == ".gz"  # how a byte string is packed depends on the library's version
            same = gzip.decompress(own) == gzip.decompress(path.read_bytes()) if packed else own == path.read_bytes()
            checks.that(f"{name}: {path.name} is made again", same)


def portals(scratch):
    folder = scratch / "made"
    run("generate", folder, "--from", "2025-01-01", "--days", "30", "--scans", "20000", "--sites", "12", "--mobile", "3",
        "--seed", "2025")
    release, _ = published("portals", scratch, [str(folder / "scans-*.csv")], ("--kind", "zcdp", "--epsilon", "2", "--delta", "1e-9"))
    rows = table(release, "other_portals")
    checks.that("365 agencies", len(rows) == 365)
    shared = SHARED / "portals" / "latest_usage.csv"
    if not shared.exists():
        checks.skip("portals: the whole file", "there is no latest_usage.csv at shared/data/portals beside the source folder")
        return
    with open(shared, encoding="utf-8", newline="") as file:
        stated = {row["agency"]: row for row in csv.DictReader(file)}
    for row in rows:
        for key, value in row.items():
            said = stated[row["agency"]][key]
            checks.that(f"{row['agency']}: {key}", value == ("" if said == "-Infinity days" else said), value, said)


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as name:
        scratch = pathlib.Path(name)
        hits_and_rates(scratch)
        too_noisy(scratch)
        search_audit(scratch)
        pooled_state(scratch)
        retention_stock(scratch)
        outside_agencies(scratch)
        made_again(scratch)
        portals(scratch)
    checks.end()


main()
