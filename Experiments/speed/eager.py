"""The PyTorch side of the experiment `speed`: seconds of a tiny operator and of a training step.

Prints one JSON object with the median seconds of each, on one thread. The work is the same as in
operators.swift: adding two vectors of four elements, and one AdamW step of a perceptron
32-64-64-10 on a batch of 32.
"""

import json
import statistics
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)


def median_seconds(repeats, inner, work):
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(inner):
            work()
        times.append((time.perf_counter() - start) / inner)
    return statistics.median(times)


a, b = torch.randn(4), torch.randn(4)

network = torch.nn.Sequential(
    torch.nn.Linear(32, 64), torch.nn.ReLU(),
    torch.nn.Linear(64, 64), torch.nn.ReLU(),
    torch.nn.Linear(64, 10),
)
optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3)
inputs, targets = torch.randn(32, 32), torch.randint(0, 10, (32,))


def step():
    optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(network(inputs), targets)
    loss.backward()
    optimiser.step()


print(json.dumps({
    "version": torch.__version__,
    "operator": median_seconds(21, 5_000, lambda: a + b),
    "step": median_seconds(21, 200, step),
}))
