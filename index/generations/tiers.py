"""Tiers: when small segments are folded into a larger one, so that builds stay cheap and segments stay few.

A segment belongs to a tier by the number of its live rows: below `SMALLEST_ROWS` to tier 0, below `FANOUT` times that
to tier 1, and so on. Segments stand in the order in which they were written. `FANOUT` of one tier are folded into one,
with those that were written after them; so is a segment that is followed by one of a higher tier. Each row is thus
written about once per tier, and more often only in tier 0, where that costs little; no tier holds `FANOUT` segments
after a build: a million rows stand in at most 35. Where more than `MOST_DEAD_SHARE` of all rows, and more than
`MOST_DEAD_ROWS`, are of chunks that were removed, all segments are folded into one.

Source: P. O'Neil et al., The log-structured merge-tree (1996); size-tiered as in Apache Cassandra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.index.generations.segments import Segment

FANOUT = 8
"""So many segments of one tier are folded into one."""

SMALLEST_ROWS = 1024
"""Segments with fewer rows are of the lowest tier."""

MOST_DEAD_ROWS = 1024
MOST_DEAD_SHARE = 0.25


def tier(rows: int) -> int:
    """The tier of a segment with so many live rows, from 0."""
    found, bound = 0, SMALLEST_ROWS
    while rows >= bound:
        found, bound = found + 1, bound * FANOUT
    return found


def count_to_fold(segments: Sequence[Segment]) -> int:
    """How many of the newest of the segments, given oldest first, are to be folded into one; 0 if none are."""
    rows = sum(segment.rows for segment in segments)
    dead = rows - sum(segment.live for segment in segments)
    if dead > max(MOST_DEAD_ROWS, MOST_DEAD_SHARE * rows):
        return len(segments)
    lives = [segment.live for segment in segments]
    folded = 0
    while (length := _run([tier(live) for live in lives])) > 1:
        folded = len(segments) - (len(lives) - length)
        lives[-length:] = [sum(lives[-length:])]
    return folded


def _run(tiers: Sequence[int]) -> int:
    """How many of the newest are folded next, given the tiers of all."""
    for place, one in enumerate(tiers):
        if one < max(tiers[place:]):
            return len(tiers) - place
    full = [one for one in set(tiers) if tiers.count(one) >= FANOUT]
    return len(tiers) - tiers.index(min(full)) if full else 0
