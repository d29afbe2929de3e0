#!/usr/bin/env python3
"""man: the manual page and the help say the same commands, operands and options.

    man.py HUSHCOUNT MANUAL-PAGE
"""

import re
import subprocess
import sys


def help_of(tool, *words):
    return subprocess.run([tool, "help", *words], capture_output=True, text=True, check=True).stdout


def listed(text, head):
    """Names under a heading of the help."""
    part = text.split(f"\n{head}\n", 1)[1].split("\n\n", 1)[0]
    return [line.split()[0] for line in part.splitlines()]


def options_of(text):
    part = text.split("\nOptions\n", 1)[1]
    return set(re.findall(r"^  (?:-h, )?--([a-z-]+)", part, re.MULTILINE)) - {"json", "help"}


def sections(manual):
    """{command: options} of the manual's .Ss sections."""
    found = {}
    for part in re.split(r"^\.Ss hushcount ", manual, flags=re.MULTILINE)[1:]:
        name, text = part.split("\n", 1)
        text = re.split(r"^\.S[hs] ", text, flags=re.MULTILINE)[0]
        found[name] = set(re.findall(r"^\.It Fl Fl ([a-z-]+)", text, re.MULTILINE))
    return found


def main():
    tool, page = sys.argv[1:]
    with open(page, encoding="utf-8") as file:
        manual = file.read()
    names = [(name,) for name in listed(help_of(tool), "Commands") if name != "ledger"]
    names += [("ledger", name) for name in (word for word in
              [line.split()[1] for line in help_of(tool, "ledger").split("\nSubcommands\n")[1].split("\n\n")[0].splitlines()])]
    wanted = {" ".join(words): options_of(help_of(tool, *words)) for words in names}
    found = sections(manual)
    wrong = [f"{name}: not in the manual" for name in wanted if name not in found]
    wrong += [f"{name}: not a command" for name in found if name not in wanted]
    wrong += [f"{name}: help has {sorted(wanted[name])}, the manual {sorted(found[name])}"
              for name in wanted if name in found and wanted[name] != found[name]]
    print("\n".join(wrong))
    print(f"{len(wanted) - min(len(wrong), len(wanted))} passed, {len(wrong)} failed, 0 skipped")
    return 1 if wrong or len(wanted) < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
