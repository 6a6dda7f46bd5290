"""Cursors: where a list of documents goes on."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.database.order import ListPlace, Order

if TYPE_CHECKING:
    from citespan.index.database.rows import StoredDocument


def cursor_of(document: StoredDocument, order: Order = Order.SOURCE) -> str:
    """The place of a document in a list of this order, URL-safe."""
    place = [order.key_of(document), document.document_id]
    if order is not Order.SOURCE:
        place.append(order.value)
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(cursor: str, order: Order = Order.SOURCE) -> ListPlace:
    """The place that `cursor_of` wrote.

    Raises:
        UsageError: if it is none, or of a list of another order.
    """
    try:
        key, document_id, *named = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        for part in (key, document_id, *named):
            part.encode("utf-8")
        (given,) = map(Order, named or (Order.SOURCE,))
    except (ValueError, TypeError, AttributeError, RecursionError) as exc:
        raise UsageError("this cursor is not one that a list gave; leave it out to begin again") from exc
    if given is not order:
        raise UsageError(f"this cursor is of a list with sort={given}; send that too, or leave the cursor out")
    return ListPlace(order, key, document_id)
