#!/usr/bin/env python3
"""datasets: every data set's spec is right, its README's digests hold, and its README's commands publish it, as they stand there.

Real records lie in ../shared/data beside the source folder; a data set whose records are not there is skipped aloud.
"""

import hashlib
import json
import pathlib
import re
import shlex
import shutil
import tempfile

from outside import SHARED, SOURCE, Checks, exit_code, run, statement, table

checks = Checks()
folder = SOURCE / "datasets"


def commands(name):
    """What the README tells one to type, without the program."""
    text = (folder / name / "README.md").read_text(encoding="utf-8")
    return [shlex.split(line) for line in re.findall(r"^    build/hushcount (.*)$", text, re.MULTILINE)]


def publish_as_told(name, scratch):
    """From the top of a repository of its own, with the shared records beside it."""
    top = scratch / name / "repository"
    shutil.copytree(folder, top / "datasets")
    (top / "reports" / "demo-data").mkdir(parents=True)
    (scratch / name / "shared").symlink_to(SHARED.parent)
    spec = json.loads((folder / name / "spec.json").read_text(encoding="utf-8"))
    files = [file for source in spec["sources"].values() for file in source["files"]]
    if any("shared" in file and not (top / "datasets" / name / file).exists() for file in files):
        checks.skip(name, "its records are not in shared/data beside the source folder")
        return
    if any("demo-data" in file for file in files) and name != "riverton":
        run(*next(words for words in commands("riverton") if words[0] == "generate"), cwd=top)
    for words in commands(name):
        run(*words, cwd=top)
    release = top / "reports" / spec["release"]["id"]
    page = (release / "index.html").read_text(encoding="utf-8")
    checks.that(f"{name}: the README's commands publish it", statement(release)["id"] == spec["release"]["id"])
    for part in spec["tables"]:
        checks.that(f"{name}: {part['name']} is a table", (release / "tables" / f"{part['name']}.csv").is_file())
        checks.that(f"{name}: {part['name']} has its section on the page", part.get("title", part["name"]) in page.replace("&amp;", "&"))
    shutil.rmtree(scratch / name)


for spec in sorted(folder.glob("*/spec.json")):
    name = spec.parent.name
    out, err = run("check", spec, code=None)
    checks.that(f"{name}: check", exit_code("check", spec) == 0, err)
    checks.that(f"{name}: plan", exit_code("plan", spec) == 0, run("plan", spec, code=None)[1])
    readme = (spec.parent / "README.md").read_text(encoding="utf-8")
    checks.that(f"{name}: README names origin and licence", "icence" in readme)
    for path in spec.parent.glob("*.csv"):
        for digest in re.findall(rf"`{re.escape(path.name)}`[^\n]*`([0-9a-f]{{64}})`", readme):
            checks.that(f"{name}: digest of {path.name}", hashlib.sha256(path.read_bytes()).hexdigest() == digest)
    checks.that(f"{name}: in the list of data sets", f"({name})" in (folder / "README.md").read_text(encoding="utf-8"))

with tempfile.TemporaryDirectory(prefix="hushcount-e2e-") as scratch:
    scratch = pathlib.Path(scratch)
    for spec in sorted(folder.glob("*/spec.json")):
        publish_as_told(spec.parent.name, scratch)

    # Riverton's list of sites is the generator's.
    run("generate", scratch / "made", "--from", "2025-01-01", "--days", "2", "--scans", "100", "--sites", "12", "--mobile", "3",
        "--seed", "2025")
    checks.that("riverton: sites.csv is the generator's",
                (scratch / "made" / "sites.csv").read_bytes() == (folder / "riverton" / "sites.csv").read_bytes())

    # The counted scans, from the repository's own file; only the ledger goes elsewhere.
    spec = json.loads((folder / "counted-scans" / "spec.json").read_text(encoding="utf-8"))
    spec["privacy"]["ledger"] = str(scratch / "counted.ledger")
    spec["sources"]["totals"]["files"] = [str(folder / "counted-scans" / "totals.csv")]
    (scratch / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    run("ledger", "init", "--for", scratch / "spec.json", "--kind", "pure", "--epsilon", "2")
    run("keygen", scratch / "counted.ledger")
    run("publish", scratch / "spec.json", "--out", scratch / "reports")
    release = scratch / "reports" / spec["release"]["id"]
    run("verify", release, "--key", scratch / "counted.pub")
    rows = table(release, "scans_by_site")
    # 150 vehicles at most 20 scans each, and noise far below 10 000.
    checks.that("counted-scans: counts are limited", all(-1000 < int(row["estimate"]) < 4000 for row in rows), rows)

checks.end()
