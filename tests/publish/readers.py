"""readers: a release with awkward names goes through other people's readers, and comes out as it went in.

usage: readers.py WRITE_SAMPLE SPEC_CHECK

Readers that are not there are skipped aloud. Python's are looked for in HUSH_READERS_PYTHON (an interpreter, of a virtual
environment for example) when that is set: pip install pandas pyarrow duckdb frictionless pyyaml jsonschema
"""
import csv
import fractions
import html.parser
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from naughty import ACCEPTED, REFUSED  # noqa: E402

COUNTS = {"passed": 0, "failed": 0, "skipped": 0}
TITLE = "Use in \"Riverton\" & <Harbor> | `x` # [y](z)"
REASON = "Monthly: report, policy 4.2 - \\ 'quoted' %YAML"
PUBLISHER = "Riverton P.D. <b>&amp; \"Co\""
REGION = "Riverton: \\\"WA\\\", | <US>"
NUMBERS = ["estimate", "std_dev", "moe95", "ci95_lower", "ci95_upper"]


def that(name, holds, *details):
    COUNTS["passed" if holds else "failed"] += 1
    if not holds:
        print("failed:", name, *(str(detail)[:600] for detail in details))


def skip(name, why):
    COUNTS["skipped"] += 1
    print(f"skipped: {name}: {why}")


def module(name, what):
    try:
        return __import__(name)
    except ImportError:
        skip(what, f"the Python module {name} is not installed")
        return None


def program(names, what):
    found = next((shutil.which(name) for name in names if shutil.which(name)), None)
    if not found:
        skip(what, f"{names[0]} is not installed")
    return found


def make(write_sample, place, names, title=TITLE, language="en", more=()):
    """Writes the sample release with other names and texts. Values depend on the cell's number alone."""
    spec = json.loads(subprocess.run([write_sample], capture_output=True, text=True, check=True).stdout)
    spec["dimensions"]["site"]["values"] = names
    rows = spec["exact"][1]["rows"]
    spec["exact"][1]["rows"] = [rows[i % len(rows)] for i in range(len(names))]
    spec["release"].update(title=title, reason=REASON, publisher=PUBLISHER, region=REGION, language=language)
    spec["tables"][0]["title"] = "Scans <by> \"site\" & day | *"
    spec["tables"] += more
    place.mkdir()
    path = place / "spec.json"
    path.write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    subprocess.run([write_sample, place, path], check=True)
    return place / "release"


def rows_of(path, encoding="utf-8"):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, strict=True))


