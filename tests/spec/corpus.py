"""Runs the corpus through spec-check.

good/*.json must be accepted.  bad/NAME.json must be refused with exactly what bad/NAME.expected says:
the place, the message, and the hint.  `corpus.py SPEC_CHECK FOLDER --update` rewrites the expectations; read the
difference before you keep it.
"""
import pathlib
import subprocess
import sys


def run(tool, path):
    done = subprocess.run([tool, path.name], cwd=path.parent, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or done.stderr:
        return f"exit {done.returncode}\n{done.stderr}"
    return done.stdout


def main():
    tool = str(pathlib.Path(sys.argv[1]).resolve())
    folder = pathlib.Path(sys.argv[2])
    update = "--update" in sys.argv
    failures = 0
    good = sorted((folder / "good").glob("*.json"))
    bad = sorted((folder / "bad").glob("*.json"))
    if len(good) < 5 or len(bad) < 60:
        sys.exit("the corpus is not complete")
    for path in good:
        said = run(tool, path)
        if not said.startswith("ok "):
            failures += 1
            print(f"good/{path.name}: {said}")
    for path in bad:
        said = run(tool, path)
        expected = path.with_suffix(".expected")
        if update and not said.startswith("ok "):
            expected.write_text(said)
        wanted = expected.read_text() if expected.exists() else "(no expectation)\n"
        if said.startswith("ok ") or said != wanted:
            failures += 1
            print(f"bad/{path.name}\n  wanted: {wanted}  said:   {said}")
    for path in (folder / "bad").glob("*.expected"):
        if not path.with_suffix(".json").exists():
            failures += 1
            print(f"{path.name} expects something of a spec that is not there")
    print(f"{len(good)} good and {len(bad)} bad specs, {failures} failures")
    sys.exit(1 if failures else 0)


main()
