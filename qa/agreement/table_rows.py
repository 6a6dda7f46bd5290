"""Rows of tables: the cell that tells a row from others, and whether two spans stand in rows of one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.text.tables import row_around, tables

if TYPE_CHECKING:
    from citespan.corpus.document import Document
    from citespan.corpus.text.chunk import Chunk
    from citespan.qa.candidates import Candidate

_RECORD = "#row="
_FIRST_FIELD = regex.compile(r"[^:\r\n]{1,40}:[^\S\r\n]+(?P<value>\S[^\r\n]{0,80})(?=[\r\n])")
_LONGEST_ROW = 1000  # code points: what is longer is a text of its own, not a row


def key_of_row(document: Document, chunk: Chunk, span: Span) -> Span | None:
    """The cell that tells the row of a cell from others: the first whose column repeats nothing; None of no row.

    There is none either if the cell is that one itself. Of a record that is its first field.
    """
    found = row_around(span.start - chunk.span.start, tables(chunk.text, columns=chunk.columns))
    if found is None:
        field = _FIRST_FIELD.match(document.text) if _RECORD in document.source else None
        return Span(*field.span("value")) if field and field.end() <= span.start else None
    table, row = found
    columns = list(zip(*(other.texts(chunk.text) for other in table.rows), strict=True))
    filled = [n for n, (start, end) in enumerate(row.cells) if start < end]
    telling = [n for n in filled if len(set(columns[n])) == len(columns[n])] or filled
    first = next(iter(telling), None)
    if first is None:
        return None
    start, end = row.cells[first]
    key = Span(chunk.span.start + start, chunk.span.start + end)
    return None if key.start < span.end and span.start < key.end else key


def is_record(document: Document) -> bool:
    """True if a document is one row of a file of rows."""
    return _RECORD in document.source


def are_rows_of_one_table(one: Candidate, other: Candidate) -> bool:
    """True if two spans stand in different rows of one file of rows: these say different things of different things."""
    sources = [candidate.passage.document.source for candidate in (one, other)]
    is_long = any(len(candidate.passage.document.text) > _LONGEST_ROW for candidate in (one, other))
    if is_long or sources[0] == sources[1] or any(_RECORD not in source for source in sources):
        return False
    return sources[0].rsplit(_RECORD, 1)[0] == sources[1].rsplit(_RECORD, 1)[0]