class Shape(html.parser.HTMLParser):
    """Tags and the names of their attributes, in order: what a name must not be able to change."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.shape, self.text, self.data, self.inside = [], [], "", False

    def handle_starttag(self, tag, attrs):
        self.shape.append((tag, tuple(name for name, _ in attrs)))
        self.inside = tag == "script"

    def handle_endtag(self, tag):
        self.shape.append(("/" + tag,))
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.data += data
        else:
            self.text.append(data)


def shape_of(page):
    parser = Shape()
    parser.feed(page.read_text(encoding="utf-8"))
    parser.close()
    return parser


def check_page(release, plain):
    naughty, tame = shape_of(release / "index.html"), shape_of(plain / "index.html")
    differs = next((i for i, (a, b) in enumerate(zip(naughty.shape, tame.shape)) if a != b), None)
    that("the page's shape does not depend on names", naughty.shape == tame.shape, differs,
         differs is not None and (naughty.shape[differs], tame.shape[differs]))
    that("one block of data", [s for s in naughty.shape if s[0] == "script"] == [("script", ("type",))])
    text = "".join(naughty.text)
    that("every name can be read", all(name in text for name in ACCEPTED if len(name) < 30),
         [name for name in ACCEPTED if name not in text and len(name) < 30])
    return json.loads(naughty.data)


def check_csv(release):
    rows = rows_of(release / "tables" / "scans_by_site_day.csv")
    that("csv: names survive, in order", list(dict.fromkeys(row["site"] for row in rows)) == ACCEPTED)
    that("csv: negative numbers survive", min(int(row["estimate"]) for row in rows) < 0)
    raw = (release / "tables" / "scans_by_site_day.csv").read_bytes()
    that("csv: no byte-order mark", not raw.startswith(b"\xef\xbb\xbf"))
    that("csv: CRLF throughout", raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r") == len(rows) + 1)
    excel = (release / "tables" / "excel" / "scans_by_site_day.csv").read_bytes()
    that("csv for Excel: the same behind a mark", excel == b"\xef\xbb\xbf" + raw)
    cells = {cell for row in csv.reader((release / "tables" / "scans_by_site_day.csv").open(encoding="utf-8", newline=""))
             for cell in row}
    running = [cell for cell in cells if re.match(r"[=+\-@\t\r＝＋－＠]", cell) and not re.fullmatch(r"-?\d+", cell)]
    that("no cell that a spreadsheet would run", not running, running)
    return rows


COMPUTED = ["scans_per_vehicle", "scans_per_camera_day"]
EXACT = ["camera_days"]


def check_every_table(release, package, csvw, dcat, data, statement):
    """Counted, computed and exact tables, each in every format, in each of the metadata and nowhere else."""
    counted = [table["name"] for table in statement["tables"]]
    names = counted + COMPUTED + EXACT
    formats = [("tables/", ".csv"), ("tables/excel/", ".csv"), ("tables/", ".parquet")]
    paths = [before + name + after for name in names for before, after in formats]
    base = "https://riverton.example/lpr/2025-01/"
    there = sorted(str(path.relative_to(release)) for path in (release / "tables").rglob("*")
                   if path.is_file() and path.name != "csv-metadata.json")
    that("every file is a table's", there == sorted(paths), set(there) ^ set(paths))
    that("every table is in datapackage.json", [r["name"] for r in package["resources"]] == names)
    that("every table is in CSVW", [t["url"] for t in csvw["tables"]] == [name + ".csv" for name in names])
    that("every file is in datapackage.json",
         [part["path"] for r in package["resources"] for part in [r, *r["alternatives"]]] == paths)
    that("every file is in dcat.json", [part["downloadURL"] for part in dcat["distribution"]] == [base + path for path in paths])
    that("every file is in schema.org", [part["contentUrl"] for part in data["distribution"]] == [base + path for path in paths])
    titles = [r["title"] for r in package["resources"]]
    that("titles", titles == [t["dc:title"] for t in csvw["tables"]] == [v["name"] for v in data["variableMeasured"]] ==
         [part["title"] for part in dcat["distribution"]][::3])
    says = [r["description"] for r in package["resources"]]
    that("what they are", says == [t["dc:description"] for t in csvw["tables"]] == [v["description"] for v in data["variableMeasured"]]
         == [part["description"] for part in dcat["distribution"]][::3])
    that("counted in words", f"in {len(counted)} tables: " in package["description"] and
         f"{len(COMPUTED)} tables of ratios, shares or means: " in package["description"] and
         "1 table about no vehicle: " in package["description"], package["description"])
    types = {"string": "string", "integer": "integer", "number": "decimal", "date": "date"}
    for resource, table in zip(package["resources"], csvw["tables"]):
        fields, columns = resource["schema"]["fields"], table["tableSchema"]["columns"]
        that("types", [types[f["type"]] for f in fields] == [c["datatype"] for c in columns], resource["name"])
        that("required", [f["constraints"]["required"] for f in fields] == [c["required"] for c in columns], resource["name"])
        that("keys", resource["schema"].get("primaryKey") == ([columns[k]["titles"] for k in range(len(
            table["tableSchema"]["primaryKey"]))] if "primaryKey" in table["tableSchema"] else None), resource["name"])
        rows = rows_of(release / resource["path"])
        for field in fields:
            values = [row[field["name"]] for row in rows]
            given = [value for value in values if value or field["constraints"]["required"]]
            pattern = {"integer": r"-?(0|[1-9][0-9]*)", "number": r"-?(0|[1-9][0-9]*)(\.[0-9]+)?(e-?[0-9]+)?", "string": r".+",
                       "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}"}[field["type"]]
            that("every value is of its type", all(re.fullmatch(pattern, value) for value in given), resource["name"], field["name"])
            allowed = field["constraints"].get("enum")
            that("every value is one that is allowed", not allowed or set(given) <= set(allowed), resource["name"], field["name"])
    exact = package["resources"][-1]["schema"]["fields"]
    that("exact columns have the types of their values", [f["type"] for f in exact] ==
         ["string", "integer", "number", "integer", "string"], exact)
    that("exact names in CSVW", [c["name"] for c in csvw["tables"][-1]["tableSchema"]["columns"]] ==
         ["site", "%5Fcameras", "days%20at%20work", "drift", "make%2C%20if%20known"])
    registry = (release / "registry.yaml").read_text(encoding="utf-8")
    checklist = (release / "nist-sp-800-226.md").read_text(encoding="utf-8").replace("\\", "")
    for name in COMPUTED + EXACT:
        that("registry and checklist name every table", name in registry and name in checklist, name)
    that("the registry does not deny what was computed", "Computed from published numbers, at no further cost: scans_per_vehicle" in
         registry)


def check_at_once(table):
    """By the discrete Gaussian law: it leaves 5 % in the number of cells outside, and one less would leave more."""
    if table["mechanism"]["name"] != "discrete-gaussian":
        return
    sigma_squared = float(fractions.Fraction(table["mechanism"]["sigma_squared"]))
    most = int(12 * sigma_squared ** 0.5) + 2
    weights = [math.exp(-x * x / (2 * sigma_squared)) for x in range(most)]
    whole = 2 * sum(weights) - weights[0]
    share, outside = 0.05 / table["cells"], [2 * sum(weights[t + 1:]) / whole for t in range(table["moe95_at_once"] - 1,
                                                                                           table["moe95_at_once"] + 1)]
    that("at once, by the law", outside[1] <= share < outside[0], table["name"], outside, share)
    COUNTS["at once"] = COUNTS.get("at once", 0) + 1


def check_metadata(release, data):
    """All files say the same of the release, the tables and their columns."""
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    csvw = json.loads((release / "tables" / "csv-metadata.json").read_text(encoding="utf-8"))
    dcat = json.loads((release / "dcat.json").read_text(encoding="utf-8"))
    statement = json.loads((release / "release.json").read_text(encoding="utf-8"))
    that("title", {package["title"], csvw["dc:title"], dcat["title"], data["name"], statement["spec"]["release"]["title"]} ==
         {TITLE})
    that("description", len({package["description"], csvw["dc:description"], dcat["description"], data["description"]}) == 1)
    that("publisher", {package["contributors"][0]["title"], csvw["dc:publisher"], dcat["publisher"]["name"],
                       data["publisher"]["name"]} == {PUBLISHER})
    that("contact", {package["contributors"][0]["email"], dcat["contactPoint"]["hasEmail"][7:], data["publisher"]["email"]} ==
         {"transparency@riverton.example"})
    that("day", {package["created"][:10], csvw["dc:issued"], dcat["issued"], data["datePublished"]} == {"2025-02-04"})
    that("period", data["temporalCoverage"] == "{startDate}/{endDate}".format(**dcat["temporal"][0]) == "2025-01-27/2025-02-02")
    that("license", {package["licenses"][0]["path"], csvw["dc:license"]["@id"], data["license"],
                     *(part["license"] for part in dcat["distribution"])} ==
         {"https://creativecommons.org/publicdomain/zero/1.0/"})
    that("files", [part["contentUrl"] for part in data["distribution"]] == [part["downloadURL"] for part in dcat["distribution"]])
    check_every_table(release, package, csvw, dcat, data, statement)
    for part in dcat["distribution"]:
        path = release / part["downloadURL"].removeprefix("https://riverton.example/lpr/2025-01/")
        that("size in dcat.json", path.stat().st_size == int(part["byteSize"]), path)
    for resource, table, stated in zip(package["resources"], csvw["tables"], statement["tables"]):
        header = next(csv.reader((release / resource["path"]).open(encoding="utf-8", newline="")))
        fields = resource["schema"]["fields"]
        columns = table["tableSchema"]["columns"]
        that("names", resource["name"] == stated["name"])
        that("columns", header == [f["name"] for f in fields] == [c["titles"] for c in columns], resource["name"])
        that("column names in CSVW are URI variables", all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.%]*", c["name"]) for c in columns))
        that("csvw url", (release / "tables" / table["url"]).samefile(release / resource["path"]))
        estimate = next(f for f in fields if f["name"] == "estimate")
        that("noise law", resource["privacy"]["mechanism"] == estimate["privacy"]["mechanism"] == stated["mechanism"])
        that("charge", resource["privacy"]["charge"] == stated["charge"])
        that("margins", next(f for f in fields if f["name"] == "moe95")["privacy"]["value"] == stated["moe95"] and
             next(f for f in fields if f["name"] == "std_dev")["privacy"]["value"] == stated["std_dev"])
        that("the margin for all cells at once", resource["privacy"]["moe95_at_once"] == stated["moe95_at_once"] >= stated["moe95"])
        check_at_once(stated)
        law = next(c for c in columns if c["titles"] == "estimate")["schema:measurementTechnique"]
        that("noise law in words", stated["mechanism"]["sigma_squared"] in law and
             law in data["variableMeasured"][package["resources"].index(resource)]["measurementTechnique"])
    that("some margins were computed again", COUNTS.pop("at once", 0) >= 2)
    check_markdown(release)


def check_markdown(release):
    text = (release / "nist-sp-800-226.md").read_text(encoding="utf-8")
    that("checklist: no markup from outside", not re.search(r"(?<!\\)[<>]|(?<!\\)\]\(|(?<!\\)`x", text))
    that("checklist: answers and open questions", text.count("- [x] **") >= 20 and text.count("- [ ] **") >= 3)


def check_language(release, spanish):
    """The page speaks the agency's language; registries and portals read English."""
    pages = [shape_of(folder / "index.html") for folder in (release, spanish)]
    data = [json.loads(page.data) for page in pages]
    that("the page is in Spanish", "".join(pages[0].text) != "".join(pages[1].text))
    that("schema.org says in which language", [part["inLanguage"] for part in data] == ["en", "es"])
    that("and is in English", {**data[0], "inLanguage": ""} == {**data[1], "inLanguage": ""})
    for name in ("datapackage.json", "tables/csv-metadata.json", "registry.yaml", "nist-sp-800-226.md", "CITATION.cff"):
        that(f"{name} is in English", (release / name).read_bytes() == (spanish / name).read_bytes())
    dcat = [json.loads((folder / "dcat.json").read_text(encoding="utf-8")) for folder in (release, spanish)]
    that("dcat.json is in English, about data in Spanish", {**dcat[0], "language": "es"} == dcat[1])


