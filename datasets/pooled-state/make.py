#!/usr/bin/env python3
"""Makes agencies.csv and the 18 agency-*.csv.gz of this folder anew, byte for byte: python3 make.py FOLDER

A week of made-up scans of 18 agencies; vehicles drive from one to the next. Plates are of a pattern that no state issues.
"""
import datetime
import gzip
import io
import pathlib
import random
import sys

COUNTIES = ["Aspen", "Birch", "Cedar", "Dogwood"]
START = datetime.datetime(2025, 5, 5)


def main():
    folder = pathlib.Path(sys.argv[1])
    dice = random.Random(18)
    agencies = [f"{COUNTIES[number % 4]} {'County SO' if number < 4 else 'City PD ' + str(number)}" for number in range(18)]
    cameras = [dice.randrange(2, 40) for _ in agencies]
    rows = [[] for _ in agencies]
    for number in range(4000):
        home = dice.randrange(18)
        for _ in range(dice.choices([1, 2, 3, 6, 12], [70, 16, 8, 4, 2])[0]):
            where = home if dice.random() < 0.6 else dice.randrange(18)
            at = START + datetime.timedelta(minutes=dice.randrange(7 * 24 * 60))
            rows[where].append((at, f"QX{number:04d}Z"))
    (folder / "agencies.csv").write_text("agency,county,cameras\n" + "".join(
        f"{agency},{COUNTIES[number % 4]},{cameras[number]}\n" for number, agency in enumerate(agencies)))
    for number, agency in enumerate(agencies):
        text = "at,agency,plate\n" + "".join(f"{at:%m/%d/%Y %I:%M %p},{agency},{plate}\n" for at, plate in sorted(rows[number]))
        packed = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file:
            file.write(text.encode())
        (folder / f"agency-{number + 1:02d}.csv.gz").write_bytes(packed.getvalue())


main()
