"""Writes small .h5ad files in the layouts that AnnData documents: 0.1.0 encodings of X and of a matrix of
clones, and the older shared categories. Made with h5py 3.16.0 and numpy 2.4.6: python make.py"""
import h5py
import numpy as np

X = np.array([[0, 1.5, 0], [2, 0, 3], [0, 0, 0], [4, 5, 6], [0, 0, -7]], dtype=np.float32)
DATA = np.array([1.5, 2, 3, 4, 5, 6, -7], dtype=np.float32)
INDICES = np.array([1, 0, 2, 0, 1, 2, 2], dtype=np.int32)
STARTS = np.array([0, 1, 3, 3, 6, 7], dtype=np.int32)
GENES = ["MYC", "TP53", "control"]
CODES = np.array([1, -1, 0, 1, 2], dtype=np.int8)
TEXT = h5py.string_dtype()


def sparse(file, kind, indices=INDICES, starts=STARTS, name="X", data=DATA, shape=(5, 3)):
    x = file.create_group(name)
    x.attrs["encoding-type"] = kind
    x.attrs["shape"] = np.array(shape)
    x["data"], x["indices"], x["indptr"] = data, indices, starts


def obs(file, old=False):
    var = file.create_group("var")
    var.attrs["_index"] = "name"
    var["name"] = np.array([f"variable{i}" for i in range(3)], dtype=TEXT)
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
    sparse(file, "csc_matrix", data=np.array([2, 4, 1.5, 5, 3, 6, -7], dtype=np.float32),
           indices=np.array([1, 3, 0, 3, 1, 3, 4]), starts=np.array([0, 2, 4, 7]))
    obs(file)
with h5py.File("torn.h5ad", "w") as file:
    sparse(file, "csr_matrix", starts=STARTS[:-1])
    obs(file)
with h5py.File("outside.h5ad", "w") as file:
    sparse(file, "csr_matrix", indices=np.array([1, 0, 3, 0, 1, 2, 2], dtype=np.int32))
    obs(file)

# Clones 0 and 2 of four cells and two, cell 1 in both; clone 1 has an explicit 0 only, clone 3 nothing.
CLONES = np.array([[1, 0, 0, 0], [1, 0, 2, 0], [1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]], dtype=np.int32)
with h5py.File("clones.h5ad", "w") as file:
    sparse(file, "csr_matrix")
    obs(file)
    sparse(file, "csr_matrix", name="obsm/X_clone", shape=(5, 4), data=np.array([1, 1, 2, 1, 0, 1, 1]),
           indices=np.array([0, 0, 2, 0, 1, 2, 0]), starts=np.array([0, 1, 3, 5, 6, 7]))
    sparse(file, "csc_matrix", name="obsm/columns", shape=(5, 4), data=np.array([1, 1, 1, 1, 0, 2, 1]),
           indices=np.array([4, 0, 1, 2, 2, 1, 3]), starts=np.array([0, 4, 5, 7, 7]))
    file["obsm/dense"] = CLONES
    file["obsm/short"] = CLONES[:4]
    sparse(file, "csc_matrix", name="obsm/outside", shape=(5, 4), data=np.array([1]),
           indices=np.array([5]), starts=np.array([0, 0, 1, 1, 1]))
    frame = file.create_group("obsm/frame")
    frame.attrs["encoding-type"] = "dataframe"
# More columns of X than are described: what a damaged shape would ask memory for.
with h5py.File("wide.h5ad", "w") as file:
    sparse(file, "csr_matrix", shape=(5, 1 << 40))
    obs(file)
