"""Reading an index wherever it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from citespan.index.address import check_extra
from citespan.index.database.schema import open_for_reading, require_index
from citespan.index.database.store import Store

if TYPE_CHECKING:
    from citespan.index.address import IndexPlace
    from citespan.index.seams import DocumentStore


def open_store(place: IndexPlace) -> DocumentStore:
    """The rows of an index, for reading; close it after use.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if it was made by another version of citespan, or is damaged.
        CitespanError: if it cannot be reached.
    """
    if isinstance(place, Path):
        return Store(open_for_reading(place))
    check_extra()
    from citespan.index.cluster.store import open_cluster_store  # noqa: PLC0415  # an extra that not all install

    return open_cluster_store(place)


def require_index_at(place: IndexPlace) -> None:
    """Raise `MissingIndexError` if there is no index, which is told before a model is loaded."""
    if isinstance(place, Path):
        require_index(place)
    else:
        open_store(place).close()
