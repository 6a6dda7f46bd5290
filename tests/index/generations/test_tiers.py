"""Tiers: segments stay few, and no row is written often."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from citespan.index.generations.segments import Segment
from citespan.index.generations.tiers import FANOUT, MOST_DEAD_ROWS, SMALLEST_ROWS, count_to_fold, tier


def _segment(rows: int, live: int | None = None) -> Segment:
    return Segment(1, 1, rows, rows=rows, live=rows if live is None else live, length=0, sha256="")


def _after_builds(added: list[int]) -> tuple[list[Segment], int]:
    """The segments after builds that added so many rows each, and how many rows were written for it."""
    segments: list[Segment] = []
    written = 0
    for rows in added:
        segments.append(_segment(rows))
        written += rows
        if count := count_to_fold(segments):
            folded = sum(segment.live for segment in segments[-count:])
            segments[-count:] = [_segment(folded)]
            written += folded
        assert count_to_fold(segments) == 0, "one fold is enough"
    return segments, written


def test_tiers_begin_at_their_bounds() -> None:
    assert [tier(rows) for rows in (0, SMALLEST_ROWS - 1, SMALLEST_ROWS, FANOUT * SMALLEST_ROWS)] == [0, 0, 1, 2]


def test_a_first_segment_stands_alone() -> None:
    assert count_to_fold([]) == 0
    assert count_to_fold([_segment(10**6)]) == 0
    assert count_to_fold([_segment(10**6), _segment(5)]) == 0


def test_so_many_small_ones_are_folded_and_the_large_one_before_them_is_left_alone() -> None:
    small = [_segment(5)] * FANOUT
    assert count_to_fold([_segment(10**6), *small[1:]]) == 0
    assert count_to_fold([_segment(10**6), *small]) == FANOUT


def test_a_small_one_is_folded_into_a_larger_one_behind_it() -> None:
    assert count_to_fold([_segment(10**6), _segment(5), _segment(20_000)]) == 2


def test_a_fold_that_fills_the_next_tier_folds_that_too_at_once() -> None:
    row = [_segment(10**7), *[_segment(SMALLEST_ROWS)] * (FANOUT - 1), *[_segment(SMALLEST_ROWS // 4)] * FANOUT]
    assert count_to_fold(row) == len(row) - 1


def test_removed_rows_are_got_rid_of_where_they_are_many() -> None:
    base = _segment(10 * MOST_DEAD_ROWS)
    assert count_to_fold([replace(base, live=8 * MOST_DEAD_ROWS)]) == 0
    assert count_to_fold([replace(base, live=7 * MOST_DEAD_ROWS)]) == 1
    assert count_to_fold([_segment(MOST_DEAD_ROWS, live=1)]) == 0, "of a small index they are few"


@given(st.lists(st.integers(1, 200_000), min_size=1, max_size=120))
@settings(max_examples=50)
def test_whatever_builds_add_no_tier_is_full_and_older_segments_are_of_no_lower_tier(added: list[int]) -> None:
    segments, _ = _after_builds(added)
    tiers = [tier(segment.live) for segment in segments]
    assert sum(segment.live for segment in segments) == sum(added)
    assert tiers == sorted(tiers, reverse=True)
    assert max(Counter(tiers).values()) < FANOUT


def test_of_many_builds_each_row_is_written_about_once_per_tier() -> None:
    rows = 2000 * SMALLEST_ROWS
    _, written = _after_builds([SMALLEST_ROWS] * 2000)
    assert written < rows * (1 + tier(rows))


def test_in_the_lowest_tier_a_fold_writes_few_rows_again() -> None:
    builds = 2000
    _, written = _after_builds([5] * builds)
    assert written < 5 * builds * (1 + tier(5 * builds)) + builds / (FANOUT - 1) * SMALLEST_ROWS
