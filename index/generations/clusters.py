"""Clustered vectors: of a large segment only the clusters nearest to a question are searched.

Exact search looks at every row, which takes long where there are many. Here rows are divided among clusters (an
inverted file), and their components rounded to 16 bits; the candidates get exact scores from the database afterwards.
(8 bits would clip what lies outside the range of the rows that trained them, and such a row would seem damaged.)
How many clusters are searched is chosen by the rows themselves, when a segment is written.

Source: J. Sivic and A. Zisserman, Video Google (2003); as in FAISS, IndexIVFScalarQuantizer.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import faiss
import numpy as np

from citespan.index.generations.vectors import VectorIndex

if TYPE_CHECKING:
    import numpy.typing as npt

ENOUGH_RECALL = 0.98
"""Clusters are added to those that are searched until the recall at 10 is this."""

_NEIGHBOURS = 10
_CANDIDATES = 100
_QUESTIONS = 100
_ROWS_A_CLUSTER = 40
_ROUNDS = 6
_ROWS_AT_ONCE = 8192


class Clustered(NamedTuple):
    """Clustered vectors, and which share of the 10 nearest rows of a row is among the candidates, in [0, 1]."""

    vectors: VectorIndex
    recall: float


def clustered(exact: VectorIndex) -> Clustered:
    """The rows of `exact` in clusters, with as many to be searched as `ENOUGH_RECALL` needs."""
    count = len(exact)
    ids, rows = exact.ids(), exact.rows
    random = np.random.default_rng(0)
    clusters = max(1, min(int(4 * sqrt(count)), count // _ROWS_A_CLUSTER))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(exact.dimension),
        exact.dimension,
        clusters,
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,  # the rows themselves are rounded, not their distance from the centre of their cluster
    )
    index.cp.niter = _ROUNDS
    sample = np.sort(random.choice(count, min(count, clusters * _ROWS_A_CLUSTER), replace=False))
    index.train(np.concatenate([rows(int(place), 1) for place in sample]))
    for start in range(0, count, _ROWS_AT_ONCE):
        end = min(count, start + _ROWS_AT_ONCE)
        index.add_with_ids(rows(start, end - start), ids[start:end])
    asking = [rows(int(place), 1)[0] for place in np.sort(random.choice(count, min(count, _QUESTIONS), replace=False))]
    nearest = [_nearest(exact, query, _NEIGHBOURS + 1) for query in asking]
    found = VectorIndex.of(index)
    index.nprobe = min(8, clusters)
    while True:
        recall = float(np.mean([_share(found, query, near) for query, near in zip(asking, nearest, strict=True)]))
        if recall >= ENOUGH_RECALL or index.nprobe >= clusters:
            return Clustered(found, round(recall, 4))
        index.nprobe = min(2 * index.nprobe, clusters)


def _nearest(exact: VectorIndex, query: npt.NDArray[np.float32], limit: int) -> list[int]:
    """The nearest rows, without that which asks."""
    return list(exact.search(query, limit=limit))[1:]


def _share(found: VectorIndex, query: npt.NDArray[np.float32], nearest: list[int]) -> float:
    candidates = found.search(query, limit=_CANDIDATES).keys()
    return sum(chunk_id in candidates for chunk_id in nearest) / max(1, len(nearest))
