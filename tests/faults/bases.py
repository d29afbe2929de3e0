"""bases: folders as a killed publisher leaves them, found by killing one.

The states of a release follow one another in the order of a run's system calls, so each border between two of them is
found by bisection: the first call before which a kill leaves the later state.
"""

import shutil

import scene as s

# In the order in which they are passed.
BORDERS = ("journal", "RESERVED", "STAGED", "visible", "PUBLISHED")
# On one thread, so that every run has the same calls in the same order.
ALONE = ("--threads", "1")
PUBLISH = ("publish", "spec.json", *ALONE)


def rank(folder):
    """How far a killed publisher had come, as a number that never falls as the kill comes later."""
    if s.visible(folder):
        return 5 if s.state(folder) == "PUBLISHED" else 4
    now = s.state(folder)
    if now in ("RESERVED", "STAGED"):
        return 2 if now == "RESERVED" else 3
    return 1 if journal(folder) else 0


def journal(folder):
    """How many bytes of a journal are there."""
    path = folder / "small.ledger-journal"
    return path.stat().st_size if path.exists() else 0


def killed(scene, base, call, *words):
    """The folder that is left when `hushcount WORDS` is killed at one call."""
    folder = scene.fresh(base)
    done = scene.run(folder, *words, fault=("kill", call))
    if not done.strikes:
        raise SystemExit(f"there is no call {call} to be killed at")
    return folder


class Bases:
    """Lazily found: a suite that needs one base does not pay for the others."""

    def __init__(self, scene):
        self.scene = scene
        self.agency = scene.agency()
        self.first = {}

    def first_call(self, base, words, passed):
        """The first call of a command before which a kill leaves a folder of which `passed` is true."""
        low, high = 1, self.scene.run(self.scene.fresh(base), *words, fault=("count",)).calls - 1
        while low < high:
            middle = (low + high) // 2
            folder = killed(self.scene, base, middle, *words)
            if passed(folder):
                high = middle
            else:
                low = middle + 1
            shutil.rmtree(folder)
        return low

    def border(self, name):
        """The first call of `publish` before which a kill leaves the state `name`."""
        if name not in self.first:
            wanted = BORDERS.index(name) + 1
            self.first[name] = self.first_call(self.agency, PUBLISH, lambda folder: rank(folder) >= wanted)
        return self.first[name]

    def near(self, border, calls, good):
        """What a publisher leaves that was killed so many calls after a border (or before it), if it is what is wanted.
        Now and then a run has a call more or less: then the next of `calls` is tried."""
        for number in calls:
            folder = killed(self.scene, self.agency, self.border(border) + number, *PUBLISH)
            if good(folder):
                return folder
        raise SystemExit(f"no kill near the border of {border} leaves what is wanted")

    def reserved(self):
        """Charged, and nothing kept yet."""
        return self.near("RESERVED", (12, 14, 16), lambda folder: s.state(folder) == "RESERVED" and not journal(folder))

    def staged(self):
        """Kept, and the folder not begun."""
        return self.near("STAGED", (8, 9, 7), lambda folder: s.state(folder) == "STAGED" and not s.visible(folder))

    def unnamed(self):
        """Kept, and the folder written under its temporary name."""
        return self.near("visible", (-1, -2, -3), lambda folder: s.state(folder) == "STAGED" and not s.visible(folder) and
                         any((folder / "reports").iterdir()))

    def unrecorded(self):
        """Visible, and the ledger does not say so yet."""
        return self.near("visible", (3, 4, 2), lambda folder: s.state(folder) == "STAGED" and s.visible(folder))

    def hot(self, border):
        """Killed in the middle of the commit of a state: what was written has to be rolled back first."""
        return self.near(border, (-1, -2, -3), lambda folder: journal(folder) and rank(folder) < BORDERS.index(border) + 1)

    def hot_other(self):
        """Reserved, and then another release was killed in the middle of the commit that reserves it."""
        base = self.reserved()
        words = ("publish", "other.json", *ALONE)
        s.write_spec(base, {**s.SPEC, "release": {**s.SPEC["release"], "id": "other"}}, "other.json")
        first = self.first_call(base, words, lambda found: s.state(found, "other") != "NONE")
        for call in (first - 1, first - 2, first - 3):
            folder = killed(self.scene, base, call, *words)
            if journal(folder) and s.state(folder, "other") == "NONE":
                return folder
        raise SystemExit("no kill of another publisher leaves a journal")
