"""Writes small arrays and pickles of NumPy, and a screen of two tiles as the reader of images expects it.
Made with Python 3.11 and numpy 2.4.6: python make.py"""
import io
import os
import pickle

import numpy as np
from numpy.lib import format

here = os.path.dirname(os.path.abspath(__file__))


def path(*names):
    place = os.path.join(here, *names)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    return place


def dump(value, protocol, *names, change=lambda data: data):
    with open(path(*names), "wb") as file:
        file.write(change(pickle.dumps(value, protocol)))


# Every type that is read, each with the values 0, 1 and 3 (of bool the last two are True).
for code in ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"):
    np.save(path(f"{code}.npy"), np.array([0, 1, 3]).astype(code))
cube = np.arange(24, dtype=np.uint16).reshape(4, 3, 2) * 2000
for version in ((1, 0), (2, 0), (3, 0)):
    with open(path(f"version{version[0]}.npy"), "wb") as file:
        format.write_array(file, cube, version=version)
np.save(path("scalar.npy"), np.float64(2.5))
np.save(path("empty.npy"), np.zeros((0, 3), dtype=np.float32))

# Refused: another order of elements or bytes, other elements, wrong headers and lengths.
np.save(path("columns.npy"), np.asfortranarray(cube))
np.save(path("big.npy"), cube.astype(">u2"))
np.save(path("complex.npy"), np.zeros(2, dtype=np.complex64))
np.save(path("fields.npy"), np.zeros(2, dtype=[("a", "<i4"), ("b", "<f4")]))
np.save(path("object.npy"), np.array([{}], dtype=object), allow_pickle=True)
plain = io.BytesIO()
np.save(plain, cube)
plain = plain.getvalue()
for name, change in {
    "huge": lambda data: data.replace(b"(4, 3, 2)", b"(4611686018427387904, 4611686018427387904, 2)"),
    "long": lambda data: data + b"\0",
    "short": lambda data: data[:-1],
    "version9": lambda data: data[:6] + b"\x09" + data[7:],
    "text": lambda data: b"\x92" + data[1:],
    "nothing": lambda data: data[:20],
    "overlong": lambda data: data[:6] + b"\x02\0" + b"\xff\xff\xff\x7f" + data[10:],
}.items():
    with open(path(f"{name}.npy"), "wb") as file:
        file.write(change(plain))

# Dictionaries of indices: protocols 3 (as NumPy 1 names its parts), 4 and 5, and plain lists.
indices = {"A1BG": np.array([2, 0, 5]), "nontargeting": np.array([1], dtype=np.int32),
           "none": np.array([], dtype=np.int64)}
dump(indices, 3, "indices3.pkl", change=lambda data: data.replace(b"numpy._core", b"numpy.core"))
dump(indices, 4, "indices4.pkl")
dump(indices, 5, "indices5.pkl")
dump({name: array.tolist() for name, array in indices.items()}, 4, "lists.pkl")

# Refused: other values, keys, elements, orders and calls; a list that stands under many names.
dump({"a": np.array([0.5])}, 4, "halves.pkl")
dump({"a": np.array([[1, 2]])}, 4, "matrix.pkl")
dump({"a": np.array([True])}, 4, "truths.pkl")
dump({"a": "text"}, 4, "text.pkl")
dump({1: [1]}, 4, "keys.pkl")
dump([1], 4, "list.pkl")
dump({"a": np.array(["b"], dtype=object)}, 4, "objects.pkl")
dump({"a": np.array([1], dtype=">i8")}, 4, "big.pkl")
dump({"a": np.array([1, 2, 3])}, 4, "torn.pkl",
     change=lambda data: data.replace(b"K\x03\x85", b"K\x04\x85"))


class Call:
    def __reduce__(self):
        return os.getcwd, ()


dump({"a": Call()}, 4, "call.pkl")
many = list(range(6000))
dump({str(name): many for name in range(2900)}, 4, "many.pkl")

# A screen: images of 2 channels, 3 x 3, whose pixels tell where they come from; six genes and a tile
# without perturbations.
screen = path("screen", "processed", "plate", "A1", "")
genes = ["ATR", "BRCA1", "CDK1", "DTL", "MTOR", "nontargeting"]
for tile, (count, dtype) in enumerate([(14, np.uint16), (10, np.uint16)]):
    images = (1000 * tile + 100 * np.arange(count)).reshape(-1, 1, 1, 1) + np.arange(18).reshape(2, 3, 3)
    np.save(path(screen, f"tile{tile}", "single_cell_images.npy"), images.astype(dtype))
    found = {gene: np.flatnonzero(np.arange(count) % 6 == place) for place, gene in enumerate(genes)}
    dump(found, 4, screen, f"tile{tile}", "pert_indices.pkl")
np.save(path(screen, "tile2", "single_cell_images.npy"), np.zeros((1, 2, 3, 3), dtype=np.uint16))
