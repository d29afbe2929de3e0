#!/usr/bin/env python3
"""shared: the reference values that many projects agree on, ../shared/cases/numerics.json beside the source folder."""

import pathlib
import subprocess
import sys

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
cases = source.parent / "shared" / "cases" / "numerics.json"
if not cases.exists():
    print(f"skipped: there is no {cases}")
    sys.exit(77)
sys.exit(subprocess.run([program, cases], check=False).returncode)
