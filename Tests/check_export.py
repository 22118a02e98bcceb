"""Loads exported models with Transformers and compares what they compute with what is expected.

    python3 Tests/check_export.py FOLDER...

Each folder is one that `bondlab model export` wrote, with a file `expected.json` beside its own:
{"sequences": [{"ids": [...], "segments": [...], "scores": [...]}], "texts": [{"text": ..., "ids":
[...]}]}. Scores are what the class that the configuration names puts out, row-major: logits, or the
last hidden states of a model without a head. Prints a line for each folder and ends with 1 if a
relative difference, to the largest expected entry, is above 1e-4, if a tensor is missing, unexpected
or misshapen, or if a text is cut otherwise.
"""

import json
import sys
from pathlib import Path

import torch
import transformers

LARGEST_DIFFERENCE = 1e-4


def scores(output):
    """The first thing that a model puts out, as a flat tensor in double precision."""
    if hasattr(output, "start_logits"):
        return torch.stack([output.start_logits, output.end_logits], -1).double().flatten()
    values = output.logits if hasattr(output, "logits") else output.last_hidden_state
    return values.double().flatten()


def check_tokens(folder, texts):
    """The texts that the exported tokenizer cuts otherwise than expected."""
    if not texts:
        return []
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    return [case["text"] for case in texts if tokenizer(case["text"])["input_ids"] != case["ids"]]


def check(folder):
    """What is wrong with a folder, and the largest relative difference."""
    expected = json.loads((folder / "expected.json").read_text())
    name = json.loads((folder / "config.json").read_text())["architectures"][0]
    model, loading = getattr(transformers, name).from_pretrained(folder, output_loading_info=True)
    model.eval()
    # A pooler without a head, or a second head, is there for other classes to load.
    allowed = ("pooler.", "bert.pooler.", "albert.pooler.", "cls.", "predictions.")
    spare = [key for key in loading["unexpected_keys"] if not key.startswith(allowed)]
    missing = [key for key in loading["missing_keys"] if "pooler." not in key]
    problems = [
        f"{what}: {', '.join(map(str, keys))}"
        for what, keys in [
            ("missing", missing),
            ("unexpected", spare),
            ("misshapen", loading["mismatched_keys"]),
            ("cut otherwise", check_tokens(folder, expected.get("texts"))),
        ]
        if keys
    ]
    worst = 0.0
    for case in expected["sequences"]:
        ids = torch.tensor([case["ids"]])
        segments = torch.tensor([case["segments"]])
        with torch.no_grad():
            found = scores(model(input_ids=ids, token_type_ids=segments))
        wanted = torch.tensor(case["scores"], dtype=torch.float64)
        if found.shape != wanted.shape:
            problems.append(f"{found.numel()} scores rather than {wanted.numel()}")
            continue
        difference = (found - wanted).abs().max() / wanted.abs().max()
        worst = max(worst, float(difference))
    if not worst <= LARGEST_DIFFERENCE:
        problems.append(f"scores differ by {worst:.1e}")
    return name, worst, problems


def main(folders):
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)
    failed = False
    for folder in map(Path, folders):
        name, worst, problems = check(folder)
        failed = failed or bool(problems)
        print(f"{folder.name}: {name}, {worst:.1e}{''.join(f'; {each}' for each in problems)}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
