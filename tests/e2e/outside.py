"""outside: what the end-to-end tests share: running the tool, reading a release, counting checks."""

import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys

TOOL = pathlib.Path(sys.argv[1]).resolve()
SOURCE = pathlib.Path(sys.argv[2]).resolve()
SHARED = SOURCE.parent / "shared" / "data"


class Checks:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def that(self, name, holds, *details):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print("failed:", name, *details)

    def skip(self, name, why):
        self.skipped += 1
        print(f"skipped: {name}: {why}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        sys.exit(1 if self.failed else 0)


def need(path):
    """Ends the test as skipped when a file of real records is not there."""
    if not path.exists():
        print(f"skipped: there is no {path.name} at shared/data/{path.parent.name} beside the source folder")
        sys.exit(77)
    return path


def run(*words, cwd=None, code=0):
    """Runs the tool; returns (stdout, stderr). Any exit code but `code` ends the test."""
    done = subprocess.run([str(TOOL), *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    if code is not None and done.returncode != code:
        print(f"failed: hushcount {' '.join(map(str, words))} ended with {done.returncode}, not {code}")
        print(done.stdout + done.stderr)
        sys.exit(1)
    return done.stdout, done.stderr


def exit_code(*words, cwd=None):
    return subprocess.run([str(TOOL), *map(str, words)], cwd=cwd, capture_output=True, check=False,
                          stdin=subprocess.DEVNULL).returncode


def tree(folder):
    """{relative path: SHA-256} of every file below a folder."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file()}


def table(release, name):
    """The rows of a published table, as dictionaries."""
    with open(pathlib.Path(release) / "tables" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def statement(release):
    return json.loads((pathlib.Path(release) / "release.json").read_text(encoding="utf-8"))


def copy_spec(source, target, files, ledger):
    """Copies a data set's spec and domain files into a scratch folder, with its input and ledger elsewhere."""
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.suffix == ".csv":
            (target / path.name).write_bytes(path.read_bytes())
    spec = json.loads((source / "spec.json").read_text(encoding="utf-8"))
    for part in spec["sources"].values():
        part["files"] = [str(file) for file in files]
    spec["privacy"]["ledger"] = ledger
    return spec


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def which(program):
    return next((folder for folder in os.environ.get("PATH", "").split(":") if os.access(f"{folder}/{program}", os.X_OK)), None)
