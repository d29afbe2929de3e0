"""formats: whoever changes one byte of what is written for the same release raises the number of its format.

usage: formats.py WRITE_SAMPLE [--update]

verify writes releases anew and compares every byte of the files whose format it writes (src/publish/formats.h). Were the words
changed without the number, every older release would be called false. formats.json holds a digest of the sample's files for
each number. When this test fails: raise the number, unless no version has been published with it; then --update.
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

RECORD = pathlib.Path(__file__).resolve().parent / "formats.json"
FILES = {
    "statement": ["release.json"],
    "page": ["index.html"],
    "metadata": ["CITATION.cff", "datapackage.json", "dcat.json", "nist-sp-800-226.md", "privacy-profile.json", "registry.yaml",
                 "tables/csv-metadata.json"],
    # Tables have no number: they are always compared, so these digests never change.
    "tables": ["tables/bridge.csv", "tables/bridge.parquet", "tables/excel/bridge.csv", "tables/scans_by_site_day.csv",
               "tables/scans_by_site_day.parquet"],
    "computed": ["tables/scans_per_vehicle.csv", "tables/scans_per_camera_day.csv", "tables/scans_per_camera_day.parquet",
                 "tables/excel/scans_per_vehicle.csv"],
    "exact": ["tables/camera_days.csv", "tables/camera_days.parquet", "tables/excel/camera_days.csv"],
}


def digest(release, names, parts):
    """Of the files without the key, which is another one each time, and without the version of the tool."""
    whole = hashlib.sha256()
    for name in names:
        data = (release / name).read_bytes()
        for part in parts:
            data = data.replace(part.encode(), b"?" * len(part))
        whole.update(f"{name} {len(data)}\n".encode() + data)
    return whole.hexdigest()


def main():
    with tempfile.TemporaryDirectory(prefix="hushcount-formats-") as place:
        subprocess.run([sys.argv[1], place], check=True)
        release = pathlib.Path(place) / "release"
        statement = json.loads((release / "release.json").read_text(encoding="utf-8"))
        key = statement["signing_key"]
        parts = [key["public"], key["id"], key["ssh"].split()[1], statement["tool"]["version"]]
        numbers = {**statement["formats"], "tables": 1, "computed": 1, "exact": 1}
        found = {kind: digest(release, names, parts) for kind, names in FILES.items()}
        listed = {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file() and "tables/" not in str(path)}
        missing = {name for name in listed if not name.startswith("SHA256SUMS")} - {n for names in FILES.values() for n in names}
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    if "--update" in sys.argv:
        for kind, number in numbers.items():
            record.setdefault(kind, {})[str(number)] = found[kind]
        RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    failures = [f"{kind}: not what format {number} was; raise its number in src/publish/formats.h, or, if no version was "
                "published with it, run formats.py --update" for kind, number in numbers.items()
                if record.get(kind, {}).get(str(number)) != found[kind]]
    failures += [f"{name}: of no format" for name in sorted(missing)]
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{len(numbers) - len(failures)} passed, {len(failures)} failed, 0 skipped")
    sys.exit(1 if failures else 0)


main()
