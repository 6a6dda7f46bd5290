"""Reading an index wherever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    return Store(open_for_reading(place))


def require_index_at(place: IndexPlace) -> None:
    """Raise `MissingIndexError` if there is no index, which is told before a model is loaded."""
    require_index(place)
