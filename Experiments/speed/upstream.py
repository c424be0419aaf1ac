"""What people run today, for the experiment `speed`: Hugging Face's tokenizers and transformers, and
MEXA's reference procedure (the definitions of Kargaran et al. 2025), each in our own words.

Arguments: a folder with tokenizer.json, lines.json and ids.json; threads; vocabulary, width, depth,
heads and inner width of a Llama with random weights, which it writes to the folder `model`. Prints the
versions, then answers each line `<work> <count>` on standard input with seconds. `reference` and
`batched` leave their vectors in <work>.safetensors.
"""

import json
import os
import sys
import time

os.environ.update(TOKENIZERS_PARALLELISM="false", RAYON_NUM_THREADS="1", HF_HUB_OFFLINE="1",
                  TRANSFORMERS_VERBOSITY="error")
import numpy
import scipy.spatial.distance
import tokenizers
import torch
import transformers
from safetensors.torch import save_file

folder = sys.argv[1]
threads, vocabulary, width, depth, heads, inner = map(int, sys.argv[2:])
torch.set_num_threads(threads)
lines = json.load(open(f"{folder}/lines.json", encoding="utf-8"))
ids = json.load(open(f"{folder}/ids.json"))
torch.manual_seed(0)
model = transformers.LlamaForCausalLM(transformers.LlamaConfig(
    vocab_size=vocabulary, hidden_size=width, num_hidden_layers=depth, num_attention_heads=heads,
    num_key_value_heads=heads, intermediate_size=inner, tie_word_embeddings=True)).eval()
model.save_pretrained(f"{folder}/model")


def weighted(layer, mask):
    """Means of tokens weighted by position, and by whatever else the mask says."""
    weights = mask * torch.arange(1, layer.shape[1] + 1)
    return (layer * weights.unsqueeze(-1)).sum(1) / weights.sum(-1, keepdim=True)


def keep(work, means, last):
    save_file({"weighted": torch.stack(means), "last": torch.stack(last)},
              f"{folder}/{work}.safetensors")


@torch.no_grad()
def reference(count):
    """One sentence at a time through the model with its head, all states, both poolings."""
    means, last = [], []
    start = time.perf_counter()
    for sentence in ids[:count]:
        tokens = torch.tensor([sentence])
        mask = torch.ones_like(tokens)
        final = torch.zeros_like(tokens)
        final[:, -1] = 1
        states = model(input_ids=tokens, attention_mask=mask, output_hidden_states=True)
        states = states["hidden_states"]
        means.append([weighted(layer, mask).squeeze().numpy() for layer in states])
        last.append([weighted(layer, final).squeeze().numpy() for layer in states])
    taken = time.perf_counter() - start
    keep("reference", [torch.from_numpy(numpy.stack(m)) for m in means],
         [torch.from_numpy(numpy.stack(m)) for m in last])
    return taken


@torch.no_grad()
def batched(count, tokens_at_once=512):
    """Batches of sentences of like lengths, padded on the right, without the head.

    Of 4, 8 and 32 sentences, and up to 512, 1024 and 2048 tokens at once, 512 tokens were fastest.
    """
    means, last = [None] * count, [None] * count
    start = time.perf_counter()
    batches = []
    for i in sorted(range(count), key=lambda i: len(ids[i])):
        if not batches or (len(batches[-1]) + 1) * len(ids[i]) > tokens_at_once:
            batches.append([])
        batches[-1].append(i)
    for batch in batches:
        lengths = torch.tensor([len(ids[i]) for i in batch])
        tokens = torch.zeros(len(batch), int(lengths.max()), dtype=torch.long)
        for row, i in enumerate(batch):
            tokens[row, :len(ids[i])] = torch.tensor(ids[i])
        mask = (torch.arange(tokens.shape[1]) < lengths.unsqueeze(1)).long()
        weights = mask * torch.arange(1, tokens.shape[1] + 1)
        weights = (weights / weights.sum(-1, keepdim=True)).unsqueeze(1)
        states = model.model(input_ids=tokens, attention_mask=mask, output_hidden_states=True)
        rows = torch.arange(len(batch))
        pooled = torch.stack([(weights @ s).squeeze(1) for s in states["hidden_states"]], 1)
        ends = torch.stack([s[rows, lengths - 1] for s in states["hidden_states"]], 1)
        for row, i in enumerate(batch):
            means[i], last[i] = pooled[row], ends[row]
    taken = time.perf_counter() - start
    keep("batched", means, last)
    return taken


def loops(count):
    """MEXA's scores of one language at all states: cosines of all pairs in float64 by loops over
    states and sentences, then who is greater than all others of their row and column."""
    random = numpy.random.default_rng(0)
    pivot, other = random.standard_normal((2, depth + 1, count, width)).astype(numpy.float32)
    start = time.perf_counter()
    for layer in range(depth + 1):
        similar = numpy.zeros((count, count))
        for i, left in enumerate(pivot[layer]):
            for j, right in enumerate(other[layer]):
                left64, right64 = left.astype(numpy.float64), right.astype(numpy.float64)
                similar[i, j] = 1 - scipy.spatial.distance.cosine(left64, right64)
        hits = 0
        for i in range(count):
            own = similar[i, i]
            hits += (own > max(numpy.delete(similar[i], i))
                     and own > max(numpy.delete(similar[:, i], i)))
    return time.perf_counter() - start


def load(_, path=f"{folder}/tokenizer.json"):
    start = time.perf_counter()
    tokenizers.Tokenizer.from_file(path)
    return time.perf_counter() - start


def encode(batch, path):
    """A tokenizer that has seen nothing yet reads all lines."""
    tokenizer = tokenizers.Tokenizer.from_file(path)
    # As transformers reads text unless it is told to cut or pad it.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    start = time.perf_counter()
    if batch:
        found = [row.ids for row in tokenizer.encode_batch(lines)]
    else:
        found = [tokenizer.encode(line).ids for line in lines]
    taken = time.perf_counter() - start
    json.dump(found, open(f"{folder}/encoded.json", "w"))
    return taken


works = {"reference": reference, "batched": batched, "loops": loops, "load": load,
         "loop": lambda _, path=f"{folder}/tokenizer.json": encode(False, path),
         "batch": lambda _, path=f"{folder}/tokenizer.json": encode(True, path)}
print(f"transformers {transformers.__version__}, tokenizers {tokenizers.__version__}, "
      f"PyTorch {torch.__version__}", flush=True)
for line in sys.stdin:
    name, count, *path = line.rstrip("\n").split(" ", 2)
    print(works[name](int(count), *path), flush=True)
