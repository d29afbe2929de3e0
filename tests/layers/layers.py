#!/usr/bin/env python3
"""layers: src/layers.txt, enforced.

    layers.py SOURCE-ROOT

Every include of every file under src/ must be allowed by the line of the file's folder, and so must everything that the
included headers include in turn.  Headers of outside libraries may be included only in the folder that [outside] names.
cli/ may include <hushcount/...>, its own folder and the system's headers, nothing else.  The last checks plant
violations in a made-up tree and must find every one of them.
"""

import pathlib
import re
import sys
import tempfile

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)

# Headers of C, POSIX and Linux that any folder may include. Anything else in <> is an outside library.
SYSTEM = re.compile(
    r"^(assert|ctype|errno|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic|stdbool|"
    r"stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|threads|time|wchar|wctype|dirent|endian|fcntl|fnmatch|ftw|"
    r"getopt|glob|libgen|poll|pthread|sched|spawn|termios|unistd|byteswap|"
    r"sys/(file|mman|prctl|random|resource|stat|statfs|statvfs|time|types|uio|wait|xattr|auxv|syscall|ioctl)|"
    r"linux/[a-z0-9_]+|immintrin|emmintrin|arm_neon)\.h$")


class Table:
    def __init__(self, text):
        self.allowed = {}
        self.outside = {}
        part = self.allowed
        for number, line in enumerate(text.splitlines(), 1):
            line = line.split("#")[0].strip()
            if line == "[outside]":
                part = self.outside
            elif line:
                name, colon, rest = line.partition(":")
                if not colon or name in part:
                    raise SystemExit(f"layers.txt:{number}: not `name: entries`, or said twice")
                part[name.strip()] = rest.split()
        for folder, entries in self.allowed.items():
            for entry in entries:
                if entry.split("/")[0] not in self.allowed:
                    raise SystemExit(f"layers.txt: {folder} may include {entry}, which is no folder of the table")


def includes(path):
    """(line, quoted or None, angled or None) of every include in a file."""
    text = path.read_text(encoding="utf-8")
    # An include in a comment is none; lines are kept so that numbers stay right.
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.DOTALL)
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)


def may(table, folder, header):
    return header.split("/")[0] == folder or any(
        header == entry or header.split("/")[0] == entry for entry in table.allowed[folder])


def owner(table, header):
    """The folders that may include an outside header, or None when the table does not know it."""
    for name, folders in table.outside.items():
        if header == name or (name.endswith("/") and header.startswith(name)):
            return folders
    return None


def reach(source, table, folder, header, trail, seen, say):
    """Follows what a header includes, as seen from `folder`."""
    if header in seen:
        return
    seen.add(header)
    path = source / header
    if not path.is_file():
        return
    for _, quoted, _ in includes(path):
        if quoted and "/" in quoted:
            if not may(table, folder, quoted):
                say(f"{trail} reaches {quoted} through {header}, which {folder}/ may not include")
            reach(source, table, folder, quoted, trail, seen, say)


def check_file(root, table, path, say):
    source = root / "src"
    relative = path.relative_to(source)
    folder = relative.parts[0]
    seen = set()
    for line, quoted, angled in includes(path):
        where = f"src/{relative}:{line}:"
        if quoted:
            if "/" not in quoted or ".." in quoted:
                say(f'{where} write "folder/file.h", not "{quoted}"')
            elif not (source / quoted).is_file():
                say(f"{where} there is no src/{quoted}")
            elif not may(table, folder, quoted):
                say(f"{where} {folder}/ may not include {quoted}")
            else:
                reach(source, table, folder, quoted, where, seen, say)
        elif angled.startswith("hushcount/"):
            if not (root / "include" / angled).is_file():
                say(f"{where} there is no include/{angled}")
        elif not SYSTEM.match(angled):
            folders = owner(table, angled)
            if folders is None:
                say(f"{where} <{angled}> is neither a system header nor in [outside]")
            elif folder not in folders:
                say(f"{where} only {' '.join(folders)}/ may include <{angled}>")


