#!/usr/bin/env python3
"""series: releases of one ledger, judged against each other; and what must not get into a release: the machine."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from outside import SOURCE, TOOL, Checks, copy_spec, exit_code, run, statement, tree, write_json

checks = Checks()

PERIODS = {"riverton-2025-01": ("2025-01-01", "2025-02-01"), "riverton-2025-02": ("2025-02-01", "2025-03-01"),
           # Half of each of two months: charged to both.
           "riverton-winter": ("2025-01-15", "2025-02-15"), "riverton-2025-01b": ("2025-01-01", "2025-02-01")}


def specs(folder):
    """Four releases with three tables each, one after the other."""
    run("generate", folder / "data", "--from", "2025-01-01", "--days", "59", "--scans", "1500", "--seed", "7")
    spec = copy_spec(SOURCE / "datasets" / "riverton", folder, ["data/scans-*.csv"], "riverton.ledger")
    spec["tables"] = [part for part in spec["tables"] if part["source"] == "scans"][:2]
    spec["release"]["url"] = "https://riverton.example/lpr/"
    spec["release"]["formats"] = ["parquet", "ssh-signature"]
    spec["privacy"]["guarantee"] = {"epsilon": "0.3", "delta": "1e-9"}
    spec.pop("exact", None)
    for name, (first, past) in PERIODS.items():
        spec["release"].update(id=name, period={"from": first, "to": past})
        if name.endswith("b"):
            spec["release"]["supersedes"] = "riverton-2025-01"
        write_json(folder / f"{name}.json", spec)
    run("ledger", "init", "--for", "riverton-2025-01.json", "--epsilon", "4", "--delta", "1e-9", cwd=folder)
    run("keygen", "riverton.ledger", cwd=folder)


def verify(folder, *names, code=0, key="riverton.pub"):
    """(what was said of the series, as parsed JSON)"""
    words = ["verify", *names, "--json"] + (["--key", key] if key else [])
    text = run(*words, cwd=folder, code=code)[0]
    decoder = json.JSONDecoder()
    objects = []
    while text.strip():
        text = text.lstrip()
        value, end = decoder.raw_decode(text)
        objects.append(value)
        text = text[end:]
    return objects[-1]


def outcomes(said):
    return {part["name"]: part["outcome"] for part in said["ledgers"][0]["checks"]}


WHOLE = {"places": "ok", "chain": "ok", "terms": "ok", "charges": "ok"}


def sound(folder):
    releases = [f"reports/{name}" for name in PERIODS]
    for name in PERIODS:
        run("publish", f"{name}.json", cwd=folder)
    said = verify(folder, *releases)
    checks.that("a whole series", said["schema"] == "hushcount/verify-series/1" and said["result"] == "ok" and
                outcomes(said) == WHOLE, said)
    checks.that("in the ledger's order", [part["id"] for part in said["ledgers"][0]["releases"]] == list(PERIODS))
    checks.that("whatever order they are given in", outcomes(verify(folder, *reversed(releases))) == WHOLE)
    checks.that("a copy is no second release",
                outcomes(verify(folder, *releases, shutil.copytree(folder / releases[0], folder / "copy"))) == WHOLE)
    checks.that("without a key: the signer is unknown, the series is judged",
                verify(folder, *releases, code=11, key=None)["result"] == "ok")
    said = outcomes(verify(folder, *releases[:2], *releases[3:]))
    checks.that("one is missing", said == {**WHOLE, "chain": "incomplete", "charges": "incomplete"}, said)
    # What is stated as spent is that of the fullest window: a hole in another one only the chain shows.
    said = outcomes(verify(folder, *releases[:1], *releases[2:]))
    checks.that("another is missing", said["chain"] == "incomplete", said)
    # The first two touch no common month, so balances alone would not tell; the chain does.
    said = outcomes(verify(folder, *releases[1:2], *releases[1:2]))
    checks.that("the first is missing", said["chain"] == "incomplete" and said["charges"] == "ok", said)
    plain = run("verify", *releases[:1], *releases[2:], "--key", "riverton.pub", cwd=folder)[0]
    checks.that("it is named", "\"riverton-winter\" comes after \"riverton-2025-02\", which is not here" in plain, plain[-900:])
    previous = [statement(folder / name)["ledger"]["previous"] for name in releases]
    ledger = [statement(folder / name)["ledger"] for name in releases]
    checks.that("each names the one before it", previous[0] is None and all(
        after == {"release": name, "sequence": before["sequence"], "head": before["head"]}
        for name, before, after in zip(PERIODS, ledger, previous[1:])), previous)


def refused(folder):
    """What was refused before the charge is no gap in the series."""
    other = json.loads((folder / "riverton-2025-02.json").read_text(encoding="utf-8"))
    for name in ("riverton-never", "riverton-after"):
        other["release"]["id"] = name
        write_json(folder / f"{name}.json", other)
    checks.that("nothing can be written there", exit_code("publish", "riverton-never.json", "--out", "/proc/hushcount", cwd=folder)
                in (73, 74))
    run("publish", "riverton-after.json", cwd=folder)
    said = outcomes(verify(folder, *[f"reports/{name}" for name in PERIODS], "reports/riverton-after"))
    checks.that("a refusal leaves no trace", said == WHOLE, said)


def second_ledger(folder):
    """A release of another ledger that claims to be the next one is no part of this series."""
    other = folder / "other"
    other.mkdir()
    for name in ("riverton-2025-01.json", *(path.name for path in folder.glob("*.csv"))):
        shutil.copy(folder / name, other)
    spec = json.loads((other / "riverton-2025-01.json").read_text(encoding="utf-8"))
    spec["sources"]["scans"]["files"] = ["../data/scans-*.csv"]
    write_json(other / "riverton-2025-01.json", spec)
    run("ledger", "init", "--for", "riverton-2025-01.json", "--epsilon", "4", "--delta", "1e-9", cwd=other)
    run("keygen", "riverton.ledger", cwd=other)
    run("publish", "riverton-2025-01.json", cwd=other)
    said = verify(folder, "reports/riverton-2025-01", "other/reports/riverton-2025-01", code=11)
    checks.that("two ledgers are told apart", len(said["ledgers"]) == 2, said)


def lies(folder):
    """Someone with the key who signs two different releases in one place, or puts the ledger back to an old copy."""
    shutil.copy(folder / "riverton.ledger", folder / "old.ledger")
    before = json.loads((folder / "riverton-2025-02.json").read_text(encoding="utf-8"))
    for name in ("riverton-x", "riverton-y"):
        before["release"]["id"] = name
        write_json(folder / f"{name}.json", before)
    run("publish", "riverton-x.json", cwd=folder)
    shutil.copy(folder / "old.ledger", folder / "riverton.ledger")
    # What lies in the reports folder gives the old copy away (exit 12), so the liar publishes elsewhere.
    run("publish", "riverton-y.json", cwd=folder, code=12)
    run("publish", "riverton-y.json", "--out", "elsewhere", cwd=folder)
    names = ["reports/riverton-after", "reports/riverton-x", "elsewhere/riverton-y"]
    for name in names:
        run("verify", name, "--key", "riverton.pub", cwd=folder)
    said = verify(folder, *names, code=11)
    checks.that("two releases in one place", outcomes(said)["places"] == "FAILED", said)
    run("publish", "riverton-x.json", "--out", "again", cwd=folder)
    said = verify(folder, *names[1:], "again/riverton-x", code=11)
    checks.that("two releases under one name", outcomes(said)["places"] == "FAILED", said)


# Files that no noise gets into, for the same place in the same ledger on the same day.
SAME = ["release.json", "registry.yaml", "CITATION.cff", "nist-sp-800-226.md", "privacy-profile.json", "tables/csv-metadata.json"]


def without_noise(text):
    """A page or metadata with all numbers and digests taken out: what is left follows from spec and ledger."""
    return re.sub(r"[0-9a-f]{64}|[\u2212-]?[0-9][0-9,.]*", "#", text)


def machine(folder):
    """The same ledger, key and spec on two machines, as far as one machine can be two."""
    places = [folder / "here", folder / "there with blanks" / "and" / "deeper"]
    settings = [{"HOME": "/nonexistent", "USER": "clerk", "TZ": "UTC", "LC_ALL": "C"},
                {"HOME": str(folder), "USER": "chief", "LOGNAME": "chief", "TZ": "Asia/Kathmandu", "LC_ALL": "de_DE.UTF-8",
                 "LANG": "tr_TR.UTF-8", "HOSTNAME": "other.example", "PWD": "/", "SOURCE_DATE_EPOCH": "1"}]
    spec = json.loads((folder / "riverton-2025-02.json").read_text(encoding="utf-8"))
    spec["release"]["id"] = "riverton-z"
    trees = []
    for place, setting in zip(places, settings):
        place.mkdir(parents=True)
        for name in ("riverton.ledger", "riverton.key", *(path.name for path in folder.glob("*.csv"))):
            shutil.copy(folder / name, place)
        spec["sources"]["scans"]["files"] = [str(folder / "data" / "scans-*.csv")]
        write_json(place / "spec.json", spec)
        command = [str(TOOL), "publish", str(place / "spec.json"), "--out", str(place / "reports")]
        done = subprocess.run(command, cwd="/", env={"PATH": os.environ["PATH"], **setting}, capture_output=True, text=True,
                              check=False, umask=0o077 if setting["USER"] == "chief" else 0o022)
        checks.that("published there", done.returncode == 0, done.stderr)
        trees.append(tree(place / "reports" / "riverton-z"))
    first, second = (place / "reports" / "riverton-z" for place in places)
    if statement(first)["published"] != statement(second)["published"]:
        checks.skip("the same on two machines", "midnight came between")
        return
    checks.that("the same files", set(trees[0]) == set(trees[1]))
    for name in SAME:
        checks.that(f"{name}: the same bytes on two machines", trees[0][name] == trees[1][name])
    for name in ("datapackage.json", "dcat.json"):
        texts = [without_noise((place / name).read_text(encoding="utf-8")) for place in (first, second)]
        checks.that(f"{name}: the same but for the numbers", texts[0] == texts[1])
    words = [b"Kathmandu", b"chief", str(folder).encode(), b"riverton.ledger", b"/nonexistent", b"clerk", os.uname().nodename.encode()]
    for place in (first, second):
        for path in place.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                found = [word for word in words if len(word) > 3 and word in data]
                checks.that(f"{path.name} says nothing of the machine", not found, found)
    # And once it is published, the bytes are the ledger's, whoever asks for them.
    shutil.rmtree(first)
    shutil.copy(places[0] / "riverton.ledger", places[1] / "riverton.ledger")
    run("publish", places[1] / "spec.json", "--out", places[1] / "again", cwd=folder)
    checks.that("put back on another machine: the same bytes", tree(places[1] / "again" / "riverton-z") == trees[0])


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as scratch:
        folder = pathlib.Path(scratch)
        specs(folder)
        sound(folder)
        refused(folder)
        second_ledger(folder)
        machine(folder)
        lies(folder)
    checks.end()


main()
