"""Makes the files of torch.save that StoreTests read (torch 2.13.0, numpy 2): python make.py"""

import argparse
import collections
import io
import os
import pickle
import zipfile

import torch

here = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(here, name)


torch.manual_seed(0)
base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
layer = torch.nn.Linear(2, 3)
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    layer.bias.copy_(torch.tensor([-1.0, 0.5, 0.25]))
adam = torch.optim.Adam(layer.parameters(), lr=0.1)
layer(torch.ones(1, 2)).sum().backward()
adam.step()
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    layer.bias.copy_(torch.tensor([-1.0, 0.5, 0.25]))

# A training's checkpoint: the state dict carries metadata as an attribute of its OrderedDict.
torch.save(
    {"epoch": 300, "rate": 0.5, "done": True, "name": "größer", "nothing": None, "big": -(2**40),
     "state_dict": layer.state_dict(), "optimizer": adam.state_dict()},
    path("checkpoint.pth"))

# Element types, and views: transposed, sliced with an offset, sharing one storage, empty, scalar.
torch.save(
    {"types": {str(dtype).removeprefix("torch."): torch.tensor([0, 1, 3]).to(dtype)
               for dtype in (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
                             torch.float16, torch.bfloat16, torch.float32, torch.float64)},
     "bool": torch.tensor([True, False]),
     "whole": base, "transposed": base.transpose(0, 2), "slice": base[1, :, 1:3],
     "empty": torch.zeros(0, 3), "scalar": torch.tensor(7.5),
     "list": [torch.tensor([1.0]), (torch.tensor([2.0]), 5)],
     "parameter": torch.nn.Parameter(torch.tensor([1.5, -2.5]))},
    path("views.pth"))

# Refused: an object, an expanded view, the old format, a program.
torch.save({"args": argparse.Namespace(rate=1)}, path("object.pth"))
torch.save({"expanded": torch.zeros(1).expand(1000)}, path("expanded.pth"))
torch.save({"a": torch.zeros(1)}, path("old.pth"), _use_new_zipfile_serialization=False)
torch.jit.save(torch.jit.script(torch.nn.ReLU()), path("program.pth"))


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/evil",)


def archive(name, data, members=(), compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path(name), "w", compression) as file:
        for member, content in (("archive/data.pkl", data), *members):
            file.writestr(zipfile.ZipInfo(member), content, compress_type=compression)


archive("evil.pth", pickle.dumps({"a": Evil()}, protocol=2))
archive("compressed.pth", pickle.dumps({"a": 1}, protocol=2), compression=zipfile.ZIP_DEFLATED)
# A list of ten lists of ten lists …, eight deep: a hundred million numbers in a few bytes.
bomb = [0] * 10
for _ in range(8):
    bomb = [bomb] * 10
archive("bomb.pth", pickle.dumps({"a": bomb}, protocol=2))
endless = {}
endless["a"] = endless
archive("endless.pth", pickle.dumps(endless, protocol=2))
# A hundred thousand tuples, each in the next.
archive("deep.pth", b"\x80\x02N" + b"\x85" * 100_000 + b".")


class Tensor:
    """Rebuilds as a tensor of the given storage, sizes and strides."""

    def __init__(self, count, offset, size, stride):
        self.arguments = (count, offset, size, stride)


class Pickler(pickle.Pickler):
    def reducer_override(self, value):
        if isinstance(value, Tensor):
            count, offset, size, stride = value.arguments
            storage = Storage(count)
            return (torch._utils._rebuild_tensor_v2,
                    (storage, offset, size, stride, False, collections.OrderedDict()))
        return NotImplemented

    def persistent_id(self, value):
        if isinstance(value, Storage):
            return ("storage", torch.FloatStorage, "0", "cpu", value.count)
        return None


class Storage:
    def __init__(self, count):
        self.count = count


def wrong(name, *arguments):
    buffer = io.BytesIO()
    Pickler(buffer, protocol=2).dump({"a": Tensor(*arguments)})
    archive(name, buffer.getvalue(), [("archive/data/0", b"\0" * 16)])


wrong("outside.pth", 4, 2, (2, 2), (2, 1))
wrong("overflow.pth", 4, 0, (1 << 40, 1 << 40), (1, 1))
wrong("short.pth", 1 << 40, 0, (2,), (1,))
