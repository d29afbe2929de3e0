#!/usr/bin/env python3
"""transcript: what leaves the tool is a function of spec, ledger and noisy values, and of nothing else in the records.

    transcript.py --tool HUSHCOUNT-FAULTS

The noisy values of a release are the only thing that its records may show in. So they are kept on a tape in a first run and
played in the second, which reads other records: then everything that anyone can see has to be equal, byte for byte. That
is stdout, stderr, exit code, every file of the release with its name and bytes, the names and sizes of all files anywhere,
the ledger's public lines, and the charge; for publish, publish again, and with --json. (The tape gives equal bytes, and so
equal sizes; without it, sizes follow from the noisy values, which are public.)

The pairs are neighbouring inputs on awkward ground. That a tape can fail is shown as well: without it releases differ, and
a tape of another shape is refused.
"""

import shutil

import scene as s

HEADER = "read_at,state,plate,camera\n"
TIME = {"HUSH_FAULT_TIME": "1767225600"}


# Another kind of account, Gaussian noise, a margin, cells by time, an exact plate, one vehicle to a day.
ZCDP = {**s.SPEC, "privacy": {**s.SPEC["privacy"], "window": "day", "guarantee": {"epsilon": "1", "delta": "1e-9"}},
        "sources": {"scans": {**s.SPEC["sources"]["scans"], "entity": {"vehicle": ["plate"], "form": "exact"}}},
        "dimensions": {**s.SPEC["dimensions"], "weekday": {"time": "weekday"}},
        "tables": [{"name": "by_weekday", "title": "Scans by site and weekday", "source": "scans", "measure": "rows",
                    "by": ["site", "weekday"], "limits": {"cells": 2, "per_cell": 3, "origin": "policy"}},
                   {**s.SPEC["tables"][1], "margin": {"within": 200, "confidence": "0.95"}}]}

# Values that no list names. A delta this small hides what one vehicle alone has, and crowds this large are shown, but for chances
# below 1e-9; so the tape fits both records.
DISCOVER = {**ZCDP, "privacy": {**s.SPEC["privacy"], "guarantee": {"epsilon": "1", "delta": "1e-10"}},
            "dimensions": {"site": {"column": "camera", "discover": True}, "weekday": {"time": "weekday"}},
            "tables": [{"name": "by_site", "title": "Vehicles by site", "source": "scans", "measure": "vehicles",
                        "by": ["site"], "limits": {"cells": 2, "origin": "policy"}},
                       {"name": "by_weekday", "title": "Scans by weekday", "source": "scans", "measure": "rows",
                        "by": ["weekday"], "limits": {"cells": 2, "per_cell": 3, "origin": "policy"}}]}


# Values that are chosen or added up: clamps, quantiles, ages by a column that holds another time, and what makes a mean.
VALUES = {**ZCDP, "tables": [
    {"name": "by_site", "title": "Scans by site", "source": "scans", "measure": "rows", "by": ["site"],
     "limits": {"cells": 2, "per_cell": 3, "origin": "policy"}},
    {"name": "middle", "title": "Seconds: the middle", "source": "scans", "measure": "quantiles", "by": ["site"],
     "of": {"column": "seconds", "clamp": [-5, 60], "grid": "0.5", "quantiles": ["0.1", "0.5", "0.999"]},
     "limits": {"cells": 2, "per_cell": 2, "origin": "policy"}},
    {"name": "ages", "title": "Ages, in hours", "source": "scans", "measure": "quantiles",
     "of": {"since": "first", "unit": "hour", "clamp": [0, 48], "grid": 1, "quantiles": ["0.5"]},
     "limits": {"cells": 1, "per_cell": 2, "origin": "policy"}},
    {"name": "average", "title": "Seconds on average", "source": "scans", "measure": "mean", "by": ["site"],
     "of": {"column": "seconds", "clamp": [0, 60], "grid": 1}, "limits": {"cells": 2, "per_cell": 2, "origin": "policy"}},
    {"name": "total", "title": "Seconds in all", "source": "scans", "measure": "sum",
     "of": {"column": "seconds", "clamp": [-60, 60], "grid": 1}, "limits": {"cells": 1, "origin": "policy"}}]}


def row(day=1, plate="QX11VV", site="Bridge St", state="CA", time=None):
    return f"{time or f'2025-01-{day:02}T10:00:00-08:00'},{state},{plate},{site}\n"


def crowd(count, plate=lambda n: f"QX{n % 10000:04}"):
    return "".join(row(1 + n % 31, plate(n), ("Bridge St", "5th & Main", "Dépôt")[n % 3]) for n in range(count))


