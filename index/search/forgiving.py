"""Forgiving search: passages for a query whose misspelt words are corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citespan.index.search.retrieve import Index, Retrieval
    from citespan.index.where import Where


def search(index: Index, query: str, *, limit: int, where: Where | None = None, as_typed: bool = False) -> Retrieval:
    """The `limit` chunks that fit `query` best, as `Index.retrieve` does, with the words that were `corrected`.

    With `as_typed` none is.

    Raises:
        UsageError: if no document fulfils `where`, or there is none at all.
        IndexMismatchError: if a text is not what was indexed, or the store cannot be read.
    """
    if as_typed:
        return index.retrieve(query, limit=limit, where=where)
    spelling = index.correct(query)
    return replace(index.retrieve(spelling.text, limit=limit, where=where), corrected=spelling.corrected)
