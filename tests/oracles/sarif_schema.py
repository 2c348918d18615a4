"""Validates SARIF logs against the SARIF 2.1.0 schema: tests/fixtures/sarif_log.json, which the test suite pins, and with
RECAD, a built binary, the log of every program of tests/diagnostics and of the examples of `recad explain`.

The schema of OASIS is not part of this repository; the npm package @microsoft/jest-sarif (MIT) carries it:

    npm pack @microsoft/jest-sarif && tar xzf microsoft-jest-sarif-*.tgz
    pip install jsonschema
    python tests/oracles/sarif_schema.py package/lib/schemas/sarif-2.1.0-rtm.5.json [RECAD]
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

TESTS = pathlib.Path(__file__).parent.parent


def programs(recad: str):
    for path in sorted((TESTS / "diagnostics").glob("*.txt")):
        for index, block in enumerate(path.read_text().split("### ")[1:]):
            yield f"{path.stem} {index}.recad", block.split("\n", 1)[-1]
    explained = subprocess.run([recad, "explain", "--format", "json"], capture_output=True, text=True, check=True)
    for entry in json.loads(explained.stdout)["diagnostics"]:
        wrong = (entry.get("example") or {}).get("wrong") or {}
        if wrong.get("program"):
            yield f"{entry['name'].replace('/', '-')}.recad", wrong["program"]


def log_of_all(recad: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, text in programs(recad):
            (pathlib.Path(folder) / name).write_text(text)
            files.append(name)
        command = [recad, "check", "--format", "sarif", "--warn", "all", *files]
        return json.loads(subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout)


def main() -> int:
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    validator = jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())
    logs = {"tests/fixtures/sarif_log.json": json.loads((TESTS / "fixtures/sarif_log.json").read_text())}
    if len(sys.argv) > 2:
        logs["all mistakes"] = log_of_all(str(pathlib.Path(sys.argv[2]).resolve()))
    failed = 0
    for name, log in logs.items():
        errors = list(validator.iter_errors(log))
        for error in errors:
            print(f"{name}: {error.json_path}: {error.message}")
        print(f"{name}: {'invalid' if errors else 'valid'}, {len(log['runs'][0]['results'])} results")
        failed += len(errors)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