def pairs():
    """(name, records, neighbouring records)"""
    some = crowd(50)
    absurd = ("0000-00-00T00:00:00Z", "2025-13-45T99:99:99Z", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59Z",
              "2025-01-01T24:00:00-08:00", "2024-02-30T00:00:00Z", "-1", "NaN", "1e999", "2025-01-01", "'; DROP", "∞")
    yield "only a header, a million rows of one vehicle", HEADER, HEADER + row() * 1_000_000
    yield "only a header without a line end, one row", HEADER.rstrip("\n"), HEADER + row()
    yield "one vehicle more", HEADER + some, HEADER + some + row(plate="QX99VV")
    yield "one vehicle everywhere", HEADER + some, HEADER + some + "".join(
        row(day, "QX99VV", site) for day in range(1, 32) for site in ("Bridge St", "5th & Main", "Dépôt"))
    yield "one row twice", HEADER + some, HEADER + some + row() * 2
    yield "absurd times", HEADER + some, HEADER + some + "".join(row(time=time) for time in absurd)
    yield "before and after the period", HEADER + some, HEADER + some + row(time="2024-12-31T23:59:59-08:00") + row(
        time="2025-02-01T00:00:00-08:00")
    yield "broken lines", HEADER + some, HEADER + some + '"\n' + 'a,b\n' + 'a,b,c,d,e,f\n' + ',,,\n' + '"a""b,c\n' + "\0\n"
    yield "a quote that never ends", HEADER + some, HEADER + some + '2025-01-01T10:00:00-08:00,CA,"QX11VV,Bridge St\n'
    yield "bytes that are no text", HEADER + some, (HEADER + some).encode() + b"\xff\xfe\x00\x80,CA,\xc0\xaf,Bridge St\n"
    yield "a line of a megabyte", HEADER + some, HEADER + some + row(plate="Q" * (1 << 20))
    yield "carriage returns", HEADER + some, (HEADER + some).replace("\n", "\r\n") + "\r\r\r\n"
    yield "empty plates", HEADER + some, HEADER + some + row(plate="") * 9 + row(state="") * 9 + row(plate="   ") * 9
    yield "plates that are formulas", HEADER + some, HEADER + some + row(plate="=1+1") + row(plate="@SUM(A1)")
    yield "sites that nobody named", HEADER + some, HEADER + some + row(site="Nowhere") * 99 + row(site="") * 99
    yield "plates that look alike", HEADER + some, HEADER + some + row(plate="qx-0001") + row(plate="QX 0001")
    yield "the rows backwards", HEADER + some, HEADER + "".join(reversed(some.splitlines(keepends=True)))
    yield "every cell full", HEADER, HEADER + crowd(60_000)
    yield "no line end at the end", HEADER + some, (HEADER + some).rstrip("\n")


def hidden_pairs():
    """The same for values that are discovered: what the second records have more must stay hidden."""
    some = HEADER + crowd(3000)
    unfit = ("=cmd()", "@x", "x" * 201, "bell\x07", " ")
    yield "a value of one vehicle", some, some + row(plate="QX99VV", site="Nowhere")
    yield "very many values of one vehicle", some, some + "".join(row(plate="QX99VV", site=f"Nowhere {n}") for n in range(100_000))
    yield "a value of three vehicles", some, some + "".join(row(plate=f"QX9{n}VV", site="Nowhere") for n in range(3))
    yield "frequent values that no table may hold", some, some + "".join(
        row(plate=f"QZ{n:04}", site=site) for site in unfit for n in range(500))
    yield "bytes that are no text", some, some.encode() + b"2025-01-01T10:00:00-08:00,CA,QX99VV,\xff\xfe\n" * 500
    yield "blanks around values", some, some.replace(",Bridge St\n", ",  Bridge St \n")


