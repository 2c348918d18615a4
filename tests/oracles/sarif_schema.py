"""Validates tests/fixtures/sarif_log.json, the log that the test suite pins, against the SARIF 2.1.0 schema.

The schema of OASIS is not part of this repository; the npm package @microsoft/jest-sarif (MIT) carries it:

    npm pack @microsoft/jest-sarif && tar xzf microsoft-jest-sarif-*.tgz
    pip install jsonschema
    python tests/oracles/sarif_schema.py package/lib/schemas/sarif-2.1.0-rtm.5.json [LOG...]
"""

import json
import pathlib
import sys

import jsonschema

FIXTURE = pathlib.Path(__file__).parent.parent / "fixtures" / "sarif_log.json"


def main() -> int:
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    failed = 0
    for path in sys.argv[2:] or [str(FIXTURE)]:
        errors = list(validator.iter_errors(json.loads(pathlib.Path(path).read_text())))
        for error in errors:
            print(f"{path}: {error.json_path}: {error.message}")
        print(f"{path}: {'invalid' if errors else 'valid'}")
        failed += len(errors)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
