"""Checks specs by the JSON Schema that `bondlab stages --format json-schema` prints.

    python3 Tests/check_schema.py [BONDLAB]

BONDLAB is the program, ./bondlab where left out. All specs in Experiments must pass, and of those in
Tests/StagesTests/Golden/broken the ones named below must fail. Ends with 1 where one does otherwise,
and with 0 and a line that says so where Python lacks `jsonschema` or `yaml` (PyPI: jsonschema,
pyyaml). With `--verbose` it tells of each spec what the schema says first.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

try:
    import jsonschema
    import yaml
except ImportError as error:
    print(f"skipped: {error}; install jsonschema and pyyaml to check the schema")
    sys.exit(0)

ROOT = Path(__file__).resolve().parent.parent
BROKEN = ROOT / "Tests/StagesTests/Golden/broken"

# Broken specs whose mistake shows at its place, without a look at what names lead to.
CAUGHT = """
about-is-a-list above-the-range axis-is-a-number axis-of-lists bad-stage-name bad-variable-name
below-the-range boolean-for-text dataset-without-kind empty-axis empty-stages
experiment-with-spaces fraction-for-whole-number list-for-number mapping-for-number
measure-without-metric missing-experiment missing-kind missing-option-of-dataset
missing-stages misspelt-choice misspelt-precision null-stage number-for-choice number-for-mapping
option-of-another-optimizer quoted-number random-is-a-list random-with-unknown-key
random-without-count range-of-two-numbers shell-environment-is-a-list sweep-is-a-list
stage-is-a-text table-is-a-text table-named-results tables-are-a-list text-for-boolean
text-for-list text-for-number unknown-dataset unknown-key unknown-key-of-table unknown-kind
unknown-optimizer unknown-option unknown-option-of-dataset unknown-sharing
""".split()

WORDS = {"": None, "~": None}
for value, names in ((None, ["null"]), (True, ["true", "yes", "on"]), (False, ["false", "no", "off"])):
    for name in names:
        WORDS.update({name: value, name.upper(): value, name.capitalize(): value})

WHOLE = re.compile(r"[-+]?([1-9][0-9_]*|0)")
FRACTION = re.compile(r"[-+]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(e[-+]?[0-9]+)?", re.IGNORECASE)


def plain(text):
    """What a plain scalar means to bondlab: PyYAML reads 1e-4 as text, 012 as ten, 1:30 as ninety."""
    if text in WORDS:
        return WORDS[text]
    if re.fullmatch(r"[-+]?0x[0-9a-fA-F]+", text):
        return int(text, 16)
    if WHOLE.fullmatch(text):
        return int(text.replace("_", ""))
    if FRACTION.fullmatch(text) and not re.fullmatch(r"[-+]?[0-9_]+", text):
        return float(text.replace("_", ""))
    return text


class SpecLoader(yaml.SafeLoader):
    """Reads YAML as bondlab does: words and numbers of its own, keys as they are written."""

    def construct_mapping(self, node, deep=False):
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


SpecLoader.yaml_implicit_resolvers = {"<": [("tag:yaml.org,2002:merge", re.compile("<<"))]}
SpecLoader.add_constructor(
    "tag:yaml.org,2002:str",
    lambda loader, node: plain(node.value) if node.style is None else node.value,
)


def first_error(validator, path):
    """What the schema says of a spec first; None where nothing."""
    spec = yaml.load(path.read_text(encoding="utf-8"), SpecLoader)
    error = jsonschema.exceptions.best_match(validator.iter_errors(spec))
    return error and f"{'/'.join(map(str, error.absolute_path))}: {error.message[:120]}"


def main(arguments):
    is_verbose = "--verbose" in arguments
    program = next((word for word in arguments if not word.startswith("--")), str(ROOT / "bondlab"))
    text = subprocess.run(
        [program, "stages", "--format", "json-schema"], check=True, capture_output=True, text=True
    ).stdout
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = sorted((ROOT / "Experiments").rglob("*.yaml"))
    wrong = []
    for path in good + [BROKEN / f"{name}.yaml" for name in CAUGHT]:
        error = first_error(validator, path)
        if is_verbose:
            print(f"{path.relative_to(ROOT)}: {error or 'passes'}")
        if (error is None) != (path in good):
            wrong.append(f"{path.relative_to(ROOT)}: {error or 'passes, though it is broken'}")
    print("\n".join(wrong + [f"{len(good)} specs to pass, {len(CAUGHT)} to fail; {len(wrong)} don't"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
