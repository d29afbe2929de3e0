#!/usr/bin/env python3
"""discover: values that no list names, through the whole tool: what is shown, what stays hidden, what verify finds.

Frequent values have hundreds of vehicles, so that with a delta of 1e-10 each of them is shown, and each that one vehicle alone
has is hidden, but for chances below 1e-9.
"""

import fractions
import hashlib
import json
import pathlib
import resource
import shutil
import tempfile

from outside import Checks, exit_code, run, statement, table, write_json

checks = Checks()

SPEC = {
    "hushcount": 1,
    "release": {"id": "found", "title": "Who asked", "publisher": "P", "contact": "c@p.example", "reason": "r",
                "period": {"from": "2025-01-01", "to": "2025-02-01"}},
    "privacy": {"ledger": "f.ledger", "window": "month", "timezone": "UTC", "guarantee": {"epsilon": "1", "delta": "1e-10"}},
    "sources": {"asked": {"files": ["asked.csv"], "entity": {"vehicle": ["plate"]}, "time": {"column": "at"}}},
    "dimensions": {"agency": {"column": "agency", "discover": True},
                   "asker": {"column": "agency", "discover": True, "at_most": 2}, "week": {"time": "week"}},
    "tables": [{"name": "vehicles", "source": "asked", "measure": "vehicles", "by": ["agency"],
                "limits": {"cells": 2, "origin": "policy"}},
               {"name": "weeks", "source": "asked", "measure": "rows", "by": ["week", "asker"],
                "limits": {"cells": 3, "per_cell": 2, "origin": "policy"}}],
}
FREQUENT = {"Alder PD": 3000, "Birch, Sheriff": 1500, "Dépôt \"Ñ\"": 2600}
# Each held by hundreds of vehicles, and yet never to be seen in a table.
UNFIT = ["=cmd()", "+1", "@x", "-1", "x" * 201, "tab\there", "bell\x07", "‮drow", "​", ""]
ALONE = "Only-One-Has-This"


def rows():
    plate = 0
    for value, count in FREQUENT.items():
        for _ in range(count):
            plate += 1
            yield plate, f"  {value} " if plate % 3 == 0 else value
    for value in UNFIT:
        for _ in range(400):
            plate += 1
            yield plate, value
    yield 1, ALONE
    # One vehicle with very many values, each its own.
    for i in range(3000):
        yield 99_999, f"Spray {i:05}"


def write_records(folder, made):
    lines = ["plate,at,agency\n"]
    for n, (plate, value) in enumerate(made):
        quoted = value.replace('"', '""')
        lines.append(f'T{plate:05},2025-01-{n % 31 + 1:02}T10:00:00Z,"{quoted}"\n')
    (folder / "asked.csv").write_text("".join(lines), encoding="utf-8")
    with open(folder / "asked.csv", "ab") as file:
        file.write(b"".join(b"U%05d,2025-01-02T10:00:00Z,\xff\xfe\n" % n for n in range(400)))


