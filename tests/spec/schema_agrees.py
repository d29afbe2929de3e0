"""The JSON Schema and the parser agree on structure.

Every good spec must be valid.  Every bad one must be invalid, or no JSON at all, unless its name starts with `semantic-`:
those break a rule that a schema cannot state (order, uniqueness of names, references), and must be valid in the schema,
so that the prefix is not given where the schema could have helped.
"""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def refuse_constant(name):
    raise ValueError(name)


def load(path):
    try:
        return json.loads(path.read_bytes().decode("utf-8"), parse_constant=refuse_constant)
    except ValueError:
        return None


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    folder = pathlib.Path(sys.argv[2])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = 0
    for path in sorted((folder / "good").glob("*.json")):
        for error in validator.iter_errors(load(path)):
            failures += 1
            print(f"good/{path.name}: {list(error.absolute_path)}: {error.message[:200]}")
    for path in sorted((folder / "bad").glob("*.json")):
        spec = load(path)
        valid = spec is not None and validator.is_valid(spec)
        if valid != path.name.startswith("semantic-"):
            failures += 1
            print(f"bad/{path.name}: {'valid' if valid else 'invalid'} in the schema")
    print(f"{failures} failures")
    sys.exit(1 if failures else 0)


main()
