"""The files that documents were made of, one entry each however many documents a file makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.index.database.document_row import losses_of
from citespan.index.database.order import Order
from citespan.index.database.rows import StoredDocument
from citespan.index.database.schema import LIVE
from citespan.index.where import FULFILLED

if TYPE_CHECKING:
    import apsw

    from citespan.index.database.order import ListPlace
    from citespan.index.where import Where

_FILE = "CASE WHEN instr(source, '#') THEN file_of(source) ELSE source END"
_FILES = f"""
WITH found AS MATERIALIZED (
    SELECT version_id, document_id, root, source, title, sha256, text_sha256, extractor, recipe, encoding, published,
        losses, {_FILE} AS file
    FROM documents WHERE {LIVE} AND %s
), placed AS (
    SELECT *, count(*) OVER one AS count, sum(source != file) OVER one AS parts, max(source) OVER one AS last,
        max(published) OVER one AS newest,
        row_number() OVER (PARTITION BY root, file ORDER BY length(source), source) AS place
    FROM found WINDOW one AS (PARTITION BY root, file)
), files AS (
    SELECT version_id, document_id, root, file AS source,
        CASE WHEN source = file THEN title ELSE name_of(file) END AS title,
        sha256, text_sha256, extractor, recipe, encoding, newest AS published, losses, count, parts, last
    FROM placed WHERE place = 1
)
"""
_PARTS = ("row", "message", "part")


class ListedFiles:
    """What a reader wants to see of a table of ten thousand rows, each a document: its name, and how many."""

    def __init__(self, connection: apsw.Connection) -> None:
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
        direction, beyond = ("DESC", "<") if order.is_down else ("ASC", ">")
        behind = "" if after is None else f"AND ({order.expression}, document_id) {beyond} (:after_key, :after_id)"
        values = _values(generation, where)
        values["limit"] = -1 if limit is None else limit
        if after is not None:
            values |= {"after_key": after.key, "after_id": after.document_id}
        rows = self._db.execute(
            f"{_FILES % _condition(where)}"
            "SELECT version_id, document_id, root, source, title, sha256, text_sha256, extractor, recipe, encoding,"
            " published, losses, (SELECT count(*) FROM chunks WHERE chunks.version_id = files.version_id), count,"
            f" parts, last FROM files WHERE TRUE {behind}"
            f" ORDER BY {order.expression} {direction}, document_id {direction} LIMIT :limit",
            values,
        )
        listed = (
            [*known, losses_of(losses), chunks, count, part_of(last) if parts else ""]
            for *known, losses, chunks, count, parts, last in rows
        )
        return tuple(StoredDocument(*values) for values in listed)

    def count(self, generation: int, *, where: Where | None = None, files: bool = False) -> int:
        """How many documents alive in `generation` fulfil `where`; with `files`, of how many files they are."""
        counted = f"count(DISTINCT root || char(0) || {_FILE})" if files else "count(*)"
        condition = f"{LIVE} AND {_condition(where)}"
        return int(
            self._db.execute(f"SELECT {counted} FROM documents WHERE {condition}", _values(generation, where)).get
        )


def _condition(where: Where | None) -> str:
    return "TRUE" if where is None else FULFILLED


def _values(generation: int, where: Where | None) -> dict[str, int | str | None]:
    return {"generation": generation, **({} if where is None else where.parameters())}


def part_of(source: str) -> str:
    """What the documents of a file are, by the source of one of them, such as `prices.csv#row=3`."""
    place = source.rpartition("#")[2]
    return next((part for part in _PARTS if place.startswith(part)), "part")