def everything(folder):
    """All bytes that leave: the release, and the ledger, whose vault keeps it."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name not in ("asked.csv",))


def published(folder):
    run("ledger", "init", "--for", "spec.json", "--rho", "1", "--delta", "1e-8", cwd=folder)
    run("keygen", "f.ledger", cwd=folder)
    said = run("publish", "spec.json", cwd=folder)
    release = folder / "reports" / "found"
    names = sorted(FREQUENT, key=lambda name: name.encode())
    seen = [row["agency"] for row in table(release, "vehicles")]
    checks.that("exactly the frequent values, trimmed, in the order of their bytes", seen == names, seen)
    weeks = table(release, "weeks")
    askers = sorted({row["asker"] for row in weeks}, key=str.encode)
    checks.that("at most two, and those with most records", askers == sorted(["Alder PD", "Dépôt \"Ñ\""], key=str.encode), askers)
    checks.that("every week of each", len(weeks) == 2 * 5, len(weeks))
    parts = statement(release)["tables"]
    for part, unit in zip(parts, (2, 3)):
        found = part["discovered"]
        checks.that("the values are those of the table", found["values"] in (names, askers))
        checks.that("the delta is charged", found["delta"] == part["charge"]["delta"] != "0")
        checks.that("limits are not cut", part["sensitivity"]["l0"] == unit)
    left = everything(folder) + "".join(said).encode()
    for text in (ALONE, "Spray", *(value for value in UNFIT if len(value) > 3)):
        checks.that(f"{text[:20]!r} is nowhere", text.encode() not in left)
    checks.that("what was charged covers the thresholds", not exit_code("ledger", "verify", "f.ledger", "reports/found", cwd=folder))
    out = run("verify", "reports/found", "--key", "f.pub", cwd=folder)[0]
    checks.that("verify says what it cannot check", "which others stayed hidden" in out, out)
    seen = run("inspect", "spec.json", "--to-pipe", cwd=folder)[0]
    checks.that("inspect shows the officer what is hidden too", "Alder PD" in seen and "left out" in seen, seen)


def change(release, name, edit):
    path = release / name
    path.write_bytes(edit(path.read_bytes().decode()).encode())


def finding(folder, what, step, edit):
    """verify's word about a release that was changed, and whose list of digests was made to match: the step that fails."""
    copy = folder / "changed"
    shutil.copytree(folder / "reports" / "found", copy)
    edit(copy)
    lines = (copy / "SHA256SUMS").read_text().splitlines()
    change(copy, "SHA256SUMS", lambda _: "".join(
        f"{hashlib.sha256((copy / line[66:]).read_bytes()).hexdigest()}  {line[66:]}\n" for line in lines))
    out = run("verify", "changed", "--key", "f.pub", cwd=folder, code=11)[0]
    shutil.rmtree(copy)
    failed = [line.split()[1] for line in out.splitlines() if line.strip().startswith("FAILED ")]
    checks.that(f"verify finds {what} in {step}", failed[:1] == [step], out)
    return out


def attacked(folder):
    found = statement(folder / "reports" / "found")["tables"][0]["discovered"]
    alder, birch = json.dumps(found["values"][0]), json.dumps(found["values"][1])

    def state(old, new):
        return lambda release: change(release, "release.json", lambda text: text.replace(old, new, 1))

    def row(estimate):
        def edit(text):
            head, first, *rest = text.splitlines()
            name, _, std, moe, _, _, status = first.rsplit(",", 6)
            return "\r\n".join([head, f"{name},{estimate},{std},{moe},{estimate - int(moe)},{estimate + int(moe)},{status}",
                                *rest]) + "\r\n"
        return lambda release: change(release, "tables/vehicles.csv", edit)

    finding(folder, "values out of order", "spec", state(alder, '"Zed"'))
    finding(folder, "a value twice", "spec", state(birch, alder))
    finding(folder, "a value that a spreadsheet would run", "spec", state(alder, '"=Alder"'))
    finding(folder, "another value than in the table", "tables", state(alder, '"Alder"'))
    threshold = f'"threshold": {found["threshold"]}'
    finding(folder, "a lower threshold at the same charge", "charges", state(threshold, f'"threshold": {found["threshold"] - 1}'))
    finding(folder, "a threshold of 0", "noise", state(threshold, '"threshold": 0'))
    out = finding(folder, "a value whose count is below the threshold", "tables", row(found["threshold"] - 1))
    checks.that("and says so", "reaches the threshold" in out, out)
    # Exactly at the threshold a value may be there; the metadata know another table.
    finding(folder, "another count", "schemas", row(found["threshold"]))


def empty(folder):
    """No records, no value: a release like any other."""
    (folder / "asked.csv").write_text("plate,at,agency\n", encoding="utf-8")
    spec = json.loads((folder / "spec.json").read_text())
    spec["release"]["id"] = "empty"
    write_json(folder / "spec.json", spec)
    run("publish", "spec.json", cwd=folder)
    checks.that("no rows", table(folder / "reports" / "empty", "vehicles") == [])
    run("verify", "reports/empty", "--key", "f.pub", cwd=folder)


