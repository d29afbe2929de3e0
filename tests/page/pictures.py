#!/usr/bin/env python3
"""pictures: the pages as people see them, checked by axe and an HTML validator in headless Chromium.

    pictures.py WRITE-PAGES BUILD-FOLDER SOURCE-FOLDER [--fetch] [--keep DIR]

Needs node, Chromium, and three npm packages (package.json names them). Without --fetch, as in the default suite, the packages
must be in BUILD-FOLDER already; `scripts/pages` fetches them and keeps a picture of every view. What is missing is said aloud.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def skip(reason):
    print(f"skipped: {reason}")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)


def fetch(build, source):
    shutil.copy(source / "package.json", build)
    run = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=build, capture_output=True,
                         text=True, check=False)
    if run.returncode:
        skip("the npm packages cannot be had: " + (run.stderr.strip().splitlines() or ["npm failed"])[-1])


def main():
    arguments = sys.argv[1:]
    keep = None
    if "--keep" in arguments:
        at = arguments.index("--keep")
        keep = arguments[at + 1]
        del arguments[at:at + 2]
    wanted = "--fetch" in arguments
    write_pages, build, source = (pathlib.Path(name).resolve() for name in arguments if not name.startswith("--"))
    browser = next((shutil.which(name) for name in BROWSERS if shutil.which(name)), None)
    if not browser:
        skip("no Chromium on the PATH")
    if not shutil.which("node"):
        skip("no node on the PATH")
    if wanted:
        if not shutil.which("npm"):
            skip("no npm on the PATH")
        fetch(build, source)
    if not (build / "node_modules" / "axe-core").is_dir():
        skip("axe-core and its like are not here; scripts/pages fetches them")
    with tempfile.TemporaryDirectory() as pages:
        subprocess.run([write_pages, pages], check=True)
        words = ["node", str(source / "look.mjs"), str(build), pages]
        if keep:
            pathlib.Path(keep).mkdir(parents=True, exist_ok=True)
            words.append(keep)
        sys.exit(subprocess.run(words, env={**os.environ, "HUSH_CHROMIUM": browser}, check=False).returncode)


if __name__ == "__main__":
    main()
