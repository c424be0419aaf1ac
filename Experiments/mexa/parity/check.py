"""Compares scores of `mexa --preset full --export` with the reference procedure on Hugging Face's states.

The procedure, as the paper's scripts have it: each stripped line alone through the tokenizer with its
special tokens and through the model in float32; at every layer the mean weighted by position 1...T and
the last token; per pair one cosine distance of scipy on float32 vectors; a sentence scores where its
similarity is strictly greater than all others of its row and its column. An encoder's last token is
the [SEP] that its tokenizer adds.

Because scipy rounds each cosine to float32, which breaks or makes ties, the same states are also scored
with cosines in float64. Where scores differ, the margins that decide the sentences in question are
printed: how far the diagonal is from the best other cosine, in float64.

    python Experiments/mexa/parity/check.py --model data/models/all-MiniLM-L6-v2 --data data/flores \
        --scores <export folder>/all-MiniLM-L6-v2/eng_Latn --table Experiments/mexa/parity/minilm.csv

Made with Python 3.11, torch 2.13.0, transformers 5.23.0, scipy 1.17.1, numpy 2.4.6.
"""

import argparse
import csv
import json
import pathlib

import numpy
import torch
import transformers
from scipy.spatial.distance import cosine

POOLINGS = {"weighted": "embd_weighted", "last": "embd_lasttoken"}


def embed(model, tokenizer, line):
    """Both pooled vectors at every layer, float32 [layers, width] each."""
    inputs = tokenizer(line.strip(), return_tensors="pt")
    with torch.no_grad():
        states = torch.stack(model(**inputs, output_hidden_states=True).hidden_states)[:, 0]
    weights = torch.arange(1, states.shape[1] + 1, dtype=torch.float32)
    return dict(
        weighted=((states * weights[:, None]).sum(1) / weights.sum()).numpy(),
        last=states[:, -1].numpy())


def reference_cosines(left, right):
    return numpy.array([[1 - cosine(a, b) for b in right] for a in left])


def exact_cosines(left, right):
    left, right = left.astype(numpy.float64), right.astype(numpy.float64)
    left /= numpy.linalg.norm(left, axis=1, keepdims=True)
    right /= numpy.linalg.norm(right, axis=1, keepdims=True)
    return left @ right.T


def margins(cosines):
    """By how much each diagonal cosine exceeds the best other of its row and column."""
    others = cosines.copy()
    numpy.fill_diagonal(others, -numpy.inf)
    return numpy.diag(cosines) - numpy.maximum(others.max(0), others.max(1))


def main():
    parser = argparse.ArgumentParser()
    for name in "model", "data", "scores", "table":
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--pivot", default="eng_Latn")
    parser.add_argument("--sentences", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = transformers.AutoTokenizer.from_pretrained(options.model)
    model = transformers.AutoModel.from_pretrained(options.model, dtype=torch.float32).eval()

    texts = sorted(options.data.glob("*.devtest"))
    vectors = {}
    for text in texts:
        lines = text.read_text(encoding="utf-8").split("\n")[:options.sentences]
        found = [embed(model, tokenizer, line) for line in lines]
        vectors[text.name.split(".")[0]] = {
            pooling: numpy.stack([each[pooling] for each in found], 1) for pooling in POOLINGS}

    rows, worst = [], {"reference": 0, "float64": 0}
    differing = {"reference": 0, "float64": 0}
    count = 0
    for language, pooled in vectors.items():
        for pooling, folder in POOLINGS.items():
            ours = json.loads((options.scores / folder / f"{language}.json").read_text())
            assert len(ours) == len(pooled[pooling]), (language, len(ours))
            for layer, left in enumerate(pooled[pooling]):
                right = vectors[options.pivot][pooling][layer]
                exact = margins(exact_cosines(left, right))
                rough = margins(reference_cosines(left, right))
                hits = round(ours[str(layer)] * len(left))
                theirs = dict(reference=int((rough > 0).sum()), float64=int((exact > 0).sum()))
                for kind, wins in theirs.items():
                    differing[kind] += wins != hits
                    worst[kind] = max(worst[kind], abs(wins - hits))
                if len({hits, *theirs.values()}) > 1:
                    near = sorted(exact, key=abs)[:3]
                    print(language, pooling, layer, "ours", hits, theirs, "margins",
                          " ".join(f"{margin:.1e}" for margin in near))
                rows.append([language, pooling, layer, hits, theirs["reference"], theirs["float64"]])
                count += 1
    with options.table.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["language", "pooling", "layer", "ours", "reference", "float64"])
        writer.writerows(rows)
    for kind in worst:
        print(f"{kind}: {differing[kind]} of {count} scores differ, by {worst[kind]} sentences at most")


if __name__ == "__main__":
    main()
