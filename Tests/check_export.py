"""Loads exported models with Transformers and compares what they compute with what is expected.

    python3 Tests/check_export.py FOLDER...

Each folder is one that `bondlab model export` wrote, with a file `expected.json` beside its own:
{"sequences": [{"ids": [...], "segments": [...], "scores": [...]}], "texts": [{"text": ..., "pair":
..., "ids": [...], "segments": [...], "scores": [...]}]}. Scores are what the class that the
configuration names puts out, row-major: logits, or the last hidden states of a model without a head.
Texts, alone or in pairs, go the way of somebody who has the folder alone: cut by AutoTokenizer and
scored by AutoModel or the like, one by one and padded to one batch. Prints a line for each folder and
ends with 1 if a relative difference, to the largest expected entry, is above 1e-4, if a tensor is
missing, unexpected or misshapen, if a text is cut otherwise or lacks its segments.
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


def difference(found, case):
    """The largest relative difference of scores; infinite where there are more or fewer."""
    wanted = torch.tensor(case["scores"], dtype=torch.float64)
    if found.shape != wanted.shape:
        return float("inf")
    return float((found - wanted).abs().max() / wanted.abs().max())


def auto_class(name):
    """The class of Transformers that finds a class such as BertForMaskedLM by the configuration."""
    kind = name.removeprefix("Albert").removeprefix("Bert").removeprefix("Model")
    return getattr(transformers, f"AutoModel{kind}")


def check_texts(folder, name, texts):
    """What is wrong with texts that go through the folder alone, and the largest difference."""
    if not texts:
        return [], 0.0
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = auto_class(name).from_pretrained(folder).eval()
    problems, worst = [], 0.0
    for case in texts:
        inputs = tokenizer(case["text"], case.get("pair"), return_tensors="pt")
        if inputs["input_ids"].tolist() != [case["ids"]]:
            problems.append(f"{case['text']} is cut otherwise")
            continue
        if inputs.get("token_type_ids", torch.tensor([])).tolist() != [case["segments"]]:
            problems.append(f"{case['text']} has other segments")
        with torch.no_grad():
            worst = max(worst, difference(scores(model(**inputs)), case))
    if problems:
        return problems, worst
    batch = tokenizer(
        [case["text"] for case in texts],
        [case.get("pair") or "" for case in texts] if all("pair" in case for case in texts) else None,
        padding=True,
        return_tensors="pt",
    )
    with torch.no_grad():
        output = model(**batch)
    for row, case in enumerate(texts):
        if "pair" in case and not all("pair" in each for each in texts):
            continue
        worst = max(worst, difference(row_scores(output, row, len(case["ids"])), case))
    return problems, worst


def row_scores(output, row, length):
    """The scores of a sequence of a padded batch, without those of its padding."""
    if hasattr(output, "start_logits"):
        ends = torch.stack([output.start_logits[row], output.end_logits[row]], -1)
        return ends[:length].double().flatten()
    values = output.logits if hasattr(output, "logits") else output.last_hidden_state
    return (values[row] if values.dim() == 2 else values[row, :length]).double().flatten()


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
        ]
        if keys
    ]
    spoken, worst = check_texts(folder, name, expected.get("texts"))
    problems += spoken
    for case in expected["sequences"]:
        ids = torch.tensor([case["ids"]])
        segments = torch.tensor([case["segments"]])
        with torch.no_grad():
            found = scores(model(input_ids=ids, token_type_ids=segments))
        worst = max(worst, difference(found, case))
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
