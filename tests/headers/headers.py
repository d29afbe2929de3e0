#!/usr/bin/env python3
"""headers: what the library shows to the outside.

    headers.py SOURCE-ROOT LIBRARY CC...

Every public header compiles alone, twice over, as C17 and (where a C++ compiler is there) C++17, with strict warnings; a
C++ program that uses the library links; and the shared library exports exactly the functions that the headers declare.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

C_FLAGS = ["-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wstrict-prototypes",
           "-Wmissing-prototypes", "-Wundef", "-Werror"]
CXX_FLAGS = ["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wundef",
             "-Wold-style-cast", "-Werror"]
DECLARED = re.compile(r"^HUSH_API\b[^;{]*?\b(\w+)\s*\(", re.MULTILINE)
PROGRAM = """#include <hushcount/hushcount.h>
int main() { return hush_exit_code(HUSH_OK) + (hush_version()[0] == '\\0'); }
"""

passed = failed = skipped = 0


def report(name, wrong):
    global passed, failed
    if wrong:
        failed += 1
        print(f"failed: {name}\n{wrong}")
    else:
        passed += 1


def skip(name, why):
    global skipped
    skipped += 1
    print(f"skipped: {name}: {why}")


def run(*words):
    """Output of a command that failed, or None."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else (done.stdout + done.stderr) or f"exit {done.returncode}"


def check_alone(include, compiler, flags, ending, scratch):
    for header in sorted((include / "hushcount").glob("*.h")):
        name = f"hushcount/{header.name}"
        source = scratch / ("alone" + ending)
        source.write_text(f"#include <{name}>\n#include <{name}>\ntypedef int hush_not_empty;\n", encoding="utf-8")
        report(f"{name} alone ({ending})", run(*compiler, *flags, f"-I{include}", "-fsyntax-only", str(source)))


def check_exports(include, library):
    declared = set()
    for header in (include / "hushcount").glob("*.h"):
        text = re.sub(r"/\*.*?\*/", "", header.read_text(encoding="utf-8"), flags=re.DOTALL)
        declared |= set(DECLARED.findall(text))
    shown = subprocess.run(["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True, check=True)
    exported = {line.split()[-1].split("@")[0] for line in shown.stdout.splitlines()}
    # The sanitizers export names of their own.
    exported = {name for name in exported if not name.startswith(("__asan", "__ubsan", "__odr_asan", "_init", "_fini"))}
    report("declared but not exported", " ".join(sorted(declared - exported)))
    report("exported but not declared", " ".join(sorted(exported - declared)))
    report("names begin with hush_", " ".join(sorted(name for name in declared | exported if not name.startswith("hush_"))))
    report("something is declared", "" if len(declared) > 10 else "the pattern finds no declarations")


def main():
    include = pathlib.Path(sys.argv[1]) / "include"
    library = pathlib.Path(sys.argv[2]).resolve()
    compiler = sys.argv[3:]
    cxx = next((found for found in (shutil.which("g++"), shutil.which("clang++")) if found), None)
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        check_alone(include, compiler, C_FLAGS, ".c", scratch)
        if cxx:
            check_alone(include, [cxx], CXX_FLAGS, ".cpp", scratch)
        else:
            skip("headers from C++", "there is no C++ compiler")
        if cxx and "asan" not in os.environ.get("HUSH_BUILD", ""):
            source = scratch / "program.cpp"
            source.write_text(PROGRAM, encoding="utf-8")
            program = str(scratch / "program")
            report("a C++ program links", run(cxx, *CXX_FLAGS, f"-I{include}", str(source), str(library),
                                              f"-Wl,-rpath,{library.parent}", "-o", program))
            report("a C++ program runs", run(program) if os.path.exists(program) else "it was not built")
        bad = scratch / "bad.c"
        bad.write_text("int f();\n", encoding="utf-8")
        report("strict warnings are on", "" if run(*compiler, *C_FLAGS, "-fsyntax-only", str(bad)) else "f() compiled")
    check_exports(include, library)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
