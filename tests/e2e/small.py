#!/usr/bin/env python3
"""small: a small synthetic month, published as the demo does it, then judged and attacked from outside."""

import pathlib
import random
import shutil
import subprocess
import tempfile

from outside import SOURCE, Checks, copy_spec, exit_code, run, statement, table, tree, which, write_json

checks = Checks()


def publish(folder):
    run("generate", folder / "data", "--from", "2025-01-01", "--days", "31", "--scans", "4000", "--seed", "31")
    spec = copy_spec(SOURCE / "datasets" / "riverton", folder, ["data/scans-*.csv"], "riverton.ledger")
    write_json(folder / "spec.json", spec)
    run("ledger", "init", "--for", "spec.json", "--epsilon", "2", "--delta", "1e-9", cwd=folder)
    run("keygen", "riverton.ledger", cwd=folder)
    run("publish", "spec.json", cwd=folder)
    return spec, folder / "reports" / spec["release"]["id"]


def once_and_for_all(folder, release):
    before = tree(release)
    ledger = run("ledger", "export", "riverton.ledger", cwd=folder)[0]
    run("publish", "spec.json", cwd=folder)
    checks.that("published again: same bytes", tree(release) == before)
    shutil.rmtree(release)
    # The records are not read again: not even their absence is noticed.
    (folder / "data").rename(folder / "away")
    run("publish", "spec.json", cwd=folder)
    checks.that("folder deleted: same bytes from the ledger", tree(release) == before)
    run("publish", "spec.json", "--out", "elsewhere", cwd=folder)
    checks.that("another folder: same bytes", tree(folder / "elsewhere" / release.name) == before)
    checks.that("nothing more charged", run("ledger", "export", "riverton.ledger", cwd=folder)[0] == ledger)


def shape(spec, release):
    """Every cell of every table once, in domain order, with whole numbers; files are exactly those expected."""
    said = {part["name"]: part for part in statement(release)["tables"]}
    for part in spec["tables"]:
        rows = table(release, part["name"])
        names = part["by"]
        keys = [tuple(row[name] for name in names) for row in rows]
        checks.that(f"{part['name']}: as many rows as cells", len(rows) == said[part["name"]]["cells"], len(rows))
        checks.that(f"{part['name']}: every cell once", len(set(keys)) == len(keys))
        checks.that(f"{part['name']}: intervals hold their estimate", all(
            int(row["ci95_lower"]) <= int(row["estimate"]) <= int(row["ci95_upper"]) and
            int(row["ci95_upper"]) - int(row["estimate"]) == int(row["moe95"]) for row in rows))
    days = {row["day"] for row in table(release, "scans_by_site_day")}
    checks.that("31 days", days == {f"2025-01-{day:02d}" for day in range(1, 32)})
    files = set(tree(release))
    expected = {"index.html", "datapackage.json", "privacy-profile.json", "dcat.json", "registry.yaml", "nist-sp-800-226.md",
                "CITATION.cff", "tables/csv-metadata.json", "release.json", "SHA256SUMS", "SHA256SUMS.minisig"}
    expected |= {f"tables/{part['name']}.csv" for part in spec["tables"]}
    checks.that("the files", files == expected, files ^ expected)


def other_tools(spec, folder, release):
    done = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=False)
    checks.that("sha256sum -c", done.returncode == 0)
    if which("minisign"):
        done = subprocess.run(["minisign", "-V", "-q", "-p", str(folder / "riverton.pub"), "-m", "SHA256SUMS"], cwd=release,
                              check=False)
        checks.that("minisign -V", done.returncode == 0)
    else:
        checks.skip("minisign -V", "minisign is not installed")
    try:
        import pandas
    except ImportError:
        checks.skip("pandas reads the tables", "pandas is not installed")
        return
    for part in spec["tables"]:
        frame = pandas.read_csv(release / "tables" / f"{part['name']}.csv")
        checks.that(f"pandas reads {part['name']}", str(frame["estimate"].dtype) == "int64" and
                    str(frame["std_dev"].dtype) == "float64" and not frame.isna().any().any())


def attacks(folder, release):
    """Anything changed is found, and the untouched copy passes after each."""
    key = folder / "riverton.pub"
    dice = random.Random(5)
    checks.that("verify", exit_code("verify", release, "--key", key) == 0)
    checks.that("verify without a key", exit_code("verify", release) == 11)
    copy = folder / "copy"

    def attacked(name, change):
        shutil.copytree(release, copy)
        change()
        checks.that(name, exit_code("verify", copy, "--key", key) == 11)
        checks.that(name + " (without a key)", exit_code("verify", copy) == 11)
        shutil.rmtree(copy)

    for name in tree(release):
        size = (release / name).stat().st_size
        places = {0, size - 1, *(dice.randrange(size) for _ in range(6))}
        for place in sorted(places):
            def flip(name=name, place=place):
                data = bytearray((copy / name).read_bytes())
                data[place] ^= 1 << dice.randrange(8)
                (copy / name).write_bytes(data)
            attacked(f"a flipped bit in {name} at {place}", flip)
        attacked(f"{name} cut by a byte", lambda name=name: (copy / name).write_bytes((copy / name).read_bytes()[:-1]))
        attacked(f"{name} missing", (copy / name).unlink)
    attacked("a file more", lambda: (copy / "extra.txt").write_text("x"))
    attacked("a file more in tables", lambda: (copy / "tables" / "extra.csv").write_text("x"))
    attacked("a hidden file", lambda: (copy / ".hidden").write_text("x"))
    attacked("an empty folder", (copy / "more").mkdir)

    def link():
        (copy / "index.html").unlink()
        (copy / "index.html").symlink_to(release / "index.html")
    attacked("a link in place of a file", link)

    def replace_everything():
        """Another table and matching sums: only the signature can tell."""
        path = copy / "index.html"
        old = tree(copy)["index.html"]
        path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
        sums = (copy / "SHA256SUMS").read_text(encoding="utf-8")
        (copy / "SHA256SUMS").write_text(sums.replace(old, tree(copy)["index.html"]), encoding="utf-8")
    attacked("a file and its sum changed", replace_everything)

    other = folder / "other"
    other.mkdir()
    run("ledger", "init", other / "other.ledger", "--window", "month", "--timezone", "UTC", "--epsilon", "1", "--delta", "1e-9")
    run("keygen", other / "other.ledger")
    checks.that("another key", exit_code("verify", release, "--key", other / "other.pub") == 11)
    checks.that("verify still holds", exit_code("verify", release, "--key", key) == 0)


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as scratch:
        folder = pathlib.Path(scratch)
        spec, release = publish(folder)
        shape(spec, release)
        other_tools(spec, folder, release)
        attacks(folder, release)
        once_and_for_all(folder, release)
    checks.end()


main()
