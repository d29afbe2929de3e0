"""docs/spec.md is true: its whole spec passes the parser, its parts are parts of specs that pass, and it names every key.

usage: documented.py SPEC_CHECK DOC SCHEMA
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def keys_of(schema):
    """Every key that a spec may have, by the schema."""
    found = set()
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name == "properties":
                found |= set(value)
            found |= keys_of(value)
    elif isinstance(schema, list):
        for value in schema:
            found |= keys_of(value)
    return found


def run(tool, spec, folder):
    path = folder / "spec.json"
    path.write_text(json.dumps(spec, indent=2))
    return subprocess.run([tool, path.name], cwd=folder, capture_output=True, text=True, check=False).stdout


def split_relative(tables, typical):
    for table in tables:
        if "margin" not in table:
            table.pop("share", None)
            table["typical"] = typical


def put_part(spec, part):
    """The whole spec with a fragment of the page in the place of its own."""
    for key, value in part.items():
        if key == "guarantee":
            spec["privacy"]["guarantee"] = value
        elif key == "split":
            spec["privacy"]["split"] = value
            if value == "relative":
                split_relative(spec["tables"], 40)
        elif key == "typical":
            spec["privacy"]["split"] = "relative"
            split_relative(spec["tables"], value)
        elif key in ("scans", "bridge"):
            spec["sources"] = {key: value}
            spec["dimensions"]["side"] = {"values": ["East", "West"]}
            table = {"name": "t", "source": key, "measure": "rows", "by": ["day", "side"] if key == "bridge" else ["day"]}
            if key == "scans":
                table["limits"] = {"cells": 1, "per_cell": 1, "origin": "policy"}
            spec["tables"] = [table]
        elif key in ("limits", "margin"):
            spec["tables"][0].pop("share", None)
            spec["tables"][0][key] = value
        elif key == "tables":
            spec["tables"] += value
        elif key in ("exact", "withheld"):
            spec[key] = value
        else:
            spec["dimensions"] = dict(spec["dimensions"], **{key: value})
    return spec


def main():
    tool = str(pathlib.Path(sys.argv[1]).resolve())
    page = pathlib.Path(sys.argv[2]).read_text()
    schema = json.loads(pathlib.Path(sys.argv[3]).read_text())
    blocks = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", page, re.S)]
    rows = re.findall(r"^\| [a-z`].*? \| `(\".*)` \|$", page, re.M)
    parts = blocks[1:] + [json.loads("{" + row + "}") for row in rows]
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "sites.csv").write_text("site\nHill\n")
        (folder / "camera-days.csv").write_text("site,camera_days\nHill,31\nMobile 7,12.5\n")
        (folder / "reasons.csv").write_text("reason,category\ntheft,crime\n")
        for part in [{}] + parts:
            said = run(tool, put_part(json.loads(json.dumps(blocks[0])), part), folder)
            if not said.startswith("ok "):
                failures.append(f"{json.dumps(part)}: {said}")
    for key in sorted(keys_of(schema)):
        if not re.search(r"[`\"]" + re.escape(key) + r"[`\"]", page):
            failures.append(f"the key {key} is not documented")
    if len(blocks) < 8 or len(rows) < 7:
        failures.append("the page has lost its examples")
    print("\n".join(failures) or f"{len(parts) + 1} examples, all accepted")
    sys.exit(1 if failures else 0)


main()
