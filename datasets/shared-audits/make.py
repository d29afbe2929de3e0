#!/usr/bin/env python3
"""Makes the audit-*.csv of this folder anew, byte for byte: python3 make.py FOLDER

A month of made-up searches by five agencies, as the audits of three of them list it: a search stands in the audit of every agency whose
cameras it asked. Written as a vendor writes them: stamps that end in UTC, time frames on two lines, marks where something was redacted, a
header line in the middle where two files were put together. Plates are of a pattern that no state issues.
"""
import csv
import datetime
import pathlib
import random
import sys

HEADER = ["ID", "Name", "Org Name", "Time Frame", "License Plate", "Reason", "Search Time"]
AGENCIES = ["Alder City PD", "Brook County SO", "Cove City PD", "Dale City PD", "State Patrol"]
REASONS = ["stolen vehicle", "Stolen Veh", "missing person", "welfare check", "burglary", "investigation", "inv", "NA", "", " REDACTED", "test"]
START = datetime.datetime(2025, 9, 1, 7)


def stamp(at):
    return f"{at:%m/%d/%Y, %I:%M:%S %p} UTC"


def main():
    folder = pathlib.Path(sys.argv[1])
    dice = random.Random(9)
    audits = [[], [], []]
    for number in range(900):
        agency = dice.choices(AGENCIES, [30, 20, 15, 10, 25])[0]
        at = START + datetime.timedelta(seconds=dice.randrange(29 * 24 * 3600))
        row = [f"s-{number:04d}", f"u{dice.randrange(1 + dice.randrange(30)):02d}", agency,
               f"{stamp(at - datetime.timedelta(hours=dice.choice([6, 24, 168, 720])))}\n{stamp(at)}",
               dice.choice([f"QX{dice.randrange(400):04d}Z", f"QX{dice.randrange(40):04d}Z", "", "***"]),
               dice.choices(REASONS, [14, 6, 8, 7, 10, 20, 15, 3, 2, 3, 4])[0], stamp(at)]
        asked = [place for place in range(3) if AGENCIES[place] == agency or dice.random() < 0.7] or [dice.randrange(3)]
        for place in asked:
            audits[place].append(row)
    for place, rows in enumerate(audits):
        with open(folder / f"audit-{place + 1}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            middle = len(rows) // 2
            for part in (rows[:middle], rows[middle:]):
                writer.writerow(HEADER)
                writer.writerows(part)


main()
