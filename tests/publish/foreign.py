"""Reads a release with other people's readers: the page as HTML, the tables as CSV, the metadata as JSON.

usage: foreign.py WRITE_SAMPLE
"""
import csv
import hashlib
import html.parser
import json
import pathlib
import subprocess
import sys
import tempfile

VOID = {"meta", "br", "link", "img", "hr", "input"}
NAMES = ['Main, 4th "old"', "<script>alert(1)</script>", "Harbor \U0001f693 Brücke", "O'Neil & Sons"]


class Page(html.parser.HTMLParser):
    """Balanced tags, unique ids, headings in order, and labels that lead somewhere."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.refs, self.links = [], set(), [], []
        self.level, self.text, self.captions, self.tables = 0, [], 0, 0
        self.in_data, self.data = False, ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        assert tag not in {"iframe", "object", "img", "form"}, tag
        if tag == "script":
            assert attrs == {"type": "application/ld+json"} and not self.data, attrs
            self.in_data = True
        assert not any(name.startswith("on") for name in attrs), attrs
        if "id" in attrs:
            assert attrs["id"] not in self.ids, "id twice: " + attrs["id"]
            self.ids.add(attrs["id"])
        self.refs += attrs.get("aria-labelledby", "").split()
        if "href" in attrs:
            self.links.append(attrs["href"])
        if tag in {"h1", "h2", "h3"}:
            level = int(tag[1])
            assert level <= self.level + 1, "heading out of order"
            self.level = level
        self.captions += tag == "caption"
        self.tables += tag == "table"
        if tag == "th":
            assert attrs.get("scope") in {"col", "row"}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:], self.getpos())
        self.open.pop()
        self.in_data = False

    def handle_data(self, data):
        if self.in_data:
            self.data += data
        else:
            self.text.append(data)


def check_page(folder):
    page = Page()
    page.feed((folder / "index.html").read_text(encoding="utf-8"))
    page.close()
    assert not page.open, page.open
    assert page.tables == page.captions > 4
    missing = [ref for ref in page.refs if ref not in page.ids]
    assert not missing, missing
    text = " ".join(page.text)
    for name in NAMES:
        assert name in text, name
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids, link
        elif not link.startswith("mailto:"):
            assert (folder / link).is_file(), link


def check_tables(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    statement = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    spec = statement["spec"]
    computed = [t["name"] for t in spec["tables"] if t["measure"] in ("ratio", "share", "mean")]
    exact = [t["name"] for t in spec["exact"] if "columns" in t]
    assert computed and exact
    assert [r["name"] for r in package["resources"]] == [t["name"] for t in statement["tables"]] + computed + exact
    for resource, table in zip(package["resources"], statement["tables"]):
        path = folder / resource["path"]
        raw = path.read_bytes()
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == "sha256:" + hashlib.sha256(raw).hexdigest()
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert rows[0] == fields
        assert len(rows) == 1 + table["cells"]
        for row in rows[1:]:
            row = dict(zip(fields, row, strict=True))
            assert int(row["ci95_lower"]) == int(row["estimate"]) - table["moe95"]
            assert int(row["ci95_upper"]) == int(row["estimate"]) + table["moe95"]
            assert row["status"] == "published"
        if "site" in fields:
            column = fields.index("site")
            assert list(dict.fromkeys(row[column] for row in rows[1:])) == NAMES


def check_sums(folder):
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def check_pandas(folder):
    try:
        import pandas
    except ImportError:
        return
    frame = pandas.read_csv(folder / "tables" / "scans_by_site_day.csv")
    assert list(frame["site"].unique()) == NAMES
    assert frame["estimate"].dtype.kind == "i"


def main():
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.argv[1], place], check=True)
        folder = pathlib.Path(place) / "release"
        check_page(folder)
        check_tables(folder)
        check_sums(folder)
        check_pandas(folder)


main()