def refused(folder):
    """An account that has no delta for it: nothing is charged, and the hint says what to do."""
    run("ledger", "init", "other.ledger", "--window", "month", "--timezone", "UTC", "--epsilon", "4", "--delta", "1e-6", cwd=folder)
    run("keygen", "other.ledger", cwd=folder)
    spec = json.loads((folder / "spec.json").read_text())
    spec["privacy"]["ledger"] = "other.ledger"
    spec["release"]["id"] = "refused"
    write_json(folder / "other.json", spec)
    err = run("publish", "other.json", "--out", "elsewhere", cwd=folder, code=10)[1]
    checks.that("the hint names rho and delta", "open an account with rho and delta" in err, err)


def year(folder, name, by, language="en"):
    """A release of twelve months without a record: what it says follows from the spec. Returns its page, and its ledger as shown."""
    place = folder / name
    place.mkdir()
    (place / "asked.csv").write_text("plate,at,agency\n", encoding="utf-8")
    spec = json.loads(json.dumps(SPEC))
    spec["release"] |= {"id": name, "language": language, "period": {"from": "2025-01-01", "to": "2026-01-01"}}
    spec["privacy"]["guarantee"] = {"epsilon": "4", "delta": "1e-6"}
    spec["dimensions"] = {"agency": SPEC["dimensions"]["agency"], "month": {"time": "month"}}
    spec["tables"] = [SPEC["tables"][0] | {"by": by}]
    write_json(place / "spec.json", spec)
    run("ledger", "init", "--for", "spec.json", "--rho", "5", "--delta", "1.1e-6", cwd=place)
    run("keygen", "f.ledger", cwd=place)
    run("publish", "spec.json", cwd=place)
    run("verify", f"reports/{name}", "--key", "f.pub", cwd=place)
    release = place / "reports" / name
    checks.that("the registry entry does not promise more", ("without its delta" in (release / "registry.yaml").read_text(
        encoding="utf-8").replace("\n", " ")) == (by == ["agency"]))
    page = (release / "index.html").read_text(encoding="utf-8")
    return page, statement(release)["tables"][0]["discovered"]["in_words"], *shown(place)


def shown(place):
    return run("ledger", "show", "f.ledger", cwd=place)[0], json.loads(run("ledger", "show", "f.ledger", "--json", cwd=place)[0])


def one(answer):
    return answer["accounts"][0]


def several_windows(folder):
    """
    A threshold hides what one vehicle adds to a cell in one month. Whoever has a value alone all year meets the threshold with
    twelve times that, and is shown more often than not: nothing may be promised about the year.
    """
    page, words, plain, answer = year(folder, "shared", ["agency"])
    checks.that("the page does not bound the year", "is not bounded here" in page and "gave even chances to" not in page)
    checks.that("the words are about a month", "recorded outside of that time too" in words, words)
    checks.that("show states no odds of that year", "No epsilon and no odds" in plain, plain)
    worst = one(answer)["years_as_charged"][0]
    checks.that("nor in JSON", worst.get("discovered_over_windows") and worst["delta"] is worst["epsilon"] is
                worst["even_odds_percent"] is None and float(worst["rho"].split("/")[0]) > 0, worst)
    page, words, plain, answer = year(folder, "apart", ["month", "agency"], "es")
    checks.that("months with cells of their own add up", "las probabilidades se suman" in words, words)
    checks.that("and the page bounds them", "Quien diera la misma probabilidad" in page and "no se acota" not in page)
    account = one(answer)
    window = account["windows"][0]
    delta = fractions.Fraction(window["delta_spent"])
    checks.that("a year's delta is that of all thresholds and the noise", near(
        account["years_as_charged"][0]["delta"], 12 * delta + fractions.Fraction("1e-9")), account)
    checks.that("and of all budgets", near(account["year_all_spent"]["delta"], 12 * fractions.Fraction("1.1e-6") +
                                          fractions.Fraction("1e-9")), account)


