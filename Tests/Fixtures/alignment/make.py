"""Makes alignment.json: what alignment scores and rival similarities must be.

python make.py   (made with numpy 2.4.6, scipy 1.17.1)

The scores follow the definition of MEXA (arXiv 2410.05873) pair by pair, with scipy's cosine on
float32 vectors and Python's max, whose behaviour with NaN depends on the order.
"""

import json
import pathlib

import numpy as np
from scipy.spatial.distance import cosine, pdist
from scipy.stats import spearmanr


def score(matrix):
    """The share of diagonal entries strictly above Python's max of their row and of their column."""
    won = 0
    for i in range(len(matrix)):
        row = [matrix[i][j] for j in range(len(matrix)) if j != i]
        column = [matrix[j][i] for j in range(len(matrix)) if j != i]
        won += bool(matrix[i][i] > max(row) and matrix[i][i] > max(column))
    return won / len(matrix)


def listed(array):
    """Nested lists in which NaN is null."""
    if np.ndim(array) == 0:
        return None if np.isnan(array) else float(array)
    return [listed(part) for part in array]


def cka(x, y):
    x, y = (v.astype(np.float64) - v.mean(0, dtype=np.float64) for v in (x, y))
    norm = np.linalg.norm
    return norm(y.T @ x) ** 2 / (norm(x.T @ x) * norm(y.T @ y))


def rsa(x, y):
    return spearmanr(pdist(x.astype(np.float64), "correlation"),
                     pdist(y.astype(np.float64), "correlation")).statistic


random = np.random.default_rng(7)
pivot = random.normal(size=(3, 12, 6)).astype(np.float32)
other = (pivot + random.normal(size=pivot.shape) * [[[0.3]], [[0.8]], [[1.5]]]).astype(np.float32)
pivot[0, 5] = pivot[0, 2]
other[1, 7] = other[1, 1]
similarities = np.array([[[1 - cosine(a, b) for b in p] for a in o] for p, o in zip(pivot, other)])

broken = []
for _ in range(300):
    matrix = random.integers(0, 4, size=(4, 4)).astype(float) + 3 * np.eye(4)
    matrix[random.random((4, 4)) < 0.15] = np.nan
    broken.append({"matrix": listed(matrix), "score": score(matrix)})

centered = pivot[0].astype(np.float64) - pivot[0].mean(0, dtype=np.float64)
variances = np.linalg.svd(centered, compute_uv=False) ** 2 / 11

record = {
    "pivot": listed(pivot), "other": listed(other),
    "similarities": listed(similarities), "scores": [score(m) for m in similarities],
    "cka": [cka(x, y) for x, y in zip(other, pivot)],
    "rsa": [rsa(x, y) for x, y in zip(other, pivot)],
    "variances": listed(variances), "broken": broken,
}
path = pathlib.Path(__file__).with_name("alignment.json")
path.write_text(json.dumps(record) + "\n")
