"""write_again: a release written again keeps its numbers, gets a key of its own, and is written only for its own spec.

usage: write_again.py WRITE_AGAIN WRITE_SAMPLE
"""
import json
import pathlib
import subprocess
import sys
import tempfile

COUNTS = {"passed": 0, "failed": 0}


def that(name, holds, *details):
    COUNTS["passed" if holds else "failed"] += 1
    if not holds:
        print("failed:", name, *details)


def main():
    again, write_sample = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="hushcount-again-") as place:
        place = pathlib.Path(place)
        spec = subprocess.run([write_sample], capture_output=True, text=True, check=True).stdout
        (place / "spec.json").write_text(spec, encoding="utf-8")
        subprocess.run([write_sample, place], check=True)
        old = place / "release"

        def write(name, spec_path):
            (place / name).mkdir()
            done = subprocess.run([again, old, spec_path, place / name], capture_output=True, text=True, check=False)
            return done, place / name / "riverton-2025-01"
        done, new = write("new", place / "spec.json")
        that("it is written", done.returncode == 0, done.stderr)
        tables = sorted(path.relative_to(old) for path in (old / "tables").rglob("*") if path.suffix in (".csv", ".parquet"))
        that("the same tables", all((new / path).read_bytes() == (old / path).read_bytes() for path in tables) and len(tables) > 10)
        statements = [json.loads((folder / "release.json").read_text(encoding="utf-8")) for folder in (old, new)]
        keys = [statement.pop("signing_key") for statement in statements]
        that("the same statement", statements[0] == statements[1])
        that("another key", keys[0]["public"] != keys[1]["public"] and
             keys[1]["public"] in (place / "new" / "riverton-2025-01.pub").read_text())
        that("no secret is left", not list((place / "new").glob("*.key")))
        (place / "other.json").write_text(spec.replace("policy 4.2", "policy 4.3"), encoding="utf-8")
        done, new = write("other", place / "other.json")
        that("another spec", done.returncode == 3 and not new.exists(), done.returncode)
        path = old / "tables" / "bridge.csv"
        path.write_bytes(path.read_bytes().replace(b"1234567", b"1234568"))
        done, new = write("spoiled", place / "spec.json")
        that("a release that does not hold", done.returncode == 1 and not new.exists(), done.returncode)
    print("{passed} passed, {failed} failed, 0 skipped".format(**COUNTS))
    sys.exit(1 if COUNTS["failed"] else 0)


main()
