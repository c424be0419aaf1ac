"""The PyTorch side of the experiment `speed`, on one thread.

Prints its version, then answers each line `<work> <count>` on standard input with the seconds that
one of `count` runs of the work takes. The work is that of TrainingStep.swift.
"""

import sys
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)

a, b = torch.randn(4), torch.randn(4)
inputs, targets = torch.randn(32, 32), torch.randint(0, 10, (32,))


def step(**options):
    network = torch.nn.Sequential(
        torch.nn.Linear(32, 64), torch.nn.ReLU(),
        torch.nn.Linear(64, 64), torch.nn.ReLU(),
        torch.nn.Linear(64, 10),
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, **options)

    def run():
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(inputs), targets)
        loss.backward()
        optimiser.step()

    return run


works = {"operator": lambda: a + b, "step": step(), "fused-step": step(fused=True)}
print(torch.__version__, flush=True)
for line in sys.stdin:
    name, count = line.split()
    work, count = works[name], int(count)
    start = time.perf_counter()
    for _ in range(count):
        work()
    print((time.perf_counter() - start) / count, flush=True)
