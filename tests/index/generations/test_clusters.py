"""Clustered vectors: what is near is found, whichever clusters it stands in, and a user may ask for them or not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from built import found

from citespan.corpus.errors import IndexMismatchError
from citespan.index.contents import list_documents, remove_documents
from citespan.index.generations.clusters import ENOUGH_RECALL, Clustered, clustered
from citespan.index.generations.publish import use_vectors
from citespan.index.generations.vector_kind import CLUSTERED_FROM_ROWS, VectorKind
from citespan.index.generations.vectors import VectorIndex
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from citespan.index.encoder import Encoder

DIMENSION = 32


@pytest.fixture(scope="module")
def rows() -> npt.NDArray[np.float32]:
    """Rows of unit length around 60 centres."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(60, DIMENSION))
    made = centres[random.integers(60, size=5000)] + 0.7 * random.normal(size=(5000, DIMENSION))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def made(rows: npt.NDArray[np.float32]) -> Clustered:
    exact = VectorIndex(DIMENSION)
    exact.add(range(7, 7 + len(rows)), rows)
    return clustered(exact)


def test_what_is_near_is_found_and_the_recall_is_told(made: Clustered, rows: npt.NDArray[np.float32]) -> None:
    """On other rows than those that chose how many clusters are searched."""
    assert made.recall >= ENOUGH_RECALL
    shares = []
    for query in rows[1::97]:
        nearest = np.argsort(-(rows @ query))[:10] + 7
        shares.append(np.mean([one in made.vectors.search(query, limit=100) for one in nearest.tolist()]))
    assert np.mean(shares) >= 0.95


def test_not_all_rows_are_looked_at(made: Clustered, rows: npt.NDArray[np.float32]) -> None:
    assert len(made.vectors.search(rows[0], limit=len(rows))) < len(rows) / 2


def test_among_some_chunks_none_is_lost(made: Clustered, rows: npt.NDArray[np.float32]) -> None:
    """However far from the question they are, and in whichever cluster."""
    some = list(range(7, 7 + len(rows), 113))
    scores = made.vectors.search(rows[0], limit=len(rows), among=some)
    assert scores.keys() == set(some)
    assert scores == pytest.approx({one: float(rows[one - 7] @ rows[0]) for one in some}, abs=1e-3)


@pytest.mark.parametrize("mapped", [False, True])
def test_what_is_written_is_searched_in_the_same_way(
    made: Clustered, rows: npt.NDArray[np.float32], tmp_path: Path, mapped: bool
) -> None:
    made.vectors.write(tmp_path / "v.faiss")
    again = VectorIndex.read(tmp_path / "v.faiss", mapped=mapped)
    assert (len(again), again.dimension) == (len(rows), DIMENSION)
    assert again.search(rows[3], limit=50) == made.vectors.search(rows[3], limit=50)
    (tmp_path / "v.faiss").write_bytes(b"IwSq")
    with pytest.raises(IndexMismatchError, match="citespan index --rebuild"):
        VectorIndex.read(tmp_path / "v.faiss", mapped=mapped)


@pytest.mark.parametrize("count", [1, 2, 39, 200])
def test_few_rows_are_all_found(rows: npt.NDArray[np.float32], count: int) -> None:
    exact = VectorIndex(DIMENSION)
    exact.add(range(count), rows[:count])
    found_among = clustered(exact)
    assert found_among.recall >= ENOUGH_RECALL or count == 1
    assert next(iter(found_among.vectors.search(rows[0], limit=3))) == 0


def test_large_segments_are_clustered_unless_a_user_says_otherwise() -> None:
    sizes = (CLUSTERED_FROM_ROWS - 1, CLUSTERED_FROM_ROWS)
    assert [VectorKind.AUTO.is_clustered(size) for size in sizes] == [False, True]
    assert not any(VectorKind.EXACT.is_clustered(size) for size in sizes)
    assert all(VectorKind.CLUSTERED.is_clustered(size) for size in (1, *sizes))


def test_what_a_user_asked_for_holds_for_later_builds_and_answers_the_same(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    for number in range(60):
        (root / f"buoy{number}.txt").write_text(f"Buoy {number} is painted {number} times.")
    build_index(folder, [root], encoder=encoder)
    before = _scored(folder, encoder)
    use_vectors(folder, VectorKind.CLUSTERED)
    assert _segments(folder) == ("clustered", [True])
    assert _scored(folder, encoder) == before
    (root / "moon.txt").write_text("The moon has no air.")
    build_index(folder, [root], encoder=encoder)
    assert _segments(folder) == ("clustered", [True, True])
    assert found(folder, encoder, "Is there air on the moon?")[0] == "The moon has no air."
    remove_documents(folder, [list_documents(folder)[0].document_id])
    build_index(folder, [], encoder=encoder, rebuild=True)
    assert _segments(folder) == ("clustered", [True])
    use_vectors(folder, VectorKind.EXACT)
    assert _segments(folder) == ("exact", [False])


def _segments(folder: Path) -> tuple[str, list[bool]]:
    """How vectors are to be searched, and of each segment whether it is by clusters."""
    (manifest,) = folder.glob("generations/*/manifest.json")
    values = json.loads(manifest.read_text(encoding="utf-8"))
    return values["vectors"], [segment["recall"] is not None for segment in values["segments"]]


def _scored(folder: Path, encoder: Encoder) -> list[tuple[str, float]]:
    index = Index(folder, encoder)
    try:
        passages = index.retrieve("Which buoy is painted 7 times?", limit=20).passages
        return [(passage.chunk.text, passage.score) for passage in passages]
    finally:
        index.close()
