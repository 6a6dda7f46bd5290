"""How the vectors of an index are searched: what a user may ask for."""

from __future__ import annotations

from enum import StrEnum

CLUSTERED_FROM_ROWS = 65_536
"""From how many rows on `auto` searches a segment by clusters."""


class VectorKind(StrEnum):
    """How vectors are searched: `auto` is exact in segments below `CLUSTERED_FROM_ROWS`, clustered in larger ones."""

    AUTO = "auto"
    EXACT = "exact"
    CLUSTERED = "clustered"

    def is_clustered(self, rows: int) -> bool:
        """True if a segment with so many rows is to be searched by clusters."""
        return self is VectorKind.CLUSTERED or (self is VectorKind.AUTO and rows >= CLUSTERED_FROM_ROWS)
