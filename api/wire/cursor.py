"""Cursors: where a list of documents goes on."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.database.rows import ListPlace

if TYPE_CHECKING:
    from citespan.index.database.rows import StoredDocument


def cursor_of(document: StoredDocument) -> str:
    """The place of a document, URL-safe."""
    place = json.dumps([document.source, document.document_id])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(cursor: str) -> ListPlace:
    """The place that `cursor_of` wrote.

    Raises:
        UsageError: if it is none.
    """
    try:
        source, document_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        for part in (source, document_id):
            part.encode("utf-8")
    except (ValueError, TypeError, AttributeError, RecursionError) as exc:
        raise UsageError("this cursor is not one that a list gave; leave it out to begin again") from exc
    return ListPlace(source, document_id)
