#!/usr/bin/env python3
"""absent: nothing of the hooks is in what is shipped.

    absent.py --tool HUSHCOUNT --library LIBHUSHCOUNT --hooked HUSHCOUNT-FAULTS

The names of the hooks' variables, and of the functions that the test build wraps, are looked for in the bytes of the tool
and of the library, symbol tables included; and in those of the test build, where every one must be.
"""

import pathlib

import scene as s

NAMES = [b"HUSH_FAULT_", b"HUSH_FAULT_TAPE", b"HUSH_FAULT_MEMORY", b"HUSH_FAULT_TIME", b"HUSH_FAULT_COUNT", b"__wrap_",
         b"the tape is not of this release", b"__wrap_hush_noise_add", b"__wrap_time"]


def main():
    options = s.arguments("the hooks are not shipped", library=None, hooked=None)
    tally = s.Tally(options)
    hooked = pathlib.Path(options.hooked).read_bytes()
    for shipped in (options.tool, options.library):
        path = pathlib.Path(shipped).resolve()
        held = path.read_bytes()
        tally.check(f"{path.name} is a program", held.startswith(b"\x7fELF") and len(held) > 20_000)
        for name in NAMES:
            tally.check(f"{path.name} without {name.decode()}", name not in held, "it is there")
    for name in NAMES:
        tally.check(f"the test build with {name.decode()}", name in hooked, "it is not there: this test can see nothing")
    tally.finish()


if __name__ == "__main__":
    main()
