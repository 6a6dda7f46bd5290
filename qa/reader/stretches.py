"""Stretches: what of a chunk is read at once, and where in the document stands what may be answered of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.corpus.document import Span
from citespan.corpus.text.graphemes import boundary_at_or_before
from citespan.corpus.text.look_alikes import as_read
from citespan.corpus.text.marks import cell_breaks, without_marks
from citespan.corpus.text.tables import tables
from citespan.qa.reader.span_search import word_edges

if TYPE_CHECKING:
    from citespan.corpus.text.chunk import Chunk
    from citespan.corpus.text.tables import Row, Table

LONGEST_WHOLE_CELL = 40
"""The longest cell that is answered as a whole or not at all, in code points."""

LONGEST_FIRST_CELL = 80
"""The longest first cell that is said again with every other one, in code points."""


@dataclass(frozen=True, slots=True)
class AnswerRange:
    """A part `[start, end)` of a stretch that may be answered from; it stands in the document from `origin` on.

    Of a place that `is_whole` nothing less than the whole is an answer.
    """

    start: int
    end: int
    origin: int
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A text that is read at once; an answer lies inside one of its `places` and goes across no offset of `breaks`."""

    text: str = field(repr=False)
    places: tuple[AnswerRange, ...]
    breaks: tuple[int, ...] = field(repr=False)

    def characters(self) -> tuple[int, ...]:
        """The offsets of the letters and digits that may be answered, ascending: an answer holds one at least."""
        return tuple(
            offset for place in self.places for offset in range(place.start, place.end) if self.text[offset].isalnum()
        )

    def edges(self) -> tuple[int, ...]:
        """The offsets where an answer may begin or end, ascending."""
        bounds = {bound for place in self.places for bound in (place.start, place.end)}
        whole = [(place.start, place.end) for place in self.places if place.is_whole]
        inner = {edge for edge in word_edges(self.text) if not any(start < edge < end for start, end in whole)}
        return tuple(sorted(bounds | inner))

    def from_document(self, span: Span) -> Span | None:
        """Where in the text `span` of the document stands, or None if no one place holds all of it."""
        for place in self.places:
            if place.origin <= span.start and span.end <= place.origin + place.end - place.start:
                moved = place.start - place.origin
                return Span(place.start, place.end) if place.is_whole else Span(span.start + moved, span.end + moved)
        return None

    def in_document(self, start: int, end: int) -> Span:
        """Where in the document `[start, end)` of the text stands, which lies inside one of the places."""
        (place,) = (place for place in self.places if place.start <= start and end <= place.end)
        return Span(place.origin + start - place.start, place.origin + end - place.start)


def reading_context(context: str) -> str:
    """What is read before a text that stands below this title and these headings; nothing of none."""
    return f"{context}: " if context else ""


def stretches(chunk: Chunk) -> tuple[Stretch, ...]:
    """What is read of a chunk, one after the other: its preamble and text, and each row of its tables by itself.

    A row is read with the names of its columns, as a person reads it, and an answer lies in one cell. The
    preamble gives no answers, and where marks stand blanks are read.
    """
    found = tables(chunk.text, columns=chunk.columns)
    rows = (_of_row(chunk, table, row) for table in found for row in table.rows)
    by_row = tuple(row for row in rows if row.places)
    whole = _of_whole(chunk, found)
    return (whole, *by_row) if whole.characters() or not by_row else by_row


def _of_whole(chunk: Chunk, found: tuple[Table, ...]) -> Stretch:
    """Title and headings, preamble and text, as they stand.

    What is read row by row, and heads of tables, is read but not answered from.
    """
    before = reading_context(chunk.context) + chunk.preamble
    text = as_read(without_marks(before + chunk.text))
    shift = len(before)
    apart = sorted(
        [(row.start, row.end) for table in found for row in table.rows] + [t.head for t in found if t.head is not None]
    )
    edges = [0, *(edge for part in apart for edge in part), len(chunk.text)]
    places = tuple(
        AnswerRange(shift + start, shift + end, chunk.span.start + start)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if start < end
    )
    return _stretch(text, places, set(cell_breaks(text)))


def _of_row(chunk: Chunk, table: Table, row: Row) -> Stretch:
    """One row: what stands in each cell, before it the name of its column and what stands in the row's first cell.

    Such as *Tern, Harbour: Sandhamn.* The network knows sentences better than tables; with the first cell said every
    time it takes the right cell far more often.
    """
    text, first = reading_context(chunk.context), ""
    places: list[AnswerRange] = []
    breaks: set[int] = {len(text)}
    for name, (start, end) in zip(table.columns, row.cells, strict=True):
        if start < end and boundary_at_or_before(chunk.text, start) == start:
            text += f"{first}, {name}: " if first and name else f"{name}: " if name else ""
            is_whole = end - start <= LONGEST_WHOLE_CELL
            place = AnswerRange(len(text), len(text) + end - start, chunk.span.start + start, is_whole)
            ends = (place.start + sentence.end - place.origin for sentence in chunk.sentences)
            breaks |= {offset for offset in ends if place.start < offset < place.end}
            text += f"{chunk.text[start:end]}. "
            if not places and end - start <= LONGEST_FIRST_CELL:
                first = chunk.text[start:end]
            places.append(place)
    return _stretch(as_read(without_marks(text)), tuple(places), breaks)


def _stretch(text: str, places: tuple[AnswerRange, ...], breaks: set[int]) -> Stretch:
    bounds = {offset for place in places for offset in (place.start, place.end)}
    return Stretch(text, places, tuple(sorted(breaks | bounds)))
