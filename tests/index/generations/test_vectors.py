from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citespan.corpus.errors import IndexMismatchError
from citespan.index.generations.vectors import VectorIndex


def _unit_rows(seed: int, rows: int, dimension: int) -> np.typing.NDArray[np.float32]:
    rows_ = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return rows_ / np.linalg.norm(rows_, axis=1, keepdims=True)


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 200), limit=st.integers(1, 250))
@settings(max_examples=50)
def test_search_agrees_with_brute_force(seed: int, rows: int, limit: int) -> None:
    vectors = _unit_rows(seed, rows + 1, 16)
    query, vectors = vectors[0], vectors[1:]
    ids = np.random.default_rng(seed).permutation(rows * 10)[:rows].tolist()
    index = VectorIndex(16)
    index.add(ids, vectors)
    expected = dict(zip(ids, (vectors @ query).tolist(), strict=True))
    found = index.search(query, limit=limit)
    best = sorted(expected.values(), reverse=True)[:limit]
    np.testing.assert_allclose(list(found.values()), best, atol=1e-5)
    for chunk_id, score in found.items():
        assert score == pytest.approx(expected[chunk_id], abs=1e-5)


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    vectors = _unit_rows(1, 20, 8)
    index = VectorIndex(8)
    index.add(range(100, 120), vectors)
    index.write(tmp_path / "v.faiss")
    for mapped in (False, True):
        again = VectorIndex.read(tmp_path / "v.faiss", mapped=mapped)
        assert (len(again), again.dimension) == (20, 8)
        assert again.search(vectors[3], limit=20) == index.search(vectors[3], limit=20)


def test_an_empty_index_finds_nothing() -> None:
    assert VectorIndex(4).search(_unit_rows(0, 1, 4)[0], limit=3) == {}


def test_shapes_must_fit() -> None:
    with pytest.raises(ValueError, match="2 ids need vectors of 4"):
        VectorIndex(4).add([1, 2], _unit_rows(0, 3, 4))


@pytest.mark.parametrize("content", [b"", b"IxFI", b"garbage" * 100])
def test_a_damaged_file_is_an_error_with_the_mending_command(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v.faiss").write_bytes(content)
    with pytest.raises(IndexMismatchError, match="citespan index --rebuild"):
        VectorIndex.read(tmp_path / "v.faiss")
