"""Segments: searched as one, whatever is in which of them, and named where they are not what was written."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citespan.corpus.errors import IndexMismatchError
from citespan.index.generations.segments import (
    CHECKED_BYTES,
    Segment,
    SegmentedVectors,
    check_scores,
    check_segment,
    generation_folder,
    read_segment,
    segment_file,
    write_segment,
)
from citespan.index.generations.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

DIMENSION = 16


def _unit_rows(seed: int, rows: int, dimension: int = DIMENSION) -> np.typing.NDArray[np.float32]:
    made = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def _divided(ids: list[int], vectors: np.typing.NDArray[np.float32], cuts: Collection[int]) -> SegmentedVectors:
    """The vectors in segments that end at these places."""
    held = {}
    start = 0
    for end in sorted({*cuts, len(ids)}):
        if end > start:
            index = VectorIndex(DIMENSION)
            index.add(ids[start:end], vectors[start:end])
            segment = Segment(end, ids[start], ids[end - 1], end - start, end - start, 0, str(end))
            held[segment] = index
            start = end
    return SegmentedVectors(held)


def _written(folder: Path, vectors: np.typing.NDArray[np.float32], *, generation: int = 1) -> Segment:
    generation_folder(folder, generation).mkdir(parents=True)
    batch = (tuple(range(1, len(vectors) + 1)), vectors)
    made = write_segment(folder, [batch], generation=generation, dimension=vectors.shape[1])
    assert made is not None
    return made


@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(1, 150),
    limit=st.integers(1, 200),
    cuts=st.sets(st.integers(1, 150), max_size=9),
    dead_share=st.floats(0, 1),
)
@settings(max_examples=80)
def test_search_agrees_with_brute_force_over_the_live_rows(
    seed: int, rows: int, limit: int, cuts: set[int], dead_share: float
) -> None:
    random = np.random.default_rng(seed)
    vectors = _unit_rows(seed, rows + 1)
    query, vectors = vectors[0], vectors[1:]
    ids = sorted(random.permutation(rows * 10)[:rows].tolist())
    live = {chunk_id for chunk_id in ids if random.random() >= dead_share}
    index = _divided(ids, vectors, {cut for cut in cuts if cut < rows})
    expected = dict(zip(ids, (vectors @ query).tolist(), strict=True))
    found = index.search(query, limit=limit, live=live.intersection)
    best = sorted((expected[chunk_id] for chunk_id in live), reverse=True)[:limit]
    np.testing.assert_allclose(list(found.values()), best, atol=1e-5)
    assert found.keys() <= live
    some = ids[::3]
    among = index.search(query, limit=limit, live=live.intersection, among=some)
    best = sorted((expected[chunk_id] for chunk_id in live.intersection(some)), reverse=True)[:limit]
    np.testing.assert_allclose(list(among.values()), best, atol=1e-5)


def test_how_rows_are_divided_changes_no_digit() -> None:
    vectors = _unit_rows(3, 300)
    ids = list(range(5, 305))
    together, apart = _divided(ids, vectors, ()), _divided(ids, vectors, (1, 7, 50, 51, 200))
    query = _unit_rows(4, 1)[0]
    everything = frozenset(ids)
    assert apart.search(query, limit=40, live=everything.intersection) == together.search(
        query, limit=40, live=everything.intersection
    )


def test_no_segments_hold_nothing() -> None:
    empty = SegmentedVectors({})
    assert (len(empty), empty.search(_unit_rows(0, 1)[0], limit=3, live=frozenset)) == (0, {})


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    vectors = _unit_rows(1, 20)
    segment = _written(tmp_path, vectors)
    assert (segment.first_id, segment.last_id, segment.rows, segment.live) == (1, 20, 20, 20)
    assert segment.length == segment_file(tmp_path, segment).stat().st_size
    again = read_segment(tmp_path, segment, dimension=DIMENSION)
    np.testing.assert_allclose(
        list(again.search(vectors[6], limit=20).values()), sorted(vectors @ vectors[6])[::-1], atol=1e-5
    )


def test_of_nothing_no_file_is_made(tmp_path: Path) -> None:
    generation_folder(tmp_path, 1).mkdir(parents=True)
    assert write_segment(tmp_path, [], generation=1, dimension=DIMENSION) is None
    assert list(generation_folder(tmp_path, 1).iterdir()) == []


def test_a_truncated_or_missing_or_altered_segment_is_named_with_the_command_that_fixes_it(tmp_path: Path) -> None:
    segment = _written(tmp_path, _unit_rows(1, 20))
    file = segment_file(tmp_path, segment)
    data = file.read_bytes()
    for content, told in (
        (data[:-1], rf"is damaged \({len(data) - 1} bytes instead of {len(data)}\)"),
        (b"", r"is damaged \(0 bytes"),
        (data[:100] + bytes([data[100] ^ 1]) + data[101:], "its SHA-256 is not the recorded one"),
    ):
        file.write_bytes(content)
        with pytest.raises(IndexMismatchError, match=rf"{told}.* run 'citespan index --rebuild"):
            read_segment(tmp_path, segment, dimension=DIMENSION)
    file.unlink()
    with pytest.raises(IndexMismatchError, match=r"cannot be read .* run 'citespan index --rebuild"):
        read_segment(tmp_path, segment, dimension=DIMENSION)


def test_a_segment_of_another_model_is_named(tmp_path: Path) -> None:
    """Be it as long as the right one, or of another dimension."""
    segment = _written(tmp_path, _unit_rows(1, 20))
    other = _written(tmp_path, _unit_rows(2, 20), generation=2)
    assert other.length == segment.length
    segment_file(tmp_path, segment).write_bytes(segment_file(tmp_path, other).read_bytes())
    with pytest.raises(IndexMismatchError, match="SHA-256"):
        read_segment(tmp_path, segment, dimension=DIMENSION)
    wide = _written(tmp_path, _unit_rows(1, 20, 32), generation=3)
    with pytest.raises(IndexMismatchError, match="does not hold what its manifest says"):
        read_segment(tmp_path, wide, dimension=DIMENSION)


def test_of_a_large_segment_nothing_is_read_before_it_is_searched(tmp_path: Path) -> None:
    """Then what is damaged in it is named where it would be looked at, and by the check of every byte in any case."""
    vectors = _unit_rows(5, CHECKED_BYTES // (4 * 384) + 1, 384)
    segment = _written(tmp_path, vectors)
    file = segment_file(tmp_path, segment)
    with file.open("r+b") as stream:
        stream.seek(stream.read().index(vectors[3].tobytes()))
        stream.write(-vectors[7])
    held = SegmentedVectors({segment: read_segment(tmp_path, segment, dimension=384)})
    query = -vectors[7]
    found = held.search(query, limit=5, live=frozenset)
    assert next(iter(found)) == 4
    stored = {chunk_id: float(vectors[chunk_id - 1] @ query) for chunk_id in found}
    with pytest.raises(IndexMismatchError, match=r"the vectors of 1 chunks .* run 'citespan index --rebuild"):
        check_scores(found, stored, tmp_path)
    with pytest.raises(IndexMismatchError, match="its SHA-256 is not the recorded one"):
        check_segment(tmp_path, segment)


@pytest.mark.parametrize(("score", "is_off"), [(0.5001, False), (0.6, True), (float("nan"), True)])
def test_a_score_may_be_off_by_rounding_alone(tmp_path: Path, score: float, is_off: bool) -> None:
    with pytest.raises(IndexMismatchError) if is_off else nullcontext():
        check_scores({1: score}, {1: 0.5}, tmp_path)
