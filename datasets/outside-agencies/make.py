#!/usr/bin/env python3
"""make.py FOLDER: makes searches.csv.gz, searches of one city's scans by outside agencies, whose names nobody listed beforehand."""

import gzip
import pathlib
import random
import sys

SEED, SEARCHES, AGENCIES = 20250301, 9000, 90
PLACES = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood", "Juniper"]
KINDS = ["Falls PD", "County Sheriff", "City PD", "State Patrol", "Harbor Police", "Park Rangers", "Valley PD", "Transit Police",
         "Task Force"]


def main():
    dice = random.Random(SEED)
    names = [f"{place} {kind}" for kind in KINDS for place in PLACES][:AGENCIES]
    weights = [1 / (rank + 1) for rank in range(AGENCIES)]
    dice.shuffle(names)
    lines = ["searched_at,plate,agency\n"]
    for _ in range(SEARCHES):
        plate = f"QZ{dice.randrange(10000):04}V"
        time = f"2025-03-{dice.randint(1, 31):02}T{dice.randint(0, 23):02}:{dice.randint(0, 59):02}:00"
        lines.append(f"{time},{plate},{dice.choices(names, weights)[0]}\n")
    lines[1:] = sorted(lines[1:])
    with gzip.GzipFile(pathlib.Path(sys.argv[1], "searches.csv.gz"), "wb", mtime=0) as file:
        file.write("".join(lines).encode())


main()