def check_looked(write_sample, place, release):
    """Who looked at the data to choose a list or a limit has no tick for not having looked."""
    question = "] **Cells, bins and limits chosen without the data.** "
    text = (release / "nist-sp-800-226.md").read_text(encoding="utf-8")
    that("not looked: ticked", "- [x" + question + "Yes" in text)
    spec = json.loads((release.parent / "spec.json").read_text(encoding="utf-8"))
    spec["dimensions"]["site"]["origin"] = spec["tables"][1]["limits"]["origin"] = "looked at data"
    place.mkdir()
    (place / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    subprocess.run([write_sample, place, place / "spec.json"], check=True)
    text = (place / "release" / "nist-sp-800-226.md").read_text(encoding="utf-8")
    wanted = "does not cover: the values of site, the limits of table vehicles"
    that("looked: open", "- [ " + question + "No" in text and wanted in text)
    that("looked: in the registry's entry", wanted in (place / "release" / "registry.yaml").read_text(encoding="utf-8"))
    that("looked: on the page", wanted in "".join(shape_of(place / "release" / "index.html").text))
    that("not looked: not on the page", "looking at data" not in "".join(shape_of(release / "index.html").text))


REGISTRY = {
    "": ["url_slug", "status", "tier", "deployment"],
    "basic": ["name", "data_curators", "intended_use", "data_product_type", "data_product_region", "description",
              "publication_date", "data_product_sector"],
    "dp_variant": ["variant_name", "data_domain", "unprotected_quantities"],
    "privacy_loss": ["privacy_unit", "privacy_unit_details", "privacy_parameters", "privacy_parameters_details"],
    "deployment_model": ["model_name", "model_name_details", "actors", "release_type", "release_type_details",
                         "data_source_type", "data_source_type_details", "access_type", "access_type_details"],
    "accounting": ["post_processing", "composition"],
    "implementation": ["preprocessing_and_hyperparameter_tuning", "mechanisms", "justification"],
    "administrative": ["sources", "notes", "registry_authors"],
}


def check_yaml(release):
    yaml = module("yaml", "YAML readers")
    if not yaml:
        return
    entry = yaml.safe_load((release / "registry.yaml").read_text(encoding="utf-8"))
    deployment = entry["deployment"]
    that("registry: every field, and no other", list(entry) == REGISTRY[""] and list(deployment) == list(REGISTRY)[1:] and
         all(list(deployment[part]) == REGISTRY[part] for part in deployment), entry.keys())
    that("registry: texts", deployment["basic"]["name"] == TITLE and deployment["basic"]["data_curators"] == [PUBLISHER] and
         deployment["basic"]["intended_use"] == REASON and deployment["basic"]["data_product_region"] == REGION)
    that("registry: numbers", all(type(value) is float for value in deployment["privacy_loss"]["privacy_parameters"].values()),
         deployment["privacy_loss"]["privacy_parameters"])
    that("registry: date is text", deployment["basic"]["publication_date"] == "2025-02-04")
    cff = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    that("citation", cff["title"] == TITLE and cff["authors"][0]["name"] == PUBLISHER and cff["type"] == "dataset" and
         cff["cff-version"] == "1.2.0" and TITLE in cff["message"])


def check_profile(release):
    jsonschema = module("jsonschema", "the privacy profile")
    if not jsonschema:
        return
    profile = json.loads((release / "privacy-profile.json").read_text(encoding="utf-8"))
    # The standard's own profile is behind an address, and tests use no network.
    profile["allOf"] = profile["allOf"][1:]
    jsonschema.Draft7Validator.check_schema(profile)
    validator = jsonschema.Draft7Validator(profile)
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    that("datapackage.json keeps to the profile", validator.is_valid(package), [e.message for e in validator.iter_errors(package)])
    that("the profile is where $schema says", package["$schema"] == "https://riverton.example/lpr/2025-01/privacy-profile.json")

    def broken(change):
        copy = json.loads(json.dumps(package))
        change(copy)
        return not validator.is_valid(copy)
    that("the profile finds a missing charge", broken(lambda p: p["resources"][0]["privacy"].pop("charge")))
    that("the profile finds a missing parameter", broken(lambda p: p["resources"][0]["privacy"]["mechanism"].pop("sigma_squared")))
    that("the profile finds a float", broken(lambda p: p["privacy"]["accounts"][0]["guarantee"].update(epsilon=0.7)))
    that("the profile finds a column without its law",
         broken(lambda p: [f["privacy"].pop("mechanism", None) for f in p["resources"][0]["schema"]["fields"]]))


def check_dcat(write_sample, place, release):
    """dcat.json against what DCAT-US 3.0 requires; a release without address and mailbox is a Dataset but for those."""
    jsonschema = module("jsonschema", "DCAT-US")
    if not jsonschema:
        return
    schema = json.loads((pathlib.Path(__file__).resolve().parent / "dcat-us-3.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())

    def faults(path):
        return [error.message for error in validator.iter_errors(json.loads(path.read_text(encoding="utf-8")))]
    that("dcat.json keeps to DCAT-US 3.0", not faults(release / "dcat.json"), faults(release / "dcat.json"))
    spec = json.loads((release.parent / "spec.json").read_text(encoding="utf-8"))
    for key in ["url", "license", "region", "formats"]:
        del spec["release"][key]
    spec["release"].update(supersedes="riverton-2025-00")
    for name, contact, wanted in [("mailbox", "transparency@riverton.example", []),
                                  ("line", "City Hall, room 4", ["'hasEmail' is a required property"])]:
        spec["release"]["contact"] = contact
        folder = place / name
        folder.mkdir(parents=True)
        (folder / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
        subprocess.run([write_sample, folder, folder / "spec.json"], check=True)
        found = faults(folder / "release" / "dcat.json")
        that(f"dcat.json with little to say: {name}", found == wanted, found)


def check_pandas(release, rows):
    pandas = module("pandas", "pandas")
    if not pandas:
        return
    for name in ["scans_by_site_day.csv", "excel/scans_by_site_day.csv"]:
        frame = pandas.read_csv(release / "tables" / name, keep_default_na=False, dtype={"site": str}, parse_dates=["day"])
        that(f"pandas: {name}: names", list(frame["site"]) == [row["site"] for row in rows])
        that(f"pandas: {name}: numbers", list(frame["estimate"]) == [int(row["estimate"]) for row in rows] and
             frame["estimate"].dtype.kind == "i" and frame["std_dev"].dtype.kind == "f" and frame["day"].dtype.kind == "M")


def typed(value, kind):
    return None if value == "" else {"int64": int, "double": float, "string": str}[kind](value)


def check_parquet_computed(release, parquet):
    """Computed and exact tables: values that are not given are null, all others as in the CSV file."""
    for name in COMPUTED + EXACT:
        frame = parquet.read_table(release / "tables" / f"{name}.parquet")
        rows = rows_of(release / "tables" / f"{name}.csv")
        kinds = {field.name: str(field.type) for field in frame.schema}
        that(f"pyarrow: {name}: columns", list(kinds) == list(rows[0]), kinds)
        found = frame.to_pydict()
        for key, kind in kinds.items():
            that(f"pyarrow: {name}: {key}", found[key] == [typed(row[key], kind) for row in rows], found[key][:5])
    that("pyarrow: types of an exact table", list(kinds.values()) == ["string", "int64", "double", "int64", "string"], kinds)
    that("pyarrow: some values are not given", None in found["drift"] and any(row["status"] == "not_defined" for row in
         parquet.read_table(release / "tables" / "scans_per_camera_day.parquet").to_pylist()))


def check_parquet(release, rows):
    arrow = module("pyarrow", "pyarrow reads the Parquet files")
    if not arrow:
        return
    import pyarrow.parquet
    frame = pyarrow.parquet.read_table(release / "tables" / "scans_by_site_day.parquet")
    that("pyarrow: types", [str(t) for t in frame.schema.types] ==
         ["string", "date32[day]", "int64", "double", "int64", "int64", "int64", "string"], frame.schema)
    table = frame.to_pydict()
    that("pyarrow: names and days", table["site"] == [row["site"] for row in rows] and
         [str(day) for day in table["day"]] == [row["day"] for row in rows])
    that("pyarrow: numbers", all(table[key] == [float(row[key]) if key == "std_dev" else int(row[key]) for row in rows]
                                 for key in NUMBERS))
    notes = frame.schema.metadata
    that("pyarrow: notes", notes[b"hushcount.release"] == b"riverton-2025-01" and b"sigma_squared = " in notes[b"hushcount.noise"])
    check_parquet_computed(release, pyarrow.parquet)
    one = pyarrow.parquet.read_table(release / "tables" / "searches.parquet")
    that("pyarrow: a table of one cell", one.num_rows == 1)


def check_long(write_sample, place):
    """More rows than a page of a Parquet file holds."""
    arrow = module("pyarrow", "pyarrow reads a long Parquet file")
    if not arrow:
        return
    import pyarrow.parquet
    again = {"name": "again", "source": "scans", "measure": "rows", "by": ["site", "day"],
             "limits": {"cells": 3, "per_cell": 2, "origin": "policy"}}
    ones = {"name": "ones", "measure": "ratio", "of": {"numerator": "scans_by_site_day", "denominator": "again"}}
    release = make(write_sample, place, [f"Site {i}" for i in range(9400)], more=[again, ones])
    rows = rows_of(release / "tables" / "scans_by_site_day.csv")
    table = pyarrow.parquet.read_table(release / "tables" / "scans_by_site_day.parquet").to_pydict()
    that("a long Parquet file", len(rows) == 65800 and table["site"] == [row["site"] for row in rows] and
         table["estimate"] == [int(row["estimate"]) for row in rows] and
         [str(day) for day in table["day"]] == [row["day"] for row in rows])
    rows = rows_of(release / "tables" / "ones.csv")
    table = pyarrow.parquet.read_table(release / "tables" / "ones.parquet").to_pydict()
    that("a long Parquet file of computed numbers", len(rows) == 65800 and {row["status"] for row in rows} ==
         {"published", "too_noisy"} and
         table["estimate"] == [typed(row["estimate"], "double") for row in rows] and
         table["status"] == [row["status"] for row in rows])


def check_duckdb(release, rows):
    duckdb = module("duckdb", "DuckDB")
    if not duckdb:
        return
    wanted = [(row["site"], row["day"], int(row["estimate"]), float(row["std_dev"])) for row in rows]
    for source in [f"read_csv('{release}/tables/scans_by_site_day.csv', types={{'site': 'VARCHAR'}})",
                   f"read_parquet('{release}/tables/scans_by_site_day.parquet')"]:
        found = duckdb.sql(f"SELECT site, CAST(day AS VARCHAR), estimate, std_dev FROM {source}").fetchall()
        that(f"DuckDB: {source[:12]}", found == wanted, next((pair for pair in zip(found, wanted) if pair[0] != pair[1]), None))
    rates = [(row["site"], typed(row["estimate"], "double"), row["status"])
             for row in rows_of(release / "tables" / "scans_per_camera_day.csv")]
    for source in [f"read_csv('{release}/tables/scans_per_camera_day.csv', types={{'site': 'VARCHAR'}})",
                   f"read_parquet('{release}/tables/scans_per_camera_day.parquet')"]:
        found = duckdb.sql(f"SELECT site, estimate, status FROM {source}").fetchall()
        that(f"DuckDB: rates: {source[:12]}", found == rates, next((pair for pair in zip(found, rates) if pair[0] != pair[1]), None))


def check_sqlite(release, rows):
    tool = program(["sqlite3"], "SQLite's csv import")
    if not tool:
        return
    script = f".mode csv\n.import {release}/tables/scans_by_site_day.csv t\n.mode json\nSELECT site, estimate FROM t;\n"
    done = subprocess.run([tool, ":memory:"], input=script, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout) if done.returncode == 0 and not done.stderr else []
    that("SQLite: names and numbers", [(row["site"], int(row["estimate"])) for row in found] ==
         [(row["site"], int(row["estimate"])) for row in rows], done.stderr)


def check_frictionless(release):
    frictionless = module("frictionless", "the frictionless validator")
    if not frictionless:
        return
    # The tables against their schemas; the package's own $schema is an address of the publisher's.
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    package["$schema"] = "https://datapackage.org/profiles/2.0/datapackage.json"
    report = frictionless.Package.from_descriptor(package, basepath=str(release)).validate()
    that("frictionless validate", report.valid, report.flatten(["type", "message"])[:5])


R_SCRIPT = """
library(readr)
frame <- read_csv(commandArgs(TRUE)[1], na = character(), col_types = cols(site = col_character(), day = col_date()))
stopifnot(is.numeric(frame$estimate), is.numeric(frame$std_dev), inherits(frame$day, "Date"), nrow(problems(frame)) == 0)
# Computed and exact tables: what is not given is NA, and the columns are still numbers.
rates <- read_csv(commandArgs(TRUE)[2], na = "", col_types = cols(site = col_character(), status = col_character()))
exact <- read_csv(commandArgs(TRUE)[3], na = "", col_types = cols(site = col_character()))
stopifnot(is.numeric(rates$estimate), all(is.na(rates$estimate) == (rates$status != "published")), anyNA(rates$estimate),
          is.numeric(exact$drift), anyNA(exact$drift), is.numeric(exact[["days at work"]]), nrow(problems(rates)) == 0,
          nrow(problems(exact)) == 0)
writeLines(enc2utf8(sprintf("%s\\t%d", frame$site, as.integer(frame$estimate))), useBytes = TRUE)
"""


def check_r(release, rows):
    tool = program(["Rscript"], "readr")
    if not tool:
        return
    if subprocess.run([tool, "-e", "library(readr)"], capture_output=True, check=False).returncode != 0:
        skip("readr", "r-cran-readr is not installed")
        return
    script = release.parent / "read.R"
    script.write_text(R_SCRIPT, encoding="utf-8")
    files = [release / "tables" / name for name in ("scans_by_site_day.csv", "scans_per_camera_day.csv", "camera_days.csv")]
    done = subprocess.run([tool, script, *files], capture_output=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    that("readr", done.stdout.decode("utf-8").splitlines() == [f"{row['site']}\t{row['estimate']}" for row in rows],
         done.stderr.decode("utf-8", "replace"))


def check_office(release, rows):
    tool = program(["soffice", "libreoffice", "localc"], "LibreOffice")
    if not tool:
        return
    home = release.parent / "office"

    def convert(kind, options, name="scans_by_site_day"):
        source = release / "tables" / "excel" / f"{name}.csv"
        out = release.parent / kind
        done = subprocess.run([tool, f"-env:UserInstallation=file://{home}", "--headless", f"--infilter=CSV:{options}",
                               "--convert-to", kind, "--outdir", out, source], capture_output=True, check=False, timeout=300)
        made = next(out.glob(f"{name}.*"), None) if out.is_dir() else None
        that(f"LibreOffice makes {kind}", done.returncode == 0 and made is not None, done.stderr)
        return made
    # As a double click opens it: nothing is a formula, and numbers are numbers.
    opened = convert("fods", "44,34,76,1,,1033,false,true")
    if opened:
        sheet = opened.read_text(encoding="utf-8")
        that("LibreOffice: no formula", "table:formula" not in sheet)
        that("LibreOffice: no link", "xlink:href=\"http" not in sheet and "javascript:" not in
             re.sub(r"<text:p>[^<]*</text:p>", "", sheet))
        negative = next(row["estimate"] for row in rows if row["estimate"].startswith("-"))
        that("LibreOffice: negative numbers are numbers", f'office:value-type="float" office:value="{negative}"' in sheet)
    exact = convert("fods", "44,34,76,1,,1033,false,true", "camera_days")
    if exact:
        sheet = exact.read_text(encoding="utf-8")
        that("LibreOffice: no formula in an exact table", "table:formula" not in sheet)
        that("LibreOffice: exact numbers are numbers", 'office:value-type="float" office:value="13.5"' in sheet and
             'office:value-type="float" office:value="-3"' in sheet)
    # With the first two columns as text, as docs/release.md advises: out again as it went in.
    back = convert("csv", "44,34,76,1,1/2/2/2,1033,false,true")
    if back:
        found = rows_of(back, encoding="utf-8-sig")
        that("LibreOffice: names survive", [row["site"] for row in found] == [row["site"] for row in rows],
             [(a["site"], b["site"]) for a, b in zip(found, rows) if a["site"] != b["site"]][:5])
        that("LibreOffice: numbers survive", all(row[key] == other[key] for key in ["estimate", "ci95_lower", "ci95_upper"]
                                                 for row, other in zip(found, rows)))


def check_signatures(release):
    tool = program(["minisign"], "minisign")
    if tool:
        done = subprocess.run([tool, "-Vm", "SHA256SUMS", "-p", release.parent / "sample.pub"], cwd=release, capture_output=True,
                              text=True, check=False)
        that("minisign -V", done.returncode == 0, done.stderr)
        that("minisign shows release, sequence and head", re.search(
            r"Trusted comment: hushcount release riverton-2025-01 ledger [0-9a-f]{32} sequence 3 head [0-9a-f]{64}\n", done.stdout),
            done.stdout)
    tool = program(["ssh-keygen"], "ssh-keygen")
    if not tool:
        return
    key = json.loads((release / "release.json").read_text(encoding="utf-8"))["signing_key"]["ssh"]
    signers = release.parent / "allowed_signers"
    signers.write_text(f"agency namespaces=\"hushcount\" {key}\n", encoding="utf-8")

    def verified(data):
        return subprocess.run([tool, "-Y", "verify", "-f", signers, "-I", "agency", "-n", "hushcount", "-s",
                               release / "SHA256SUMS.sig"], input=data, capture_output=True, check=False).returncode == 0
    sums = (release / "SHA256SUMS").read_bytes()
    that("ssh-keygen -Y verify", verified(sums))
    that("ssh-keygen finds a changed byte", not verified(sums.replace(b"a", b"b", 1)))


def check_refusals(spec_check, write_sample, place):
    """What a spreadsheet would run, or nobody can see, is refused wherever it would become a cell."""
    spec = json.loads(subprocess.run([write_sample], capture_output=True, text=True, check=True).stdout)

    def refused(change):
        copy = json.loads(json.dumps(spec))
        change(copy)
        path = place / "refused.json"
        path.write_text(json.dumps(copy), encoding="utf-8")
        return not subprocess.run([spec_check, path], capture_output=True, text=True, check=False).stdout.startswith("ok ")
    places = {
        "a value": lambda copy, name: copy["dimensions"]["site"].update(values=["Main", name]),
        "a value from a file": None,
        "a value given to counts": lambda copy, name: (copy["dimensions"]["side"].update(values=["East", name]),
                                                       copy["sources"]["bridge"]["counts"][1]["as"].update(side=name)),
        "a target of a mapping": lambda copy, name: copy["dimensions"].update(
            site={"column": "camera", "map": {"pairs": [["a", "A"], ["b", name]]}}),
        "what else a mapping gives": lambda copy, name: copy["dimensions"].update(
            site={"column": "camera", "map": {"pairs": [["a", "A"]], "other": name}}),
    }
    that("the spec itself is accepted", not refused(lambda copy: None))
    for what, change in places.items():
        passed = []
        for name in REFUSED:
            if change:
                good = refused(lambda copy, name=name: change(copy, name))
            elif "\n" in name or "\r" in name or name == "" or name.strip(" \t") != name:
                continue  # such a field of a domain file is another field, or is cut
            else:
                with open(place / "sites.csv", "w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows([["site"], ["Main"], [name]])
                good = refused(lambda copy: copy["dimensions"]["site"].update(values={"file": "sites.csv", "column": "site"}))
            if not good:
                passed.append(name)
        that(f"refused as {what}", not passed, passed)
    for key in ["title", "publisher", "contact", "reason", "region"]:
        passed = [name for name in REFUSED if any(c in name for c in "\n\r\t\x07\x1b\u202e\u200b\ufeff\u2028\xad") and
                  not refused(lambda copy, name=name, key=key: copy["release"].update({key: name}))]
        that(f"refused as release.{key}", not passed, passed)


def main():
    other = os.environ.get("HUSH_READERS_PYTHON")
    if other and not os.environ.get("HUSH_READERS_WITHIN"):
        sys.exit(subprocess.run([other, *sys.argv], check=False, env={**os.environ, "HUSH_READERS_WITHIN": "1"}).returncode)
    write_sample, spec_check = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="hushcount-readers-") as scratch:
        scratch = pathlib.Path(scratch)
        release = make(write_sample, scratch / "naughty", ACCEPTED)
        # As long as the others, so that labels are cut in the same places.
        tame = [(str(i) + "x" * len(name))[:max(len(name), len(str(i)))] for i, name in enumerate(ACCEPTED)]
        plain = make(write_sample, scratch / "plain", tame, "x" * len(TITLE))
        rows = check_csv(release)
        check_metadata(release, check_page(release, plain))
        check_language(release, make(write_sample, scratch / "spanish", ACCEPTED, language="es"))
        check_looked(write_sample, scratch / "looked", release)
        check_yaml(release)
        check_profile(release)
        check_dcat(write_sample, scratch / "dcat", release)
        check_signatures(release)
        check_pandas(release, rows)
        check_parquet(release, rows)
        check_long(write_sample, scratch / "long")
        check_duckdb(release, rows)
        check_sqlite(release, rows)
        check_frictionless(release)
        check_r(release, rows)
        check_office(release, rows)
        check_refusals(spec_check, write_sample, scratch)
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**COUNTS))
    sys.exit(1 if COUNTS["failed"] else 0)


main()