def check(root):
    """All violations under root, as lines."""
    found = []
    table = Table((root / "src" / "layers.txt").read_text(encoding="utf-8"))
    for path in sorted((root / "src").rglob("*.[ch]")):
        folder = path.relative_to(root / "src").parts[0]
        if folder not in table.allowed:
            found.append(f"{path.relative_to(root)}: folder {folder} is not in layers.txt")
        else:
            check_file(root, table, path, found.append)
    for path in sorted((root / "include").rglob("*.h")):
        for line, quoted, angled in includes(path):
            if quoted or not (SYSTEM.match(angled) or angled.startswith("hushcount/")):
                found.append(f"{path.relative_to(root)}:{line}: a public header includes {quoted or angled}")
    return found


PLANTED = [
    ("plan reads data", {"plan/a.c": '#include "read/r.h"\n'}, "plan/ may not include read/r.h"),
    ("plan reaches data through a header", {"plan/a.c": '#include "spec/s.h"\n', "spec/s.h": '#include "read/r.h"\n'},
     "reaches read/r.h through spec/s.h"),
    ("two steps away", {"plan/a.c": '#include "spec/s.h"\n', "spec/s.h": '#include "spec/t.h"\n',
                        "spec/t.h": '# include\t"read/r.h"\n'}, "reaches read/r.h through spec/t.h"),
    ("publish prints exact values", {"publish/a.c": '#include "aggregate/e.h"\n'}, "may not include aggregate/e.h"),
    ("one header is not its folder", {"noise/a.c": '#include "aggregate/other.h"\n', "aggregate/other.h": ""},
     "may not include aggregate/other.h"),
    ("an outside header elsewhere", {"plan/a.c": "#include <gmp.h>\n"}, "only base/ may include <gmp.h>"),
    ("a folder of outside headers", {"plan/a.c": "#include <gsl/gsl_cdf.h>\n"}, "only base/ may include <gsl/gsl_cdf.h>"),
    ("an unknown outside header", {"base/a.c": "#include <curl/curl.h>\n"}, "neither a system header"),
    ("the tool reaches inside", {"cli/a.c": '#include "base/b.h"\n'}, "cli/ may not include base/b.h"),
    ("no relative paths", {"plan/a.c": '#include "../read/r.h"\n'}, 'write "folder/file.h"'),
    ("a folder without a line", {"extra/a.c": ""}, "folder extra is not in layers.txt"),
    ("a public header reaches inside", {"../include/hushcount/x.h": '#include "base/b.h"\n'}, "a public header includes"),
    ("not in a comment", {"plan/a.c": '/*\n#include "read/r.h"\n*/\n'}, None),
    ("what is allowed", {"noise/a.c": '#include "aggregate/e.h"\n#include <stdint.h>\n#include <hushcount/text.h>\n',
                         "cli/a.c": '#include "cli/b.h"\n', "cli/b.h": "", "base/a.c": "#include <gmp.h>\n"}, None),
]

LAYERS = """
base:
spec: base
plan: base spec
read: base spec
aggregate: base
noise: base aggregate/e.h
publish: base
cli:
[outside]
gmp.h: base
gsl/: base
"""


def planted():
    """Runs check() over made-up trees; returns lines about violations missed or imagined."""
    wrong = []
    for name, files, expected in PLANTED:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            base = {"layers.txt": LAYERS, "base/b.h": "", "read/r.h": "", "aggregate/e.h": "",
                    "../include/hushcount/text.h": ""}
            for path, text in {**base, **files}.items():
                target = root / "src" / path
                (root / "src").mkdir(exist_ok=True)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            found = check(root)
            if expected is None and found:
                wrong.append(f"{name}: imagined {found}")
            elif expected is not None and not any(expected in line for line in found):
                wrong.append(f"{name}: missed; found {found}")
    return wrong


def main():
    root = pathlib.Path(sys.argv[1])
    found = check(root)
    wrong = planted()
    for line in found + wrong:
        print(line)
    failed = len(wrong) + (1 if found else 0)
    print(f"{len(PLANTED) + 1 - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
