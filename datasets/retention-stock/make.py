#!/usr/bin/env python3
"""Makes held.csv of this folder anew, byte for byte: python3 make.py FOLDER

What a made-up database of two agencies holds on 1 April 2025: one deletes after 30 days, the other keeps "until further notice".
"""
import datetime
import pathlib
import random
import sys


def main():
    dice = random.Random(30)
    lines = []
    for number in range(2600):
        agency, most = ("Millbrook PD", 30) if number % 2 else ("Norwell PD", 90)
        for _ in range(dice.choices([1, 2, 5], [8, 2, 1])[0]):
            day = datetime.date(2025, 3, 31) - datetime.timedelta(days=dice.randrange(most))
            lines.append((f"{day:%Y-%m-%d} {dice.randrange(24):02d}:{dice.randrange(60):02d}", agency, f"QH{number:04d}V"))
    lines.sort()
    pathlib.Path(sys.argv[1], "held.csv").write_text("seen,agency,plate\n" + "".join(",".join(line) + "\n" for line in lines))


main()
