"""Search by inner product over the vectors of chunks, with FAISS."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import faiss
import numpy as np

from citespan.corpus.errors import IndexMismatchError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt


_ROWS_WORTH_THREADS = 500_000
"""From so many rows on one search is shared among threads; below, they wait for each other longer than they work."""


class VectorIndex:
    """Vectors with the ids of their chunks; scores are cosines in [-1, 1] because all vectors have unit length."""

    def __init__(self, dimension: int) -> None:
        """Make an empty index for vectors of `dimension` components."""
        self._faiss: Any = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))

    @classmethod
    def of(cls, searched: faiss.Index) -> VectorIndex:
        """The vectors in an index of FAISS that has the ids of chunks: exact, or clustered."""
        index = cls.__new__(cls)
        index._faiss = searched
        return index

    def __len__(self) -> int:
        return int(self._faiss.ntotal)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._faiss.d)

    def add(self, chunk_ids: Sequence[int], vectors: npt.NDArray[np.float32]) -> None:
        """Add the rows of `vectors`, float32 [n, dimension], of unit length, under ids that are not in the index yet.

        Raises:
            ValueError: if the shapes do not fit.
        """
        if vectors.shape != (len(chunk_ids), self.dimension):
            raise ValueError(f"{len(chunk_ids)} ids need vectors of {self.dimension}, not {vectors.shape}")
        self._faiss.add_with_ids(np.ascontiguousarray(vectors), np.asarray(chunk_ids, dtype=np.int64))

    def search(
        self, query: npt.NDArray[np.float32], *, limit: int, among: Collection[int] | None = None
    ) -> dict[int, float]:
        """The chunk ids of the `limit` highest cosines with `query`, float32 [dimension], best first.

        With `among`, only those of these chunks.
        """
        count = min(limit, len(self) if among is None else len(among))
        if count <= 0:
            return {}
        parameters = None
        if among is not None:
            parameters = _parameters(self._faiss)
            selector = faiss.IDSelectorBatch(np.fromiter(among, dtype=np.int64))  # lives until the search has ended
            parameters.sel = selector
        with _threads_for(len(self)):
            scores, ids = self._faiss.search(query[np.newaxis], count, params=parameters)
        found = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        return {chunk_id: score for chunk_id, score in found if chunk_id >= 0}

    def ids(self) -> npt.NDArray[np.int64]:
        """The ids of chunks of an exact index, in the order in which they were added."""
        found: npt.NDArray[np.int64] = faiss.vector_to_array(self._faiss.id_map)
        return found

    def rows(self, start: int, count: int) -> npt.NDArray[np.float32]:
        """So many vectors of an exact index from a place on, float32 [count, dimension]."""
        found: npt.NDArray[np.float32] = self._faiss.index.reconstruct_n(start, count)
        return found

    def write(self, path: Path) -> None:
        """Write the index to `path`; the caller sees to it that a half-written file is never used.

        Raises:
            OSError: if the file cannot be written.
        """
        with path.open("wb") as stream:  # what FAISS opens itself it closes without a word where the disk is full
            faiss.write_index(self._faiss, faiss.PyCallbackIOWriter(stream.write))  # type: ignore[attr-defined]

    @classmethod
    def read(cls, path: Path, *, mapped: bool = False) -> VectorIndex:
        """The index that was written to `path`; if `mapped`, its vectors are read from the file when they are searched.

        Raises:
            IndexMismatchError: if FAISS cannot read the file or it holds another kind of index.
        """
        try:
            loaded = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)
        except RuntimeError as exc:
            raise IndexMismatchError(f"{path}: FAISS cannot read it; run 'citespan index --rebuild'") from exc
        if not isinstance(loaded, faiss.IndexIDMap | faiss.IndexIVFScalarQuantizer):
            raise IndexMismatchError(f"{path}: holds a {type(loaded).__name__}; run 'citespan index --rebuild'")
        return cls.of(loaded)


def _parameters(searched: faiss.Index) -> faiss.SearchParameters:
    """Those of a search that looks at all rows, in whichever cluster they stand."""
    if not isinstance(searched, faiss.IndexIVF):
        return faiss.SearchParameters()
    parameters = faiss.SearchParametersIVF()
    parameters.nprobe = searched.nlist
    return parameters


@contextmanager
def _threads_for(rows: int) -> Iterator[None]:
    """As many threads as a search of so many rows is worth, for this thread's calls of FAISS."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(before if rows >= _ROWS_WORTH_THREADS else 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
