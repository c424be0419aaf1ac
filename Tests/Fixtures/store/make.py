"""Makes the fixtures of the store's tests, in this folder.

Made with Python 3.11, h5py 3.16 (HDF5 2.0), numpy 2.4, safetensors 0.8, torch 2.13.
Run: python3 make.py
"""

import json
import os

import h5py
import numpy as np
import torch
from safetensors.torch import save_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))

# A group that lies in itself, one under two names, and links that lead nowhere.
with h5py.File("loop.h5", "w") as f:
    f["a/numbers"] = np.arange(3)
    f["a/self"] = f["a"]
    f["b"] = f["a"]
    f["a/void"] = h5py.SoftLink("/none")
    f["outside"] = h5py.ExternalLink("none.h5", "/x")

# h5py's own defaults: the oldest format, links sorted by name, strings of variable length.
with h5py.File("types.h5", "w") as f:
    for name in "i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 >i4 >f8".split():
        f[name] = np.array([0, 1, 2, 100], dtype=name)
    f["grid"] = np.arange(24, dtype="i4").reshape(2, 3, 4)
    f["truth"] = np.array([True, False, True])
    f["words"] = ["one", "", "größer", "数"]
    f["fixed"] = np.array([b"ab", b"c", b""], dtype="S4")
    f["word"] = "alone"
    f["number"] = 2.5
    f["empty"] = np.zeros((0, 3))
    f["nothing"] = h5py.Empty("f4")
    f["odd numbers"] = np.array([np.nan, np.inf, -np.inf, -0.0])
    f.create_dataset(
        "packed", data=np.arange(10000) % 7, chunks=(1000,), compression="gzip", shuffle=True,
        fletcher32=True)
    f.create_dataset("unwritten", shape=(1 << 40,), chunks=(1024,), dtype="f8")
    f["pairs"] = np.zeros(2, dtype=[("a", "i4"), ("b", "f8")])
    brain = h5py.h5t.IEEE_F32LE.copy()
    brain.set_fields(15, 7, 8, 0, 7)
    brain.set_precision(16)
    brain.set_size(2)
    brain.set_ebias(127)
    d = h5py.h5d.create(f.id, b"bfloat16", brain, h5py.h5s.create_simple((3,)))
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1.5, -2, 3.25], dtype="f4"))
    f.attrs["text"] = "größer"
    f.attrs["count"] = 3
    f.attrs["rates"] = [0.5, 0.25]
    f.attrs["truth"] = True
    f.create_group("deep/er")["x"] = [1, 2]

tensors = {
    "a.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3),
    "a.half": torch.tensor([1.5, -2.0], dtype=torch.float16),
    "a.brain": torch.tensor([[1.5], [-2.0], [3.25]], dtype=torch.bfloat16),
    "ids": torch.tensor([1, -2, 3], dtype=torch.int64),
    "mask": torch.tensor([True, False]),
    "scalar": torch.tensor(7.0, dtype=torch.float64),
    "empty": torch.zeros(0, 4),
}
save_file(tensors, "single.safetensors", metadata={"format": "pt"})

os.makedirs("sharded", exist_ok=True)
shards = [sorted(tensors)[0::2], sorted(tensors)[1::2]]
weight_map = {}
for number, keys in enumerate(shards, 1):
    name = f"model-{number:05}-of-00002.safetensors"
    save_file({key: tensors[key] for key in keys}, f"sharded/{name}", metadata={"format": "pt"})
    weight_map |= {key: name for key in keys}
with open("sharded/model.safetensors.index.json", "w") as f:
    size = sum(t.numel() * t.element_size() for t in tensors.values())
    json.dump({"metadata": {"total_size": size}, "weight_map": weight_map}, f, indent=1)
