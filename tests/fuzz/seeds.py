"""Fills tests/fuzz/corpus: what the fuzzer starts from.

    python tests/fuzz/seeds.py [CORPORA]

Programs of the library, the corpus, the mistakes with snapshots and the conformance suite; DeepCAD scripts from the small
set of the tests and, when CORPORA names the folder of raw scripts, from there.
"""

import gzip
import hashlib
import json
import pathlib
import re
import sys

FUZZ = pathlib.Path(__file__).parent
ROOT = FUZZ.parent.parent
PROGRAMS = ["syntax", "format", "check", "program"]
LONGEST = 16 << 10


def programs():
    for folder in ["stdlib", "corpus", "src", "tests"]:
        for path in sorted((ROOT / folder).rglob("*.recad")):
            if "fuzz" not in path.parts:
                yield path.read_text(errors="replace")
    for path in sorted((ROOT / "tests/conformance").rglob("*.cases")):
        for case in ("\n" + path.read_text()).split("\n=== ")[1:]:
            program = case.split("\n---\n")[0].split("\n", 2)[-1]
            yield re.sub(r"<<<\d+ (.*?)>>>", r"\1\1\1", program, flags=re.S)


def scripts():
    yield (ROOT / "tests/fixtures/deepcad_small.json").read_text()
    for corpora in sys.argv[1:]:
        for path in sorted(pathlib.Path(corpora).glob("deepcad-*/*.jsonl.gz")):
            with gzip.open(path, "rt") as lines:
                yield from (json.dumps(json.loads(line)["cad_json"]) for line in lines)
        for path in sorted(pathlib.Path(corpora).glob("deepcad-*/*.json")):
            yield path.read_text()


def write(target: str, texts) -> None:
    folder = FUZZ / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for text in texts:
        data = text.encode()
        if len(data) <= LONGEST:
            (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)
            count += 1
    print(f"{target}: {count} seeds")


for target in PROGRAMS:
    write(target, programs())
write("deepcad", scripts())
