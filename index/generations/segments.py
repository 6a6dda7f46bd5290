"""Segments: immutable files of vectors, each written once by one generation and used by those after it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import IndexMismatchError
from citespan.index.generations.clusters import clustered
from citespan.index.generations.vector_kind import VectorKind
from citespan.index.generations.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

CHECKED_BYTES = 16_000_000
"""A segment up to this size is read into memory and checked when an index is opened; a larger one is mapped."""

_MOST_OFF = 0.01
"""By so much the cosine that a segment gives may differ from that of the vector in the database."""

_GENERATIONS = "generations"
_VECTORS = "vectors.faiss"


@dataclass(frozen=True, slots=True)
class Segment:
    """What a manifest says of one segment.

    `generation` is the one that wrote it, `first_id` and `last_id` the lowest and highest chunk id in it, `length` the
    file's size in bytes. Of its `rows`, `live` belong to chunks that are alive in the generation of the manifest. The
    ranges of ids of an index's segments do not overlap. Where rows are searched by clusters, `recall` is which share of
    the 10 nearest rows of a row is then found, measured when it was written; None where the search is exact.
    """

    generation: int
    first_id: int
    last_id: int
    rows: int
    live: int
    length: int
    sha256: str
    recall: float | None = None


def generation_folder(folder: Path, generation: int) -> Path:
    """Where what a generation of the index in `folder` wrote stands."""
    return folder / _GENERATIONS / f"{generation:08d}"


def segment_file(folder: Path, segment: Segment) -> Path:
    """The file of a segment of the index in `folder`."""
    return generation_folder(folder, segment.generation) / _VECTORS


def write_segment(
    folder: Path,
    vectors: Iterable[tuple[tuple[int, ...], npt.NDArray[np.float32]]],
    *,
    generation: int,
    dimension: int,
    kind: VectorKind = VectorKind.AUTO,
) -> Segment | None:
    """Write the vectors, batches of ascending chunk ids and their rows, to the generation's folder, which exists.

    `kind` says how they are to be searched.

    None if there are none: then there is no file.

    Raises:
        OSError: if the file cannot be written.
    """
    index = VectorIndex(dimension)
    first_id = last_id = 0
    for chunk_ids, rows in vectors:
        first_id, last_id = first_id or chunk_ids[0], chunk_ids[-1]
        index.add(chunk_ids, rows)
    if not len(index):
        return None
    recall: float | None = None
    if kind.is_clustered(len(index)):
        index, recall = clustered(index)
    path = generation_folder(folder, generation) / _VECTORS
    index.write(path)
    count, length, sha256 = len(index), path.stat().st_size, file_sha256(path)
    return Segment(generation, first_id, last_id, rows=count, live=count, length=length, sha256=sha256, recall=recall)


def check_length(folder: Path, segment: Segment) -> None:
    """Make sure that a segment's file is there and has its length; what is in it is not read.

    Raises:
        IndexMismatchError: if not.
    """
    path = segment_file(folder, segment)
    try:
        length = path.stat().st_size
    except OSError as exc:
        raise mismatch(path, f"cannot be read ({exc.strerror})", folder) from exc
    if length != segment.length:
        raise mismatch(path, f"is damaged ({length} bytes instead of {segment.length})", folder)


def read_segment(folder: Path, segment: Segment, *, dimension: int) -> VectorIndex:
    """The vectors of a segment: every byte checked up to `CHECKED_BYTES`, and else mapped, not read.

    What is mapped can be damaged: nothing but which chunks are looked at more closely may depend on it.

    Raises:
        IndexMismatchError: if the file is missing, or not what was written as far as that was checked.
    """
    path = segment_file(folder, segment)
    is_mapped = segment.length > CHECKED_BYTES
    if is_mapped:
        check_length(folder, segment)
    else:
        check_segment(folder, segment)
    vectors = VectorIndex.read(path, mapped=is_mapped)
    if (vectors.dimension, len(vectors)) != (dimension, segment.rows):
        raise mismatch(path, "does not hold what its manifest says", folder)
    return vectors


def check_segment(folder: Path, segment: Segment) -> None:
    """Make sure that every byte of a segment is what was written.

    Raises:
        IndexMismatchError: if one is not, or the file is missing.
    """
    check_length(folder, segment)
    check_file(segment_file(folder, segment), segment.sha256, folder)


def check_file(path: Path, sha256: str, folder: Path) -> None:
    """Make sure that a cache file of the index in `folder` has this SHA-256.

    Raises:
        IndexMismatchError: if it has not, or cannot be read.
    """
    try:
        actual = file_sha256(path)
    except OSError as exc:
        raise mismatch(path, f"cannot be read ({exc.strerror})", folder) from exc
    if actual != sha256:
        raise mismatch(path, "is damaged (its SHA-256 is not the recorded one)", folder)


def check_scores(found: Mapping[int, float], stored: Mapping[int, float], folder: Path) -> None:
    """Make sure that the cosines `found` in segments of the index in `folder` are those of the `stored` vectors.

    Raises:
        IndexMismatchError: if one is not, but for rounding.
    """
    if off := count_off(found, stored):
        raise mismatch(
            folder / _GENERATIONS, f"is damaged (the vectors of {off} chunks are not those of the database)", folder
        )


def count_off(found: Mapping[int, float], stored: Mapping[int, float]) -> int:
    """How many of the cosines `found` by a search are not those of the `stored` vectors, but for rounding."""
    return sum(not abs(score - stored[one]) <= _MOST_OFF for one, score in found.items())  # nan is off, too


def mismatch(path: Path, what: str, folder: Path) -> IndexMismatchError:
    """The error to raise where a cache file of the index in `folder` is not what was written."""
    return IndexMismatchError(f"{path}: {what}; run 'citespan index --rebuild --index {folder}' (no document is lost)")


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class SegmentedVectors:
    """The vectors of one generation: those of its segments, searched as one. Some rows may be of removed chunks."""

    def __init__(self, held: Mapping[Segment, VectorIndex]) -> None:
        """Search these segments."""
        self._held = sorted(held.items(), key=lambda item: item[0].first_id)
        self._dead = sum(segment.rows - segment.live for segment, _ in self._held)

    def __len__(self) -> int:
        return sum(len(vectors) for _, vectors in self._held)

    def unchanged(self, segment: Segment) -> VectorIndex | None:
        """The vectors of a segment if they are held already, whatever of it has been removed since; else None."""
        return next((vectors for held, vectors in self._held if held.sha256 == segment.sha256), None)

    def search(
        self,
        query: npt.NDArray[np.float32],
        *,
        limit: int,
        live: Callable[[Collection[int]], Collection[int]],
        among: Collection[int] | None = None,
    ) -> dict[int, float]:
        """The ids of the `limit` live chunks with the highest cosines with `query`, float32 [dimension], best first.

        `live` gives those of some chunk ids that are alive; with `among`, only these chunks are looked at. How the
        vectors are divided among segments, and which of their rows are dead, makes no difference.
        """
        wanted = limit + min(limit, self._dead)
        while True:
            found = self._nearest(query, wanted, among)
            alive = frozenset(live(found.keys()))
            if len(alive) >= limit or len(found) < wanted:
                kept = [(chunk_id, score) for chunk_id, score in found.items() if chunk_id in alive]
                return dict(kept[:limit])
            wanted *= 2

    def _nearest(self, query: npt.NDArray[np.float32], limit: int, among: Collection[int] | None) -> dict[int, float]:
        found = [pair for _, vectors in self._held for pair in vectors.search(query, limit=limit, among=among).items()]
        return dict(sorted(found, key=lambda pair: -pair[1])[:limit])
