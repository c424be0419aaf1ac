"""Writes small .h5ad files in the layouts that AnnData documents: 0.1.0 encodings of X, and the older
shared categories. Made with h5py 3 and numpy 2."""
import h5py
import numpy as np

X = np.array([[0, 1.5, 0], [2, 0, 3], [0, 0, 0], [4, 5, 6], [0, 0, -7]], dtype=np.float32)
DATA = np.array([1.5, 2, 3, 4, 5, 6, -7], dtype=np.float32)
INDICES = np.array([1, 0, 2, 0, 1, 2, 2], dtype=np.int32)
STARTS = np.array([0, 1, 3, 3, 6, 7], dtype=np.int32)
GENES = ["MYC", "TP53", "control"]
CODES = np.array([1, -1, 0, 1, 2], dtype=np.int8)
TEXT = h5py.string_dtype()


def sparse(file, kind, indices=INDICES, starts=STARTS):
    x = file.create_group("X")
    x.attrs["encoding-type"] = kind
    x.attrs["shape"] = np.array([5, 3])
    x["data"], x["indices"], x["indptr"] = DATA, indices, starts


def obs(file, old=False):
    group = file.create_group("obs")
    group.attrs["_index"] = "_index"
    group["_index"] = np.array([f"cell{i}" for i in range(5)], dtype=TEXT)
    group["clone"] = np.array([3, 1, 3, 2, 2])
    group["well"] = np.array(["a1", "a2", "b1", "b2", "c1"], dtype=TEXT)
    if old:
        group["gene"] = CODES
        group["__categories/gene"] = np.array(GENES, dtype=TEXT)
    else:
        gene = group.create_group("gene")
        gene.attrs["encoding-type"] = "categorical"
        gene["codes"], gene["categories"] = CODES, np.array(GENES, dtype=TEXT)


with h5py.File("dense.h5ad", "w") as file:
    file["X"] = X
    obs(file)
with h5py.File("csr.h5ad", "w") as file:
    sparse(file, "csr_matrix")
    obs(file)
with h5py.File("old.h5ad", "w") as file:
    sparse(file, "csr_matrix")
    obs(file, old=True)
with h5py.File("csc.h5ad", "w") as file:
    sparse(file, "csc_matrix")
    obs(file)
with h5py.File("torn.h5ad", "w") as file:
    sparse(file, "csr_matrix", starts=STARTS[:-1])
    obs(file)
with h5py.File("outside.h5ad", "w") as file:
    sparse(file, "csr_matrix", indices=np.array([1, 0, 3, 0, 1, 2, 2], dtype=np.int32))
    obs(file)