def one_off(folder):
    """A one-off account's epsilon holds with a delta, for one window: over twelve, only what rho says of the noise is stated."""
    place = folder / "shared"
    spec = json.loads((place / "spec.json").read_text())
    spec["privacy"]["ledger"] = "once.ledger"
    write_json(place / "once.json", spec)
    run("ledger", "init", "--for", "once.json", "--kind", "one-off", "--epsilon", "4", "--delta", "1e-6", cwd=place)
    run("keygen", "once.ledger", cwd=place)
    run("publish", "once.json", "--out", "once", cwd=place)
    worst = one(json.loads(run("ledger", "show", "once.ledger", "--json", cwd=place)[0]))["years_as_charged"][0]
    checks.that("a one-off account states no odds either", "rho" in worst and worst["delta"] is worst["epsilon"] is
                worst["even_odds_percent"] is None, worst)


def near(text, value):
    """Twelve digits, never below."""
    return value <= fractions.Fraction(text) <= value * (1 + fractions.Fraction(1, 10**10))


def afford(folder):
    """What show says can be afforded is what publish admits: the delta of thresholds runs out long before rho does."""
    place = folder / "shared"
    spec = json.loads((place / "spec.json").read_text())
    window = one(shown(place)[1])["windows"][0]
    spent, left = (fractions.Fraction(window[key]) for key in ("delta_spent", "delta_left"))
    more = window["more_like_last"]
    checks.that("the delta left is what was not spent", spent + left == fractions.Fraction("1.1e-6") and spent > 0, window)
    checks.that("delta binds, not rho", more == left // spent < fractions.Fraction(window["left"]) / fractions.Fraction(
        window["spent"]) - 1, window)
    checks.that("show names the delta left", " for discovered values: enough for " in shown(place)[0], shown(place)[0])
    for i in range(more + 1):
        spec["release"]["id"] = f"more-{i}"
        write_json(place / "spec.json", spec)
        run("publish", "spec.json", cwd=place, code=0 if i < more else 10)
    plain, answer = shown(place)
    checks.that("and then no other", one(answer)["windows"][0]["more_like_last"] == 0 and "not enough for another one" in plain,
                plain)


def many(folder):
    """A million different texts, each by weekday and hour: memory stays what was given, and only the frequent one is seen."""
    place = folder / "many"
    place.mkdir()
    spec = json.loads(json.dumps(SPEC))
    spec["dimensions"] = {"agency": SPEC["dimensions"]["agency"], "day": {"time": "weekday"}, "hour": {"time": "hour_of_day"}}
    spec["tables"] = [{"name": "asked", "source": "asked", "measure": "rows", "by": ["day", "agency", "hour"],
                       "limits": {"cells": 2, "per_cell": 2, "origin": "policy"}}]
    write_json(place / "spec.json", spec)
    with open(place / "asked.csv", "w", encoding="utf-8") as file:
        file.write("plate,at,agency\n")
        file.writelines(f"S{i},2025-01-{i % 31 + 1:02}T10:00:00Z,Nobody else wrote these {i} words\n" for i in range(1_000_000))
        file.writelines(f"T{i},2025-01-{i % 31 + 1:02}T10:00:00Z,Alder PD\n" for i in range(3000))
    run("ledger", "init", "--for", "spec.json", "--rho", "1", "--delta", "1e-8", cwd=place)
    run("keygen", "f.ledger", cwd=place)
    run("publish", "spec.json", "--memory", "256", cwd=place)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    checks.that("memory does not grow with the number of texts", most < 600, most)
    seen = table(place / "reports" / "found", "asked")
    checks.that("all cells of the only frequent one", len(seen) == 7 * 24 and {row["agency"] for row in seen} == {"Alder PD"}, seen[:3])
    (place / "asked.csv").unlink()


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-discover-") as place:
        folder = pathlib.Path(place)
        write_json(folder / "spec.json", SPEC)
        write_records(folder, rows())
        published(folder)
        attacked(folder)
        empty(folder)
        refused(folder)
        several_windows(folder)
        one_off(folder)
        afford(folder)
        many(folder)
    checks.end()


main()
