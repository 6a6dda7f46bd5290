"""The tables of a PDF page whose cells are divided by lines: which words stand in which cell."""

from __future__ import annotations

import ctypes
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypdfium2 import raw

from citespan.corpus.document import Box
from citespan.corpus.formats.grid import Cell, spread
from citespan.corpus.formats.pdf.lines import BLANK, Line, Piece, ReadTable, piece_of
from citespan.corpus.formats.pdf.rises import Word, write_rises

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

    from citespan.corpus.formats.pdf.lattice import LatticeCell
    from citespan.corpus.formats.pdf.view import View

_TOKENS = 0xF0000  # private characters, each of which stands for the lines of a cell
_LONGEST_CELL = 1500
_FEWEST_FILLED = 3
_BEHIND = 0.2
_BOLD = 600
_LONGEST_FONT = 200


@dataclass(slots=True)
class TableOnPage:
    """A table with the words that stand in it; the first time it is asked for, it gives its line."""

    line: Line
    box: Box
    words: frozenset[int] = field(repr=False)
    is_given: bool = False

    def holds(self, word: Word) -> bool:
        """True if it is one of the table's words."""
        return id(word) in self.words

    def box_holds(self, box: Box) -> bool:
        """True if the middle of a rectangle lies in the table."""
        return _holds(self.box, box)

    def once(self) -> list[Line]:
        """The line that stands for the table, or nothing if it was given already."""
        given, self.is_given = self.is_given, True
        return [] if given else [self.line]


def tables_between(
    found: Sequence[Sequence[LatticeCell]],
    groups: Sequence[tuple[list[Word], View]],
    filled: Sequence[tuple[str, Box]],
    textpage: pypdfium2.PdfTextPage,
    *,
    of_page: View,
) -> list[TableOnPage]:
    """The tables among the cells that lines divide, with what stands and was filled in between them.

    A frame around the paragraphs of a page is none, nor is one with hardly anything in it.
    """
    lines_of_words = [[word for word in line if view.shows(word.box)] for line, view in groups if view is of_page]
    tables = []
    for places in found:
        box = Box.around([place.box for place in places])
        inside = [word for line in lines_of_words for word in _inside(box, line)]
        in_cells = [[word for word in inside if place.holds(word.box)] for place in places]
        if sum(map(bool, in_cells)) < _FEWEST_FILLED or max(map(_length, in_cells)) > _LONGEST_CELL:
            continue
        lines = [_lines(one, textpage, of_page) for one in in_cells]
        for text, rectangle in filled:
            place = next((n for n, one in enumerate(places) if one.holds(rectangle)), None)
            if place is not None:
                lines[place].append(Line((_filled(text, rectangle, lines[place]),)))
        heads = _heads(places, in_cells, textpage)
        table = _table(places, lines, heads)
        pieces = tuple(piece for cell in lines for line in cell for piece in line.pieces)
        if pieces:
            tables.append(TableOnPage(Line(pieces, table), box, frozenset(map(id, inside))))
    return tables


def _inside(box: Box, line: Sequence[Word]) -> Iterator[Word]:
    """The words of a line that stand in a rectangle, without lowered ones right behind a word above it."""
    before: Box | None = None
    for word in line:
        height = word.box.top - word.box.bottom
        is_behind = before is not None and not _holds(box, before) and word.box.left - before.right < _BEHIND * height
        if _holds(box, word.box) and not is_behind:
            yield word
        before = word.box


def _table(places: Sequence[LatticeCell], lines: Sequence[Sequence[Line]], heads: int) -> ReadTable:
    """The cells spread over what they reach over, each by a character that stands for its lines."""
    rows: list[list[Cell]] = [[] for _ in range(1 + max(place.row for place in places))]
    for number, (place, said) in enumerate(zip(places, lines, strict=True)):
        text = chr(_TOKENS + number) if said else ""
        rows[place.row].append(Cell(text, place.columns, place.rows, is_name=place.row < heads))
    grid = spread(rows)

    def of(text: str) -> tuple[Line, ...]:
        return tuple(line for sign in text.split() for line in lines[ord(sign) - _TOKENS])

    return ReadTable(
        tuple(map(of, grid.titles)), tuple(map(of, grid.names)), tuple(tuple(map(of, row)) for row in grid.rows)
    )


def _heads(places: Sequence[LatticeCell], in_cells: Sequence[Sequence[Word]], textpage: pypdfium2.PdfTextPage) -> int:
    """How many first rows are in bold type, which the row below them is not."""
    bold: dict[int, list[bool]] = {}
    for place, words in zip(places, in_cells, strict=True):
        if words:
            bold.setdefault(place.row, []).append(all(_is_bold(textpage, word.places[0]) for word in words))
    heads = 0
    while all(bold.get(heads, [False])):
        heads += 1
    return heads if heads in bold else 0


def _is_bold(textpage: pypdfium2.PdfTextPage, place: int) -> bool:
    """True if the font of a letter is bold, by its weight or else by its name."""
    if raw.FPDFText_GetFontWeight(textpage.raw, place) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(_LONGEST_FONT)
    raw.FPDFText_GetFontInfo(textpage.raw, place, name, _LONGEST_FONT, ctypes.c_int())
    return b"bold" in name.value.lower()


def _lines(words: Sequence[Word], textpage: pypdfium2.PdfTextPage, view: View) -> list[Line]:
    """The words of a cell in lines as they are seen, from the upper left."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -(word.box.top - word.box.bottom)):
        height = word.box.top - word.box.bottom
        for row in rows:
            overlap = min(row[0].box.top, word.box.top) - max(row[0].box.bottom, word.box.bottom)
            if overlap > 0.5 * height:
                row.append(word)
                break
        else:
            rows.append([word])
    rows.sort(key=lambda row: -row[0].box.top)
    written = (write_rises(sorted(row, key=lambda word: word.box.left), textpage, view.foot) for row in rows)
    return [Line((piece_of(row, textpage),)) for row in written if row]


def _filled(text: str, box: Box, beside: Sequence[Line]) -> Piece:
    said = " ".join(text.split())
    size = beside[0].size if beside else box.top - box.bottom
    return Piece(said, array("i", [BLANK] * len(said)), box, size, is_filled=True)


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text) + 1 for word in words)


def _holds(box: Box, other: Box) -> bool:
    across, up = (other.left + other.right) / 2, (other.bottom + other.top) / 2
    return box.left <= across <= box.right and box.bottom <= up <= box.top
