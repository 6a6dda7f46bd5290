"""The files that documents were made of, one entry each however many documents a file makes, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.index.cluster.where_sql import condition, parameters
from citespan.index.database.document_row import losses_of
from citespan.index.database.listed_files import part_of
from citespan.index.database.order import Order
from citespan.index.database.rows import StoredDocument

if TYPE_CHECKING:
    from citespan.index.cluster.postgresql import Connection
    from citespan.index.database.order import ListPlace
    from citespan.index.where import Where

LISTED = (
    "version_id, document_id, root, source, title, sha256, text_sha256, extractor, recipe, encoding, published, losses"
)
"""The columns of `documents` that are listed, in the order of `StoredDocument`."""

_FILES = """
WITH placed AS (
    SELECT *, count(*) OVER one AS count, count(*) FILTER (WHERE source <> file) OVER one AS parts,
        max(source) OVER one AS last, max(published) OVER one AS newest,
        row_number() OVER (PARTITION BY root, file ORDER BY length(source), source) AS place
    FROM documents WHERE {condition} WINDOW one AS (PARTITION BY root, file)
), files AS (
    SELECT version_id, document_id, root, file AS source, file_title AS title, file_title_key AS title_key, sha256,
        text_sha256, extractor, recipe, encoding, newest AS published, losses, count, parts, last
    FROM placed WHERE place = 1
)
"""


class ClusterFiles:
    """The files of an index, and how many documents and files there are."""

    def __init__(self, connection: Connection) -> None:
        """Use the connection of the store that holds the documents."""
        self._db = connection

    def listed(
        self,
        generation: int,
        *,
        after: ListPlace | None = None,
        limit: int | None = None,
        where: Where | None = None,
        order: Order = Order.SOURCE,
    ) -> tuple[StoredDocument, ...]:
        """The files of which a document is alive in `generation`, sorted by `order` and the id of their first document.

        With `after` only those behind this place of the same order; with `where` those of which a document fulfils it,
        and only such are counted; at most `limit`.
        """
        tail, values = sorting(order, after, limit)
        rows = self._db.execute(
            f"{_FILES.format(condition=condition(where))} SELECT {LISTED},"
            " (SELECT count(*) FROM chunks WHERE chunks.version_id = files.version_id), count, parts, last"
            f" FROM files WHERE {tail}",
            {"generation": generation, **parameters(where), **values},
        )
        listed = (
            [*known, losses_of(losses), chunks, count, part_of(last) if parts else ""]
            for *known, losses, chunks, count, parts, last in rows
        )
        return tuple(StoredDocument(*values) for values in listed)

    def count(self, generation: int, *, where: Where | None = None, files: bool = False) -> int:
        """How many documents alive in `generation` fulfil `where`; with `files`, of how many files they are."""
        counted = "count(DISTINCT (root, file))" if files else "count(*)"
        row = self._db.execute(
            f"SELECT {counted} FROM documents WHERE {condition(where)}",
            {"generation": generation, **parameters(where)},
        ).fetchone()
        return int(row[0]) if row else 0


def sorting(order: Order, after: ListPlace | None, limit: int | None) -> tuple[str, dict[str, str | int | None]]:
    """The end of a query that lists documents: from behind a place on, in an order, so many; and its parameters."""
    key = sort_key(order)
    direction, beyond = ("DESC", "<") if order.is_down else ("ASC", ">")
    behind = "TRUE" if after is None else f"({key}, document_id) {beyond} (%(after_key)s, %(after_id)s)"
    values: dict[str, str | int | None] = {"limit": limit}
    if after is not None:
        values |= {"after_key": after.key, "after_id": after.document_id}
    return f"{behind} ORDER BY {key} {direction}, document_id {direction} LIMIT %(limit)s", values


def sort_key(order: Order) -> str:
    """What is compared of a document, in SQL."""
    return "title_key" if order in {Order.TITLE, Order.TITLE_DOWN} else order.expression