def value_pairs():
    """Neighbours whose values are awkward: at and beyond the clamps, ties, nothing at all, one more than is kept."""
    header = "read_at,state,plate,camera,seconds,first\n"

    def valued(value, plate="QX99VV", first="2025-01-01T09:00:00-08:00", site="Bridge St"):
        return f"2025-01-02T10:00:00-08:00,CA,{plate},{site},{value},{first}\n"

    crowded = "".join(valued(n % 61 / 2, f"QX{n:04}") for n in range(400))
    tied = "".join(valued(30, f"QX{n:04}") for n in range(400))
    yield "only a header, one value", header, header + valued(7)
    yield "only a header, at both clamps", header, header + valued(-5) + valued(60)
    yield "far beyond the clamps", header + crowded, header + crowded + valued("-9000000000000") + valued("9000000000000")
    yield "all values tie, one below and one above", header + tied, header + tied + valued("29.5") + valued("30.5")
    yield "one value more than is kept", header + crowded, header + crowded + valued(1) + valued(1) + valued(2)
    yield "very many values of one vehicle", header + crowded, header + crowded + "".join(valued(n / 100) for n in range(20000))
    yield "values that are none", header + crowded, header + crowded + "".join(
        valued(value, first=value) for value in ("", "NA", "1e9", "nan", "--1", "1.", "∞", "0x10"))
    yield "ages below 0 and of a century", header + crowded, header + crowded + valued(3, first="2025-01-31T00:00:00Z") + valued(
        3, first="1925-01-01T00:00:00Z")


def write(path, records):
    path.write_bytes(records if isinstance(records, bytes) else records.encode("utf-8"))


def observe(scene, folder, tape):
    """All that anyone can see of publishing what lies in a folder, by name."""
    env = {**TIME, **({"HUSH_FAULT_TAPE": str(tape)} if tape else {})}
    seen = {}
    for step, words in enumerate((("publish", "spec.json", "--rehearse"), ("publish", "spec.json"),
                                  ("publish", "spec.json", "--json"), ("publish", "spec.json"),
                                  ("ledger", "show", "small.ledger"), ("ledger", "export", "small.ledger"))):
        result = scene.run(folder, *words, env=env)
        seen[f"{step} {' '.join(words)}"] = (result.code, result.signal, result.out, result.err)
    seen["release"] = s.visible(folder)
    seen["files"] = sorted((str(path.relative_to(folder)), path.stat().st_size if path.is_file() else "folder")
                           for path in folder.rglob("*") if path.name != "scans.csv")
    seen["charges"] = s.read_table(folder, "SELECT account, window, epsilon, rho, delta FROM charge")
    return seen


def differences(first, second):
    return [f"{name} differs:\n{first[name]!r}\n{second[name]!r}"[:900] for name in first if first[name] != second[name]]


def play_pair(scene, agency, records):
    views = []
    tape = agency.with_name(agency.name + f"-{id(records)}.tape")
    for records_of in records:
        folder = scene.fresh(agency)
        write(folder / "scans.csv", records_of)
        views.append(observe(scene, folder, tape))
        shutil.rmtree(folder)
    wrong = differences(*views)
    if views[0]["1 publish spec.json"][0] != 0 or not views[0]["release"]:
        wrong.append(f"not published: {views[0]['1 publish spec.json']}")
    tape.unlink(missing_ok=True)
    return wrong


def main():
    options = s.arguments("the public transcript")
    tally = s.Tally(options)
    with s.Scene(options.tool) as scene:
        agency = scene.agency()
        other = scene.agency(ZCDP, (*s.INIT[:3], "--for", "spec.json", "--epsilon", "4", "--delta", "1e-9"))
        made = list(pairs())
        for name, *records in made[options.every // 2::options.every]:
            tally.play(f"transcript, {name}", [agency, other], lambda folder, r=records: play_pair(scene, folder, r))
        finder = scene.agency(DISCOVER, (*s.INIT[:3], "--for", "spec.json", "--rho", "0.5", "--delta", "1e-8"))
        for name, *records in hidden_pairs():
            tally.play(f"transcript, discovered, {name}", [finder], lambda folder, r=records: play_pair(scene, folder, r))
        chooser = scene.agency(VALUES, (*s.INIT[:3], "--for", "spec.json", "--epsilon", "4", "--delta", "1e-9"))
        for name, *records in value_pairs():
            tally.play(f"transcript, values, {name}", [chooser], lambda folder, r=records: play_pair(scene, folder, r))
        # The test can fail: noise is drawn afresh without the tape, and then releases differ.
        loose = []
        for _ in range(2):
            folder = scene.fresh(agency)
            loose.append(observe(scene, folder, None))
        tally.check("without a tape two releases differ", differences(*loose))
        folder = scene.fresh(agency)
        (scene.root / "short.tape").write_bytes(b"short")
        refused = scene.run(folder, "publish", "spec.json", env={"HUSH_FAULT_TAPE": str(scene.root / "short.tape")})
        tally.check("a tape of another release is refused", refused.code == 99, refused)
    tally.finish()


if __name__ == "__main__":
    main()
