#!/usr/bin/env python3
"""examples: the releases in reports/examples/ hold, by the tool as it is, and are small.

    examples.py HUSHCOUNT SOURCE-ROOT
"""

import pathlib
import subprocess
import sys

LARGEST = 2_000_000


def main():
    tool, root = sys.argv[1:]
    examples = pathlib.Path(root) / "reports" / "examples"
    passed = failed = 0
    folders = sorted(path for path in examples.iterdir() if path.is_dir())
    for folder in folders:
        run = subprocess.run([tool, "verify", str(folder), "--key", str(examples / (folder.name + ".pub"))],
                             capture_output=True, text=True, check=False)
        if run.returncode == 0 and "not compared" not in run.stdout:
            passed += 1
        else:
            failed += 1
            print(f"failed: {folder.name}: make it anew with scripts/examples\n{run.stdout}{run.stderr}")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        if size <= LARGEST:
            passed += 1
        else:
            failed += 1
            print(f"failed: {folder.name}: {size} bytes")
    if len(folders) < 2:
        failed += 1
        print("failed: there must be two examples")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
