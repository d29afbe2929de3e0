#!/usr/bin/env python3
"""Makes scans.csv.gz and hits.csv of this folder anew, byte for byte: python3 make.py FOLDER

Two weeks of made-up scans at four sites, and the hits among them. Plates are of a pattern that no state issues.
"""
import datetime
import gzip
import io
import pathlib
import random
import sys

SITES = ["Bridge St", "Market Sq", "North Gate", "Quarry Rd"]
WEIGHTS = [8, 4, 2, 1]
START = datetime.datetime(2025, 3, 3)


def main():
    folder = pathlib.Path(sys.argv[1])
    dice = random.Random(2385)
    plates = [f"QQ{number:04d}X" for number in range(6000)]
    listed = set(dice.sample(plates, 150))
    scans, hits = [], []
    for _ in range(9000):
        plate = dice.choice(plates)
        site = dice.choices(SITES, WEIGHTS)[0]
        at = START + datetime.timedelta(minutes=dice.randrange(14 * 24 * 60))
        scans.append((at, site, plate))
        if plate in listed:
            outcome = dice.choices(["verified", "misread", "not checked"], [55, 30, 15])[0]
            hits.append((at, site, plate, outcome))
    scans.sort()
    hits.sort()
    text = "read_at,site,plate\n" + "".join(f"{at:%Y-%m-%dT%H:%M},{site},{plate}\n" for at, site, plate in scans)
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file:
        file.write(text.encode())
    (folder / "scans.csv.gz").write_bytes(packed.getvalue())
    (folder / "hits.csv").write_text("hit_at,site,plate,outcome\n" +
                                     "".join(f"{at:%Y-%m-%dT%H:%M},{site},{plate},{outcome}\n" for at, site, plate, outcome in hits))


main()
