"""Where the raw DeepCAD scripts are and how they are named: one place for all oracles.

Every script has the id `set/name`, the same id the Rust tests and the committed reports use.
"""

import gzip
import json
import pathlib


def deepcad_scripts(corpora):
    """Yields `(id, script)` for every raw DeepCAD JSON under the folder `corpora`, in a fixed order."""
    corpora = pathlib.Path(corpora)
    for name in ("cadprompt", "text2cad100"):
        with gzip.open(corpora / f"deepcad-{name}" / "models.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield f"{name}/{record['id']}", record["cad_json"]
    for path in sorted((corpora / "deepcad-rapidcadpy").glob("*.json")):
        yield f"rapidcadpy/{path.stem}", json.loads(path.read_text(encoding="utf-8"))


def write_fixture(path, value):
    """Writes `value` with one script a line, so that a change shows as changed lines."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("{\n")
        for key, entry in value.items():
            if key == "scripts":
                continue
            out.write(f"{json.dumps(key)}: {json.dumps(entry)},\n")
        out.write('"scripts": {\n')
        items = sorted(value["scripts"].items())
        for i, (key, entry) in enumerate(items):
            comma = "," if i + 1 < len(items) else ""
            out.write(f"{json.dumps(key)}: {json.dumps(entry)}{comma}\n")
        out.write("}\n}\n")
