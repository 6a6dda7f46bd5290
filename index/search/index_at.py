"""Opening an index for asking, wherever it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from citespan.index.address import check_extra
from citespan.index.search.retrieve import Index

if TYPE_CHECKING:
    from citespan.index.address import IndexPlace
    from citespan.index.encoder import Encoder


def open_index(place: IndexPlace, encoder: Encoder) -> Index:
    """The index at `place`, checked; close it after use.

    Raises:
        MissingIndexError: if there is no index, or no build of it was ever finished.
        IndexMismatchError: if it was made with another encoder or by another version, or is damaged.
        CitespanError: if it cannot be reached.
    """
    if isinstance(place, Path):
        return Index(place, encoder)
    check_extra()
    from citespan.index.cluster.cluster_index import ClusterIndex  # noqa: PLC0415  # an extra that not all install

    return ClusterIndex(place, encoder)
