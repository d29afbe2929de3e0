#!/usr/bin/env python3
"""make.py FOLDER: makes searches.csv.gz, searches of a made-up city's scans, each with the time of the oldest scan that it was shown.

Most searches are about yesterday, some reach as far back as scans are kept; a few found nothing.  Date and time of a search stand in
two columns, as spreadsheets write them.
"""

import datetime
import gzip
import pathlib
import random
import sys

SEED, SEARCHES, USERS, KEPT = 20250501, 24000, 1200, 60


def main():
    dice = random.Random(SEED)
    rows = []
    for _ in range(SEARCHES):
        at = datetime.datetime(2025, 5, 1) + datetime.timedelta(minutes=dice.randrange(31 * 24 * 60))
        kind = dice.choices(["lookup", "patrol"], [3, 2])[0]
        days = min(dice.expovariate(1 / (6 if kind == "lookup" else 0.4)), KEPT)
        first = at - datetime.timedelta(days=days)
        found = dice.random() < 0.93
        rows.append((at, f"{at:%m/%d/%Y},{at:%I:%M %p},{dice.choice(['Norwell PD', 'Millbrook PD'])},u{dice.randrange(USERS):04},"
                         f"{kind},{f'{first:%m/%d/%Y %I:%M %p}' if found else ''}\n"))
    rows.sort(key=lambda row: row[0])
    with gzip.GzipFile(pathlib.Path(sys.argv[1], "searches.csv.gz"), "wb", mtime=0) as file:
        file.write(("Search Date,Search Time,Agency,User,Kind,Oldest Scan\n" + "".join(line for _, line in rows)).encode())


main()
