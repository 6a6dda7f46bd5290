"""The order in which the lines of a PDF page are read: columns one after the other, tables row by row.

Most files hold columns one after the other already; then that order stays. What stands side by side is looked at only
where the file itself goes on beside what it has just written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from citespan.corpus.formats.pdf.lines import Line, ReadTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.formats.pdf.lines import Piece

LABEL = re.compile(
    r"(?:[•‣▪◦●○■□*–—-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.):]?|\[\d{1,3}\])$", re.IGNORECASE
)
"""The bullet or number that stands apart before an item of a list."""

_ALIGNED_POINTS = 3.0
_LINE_STEP = 1.5
_ROW_STEP = 3.0
_MOST_LINES_OF_A_CELL = 12
_FEWEST_COLUMN_LINES = 4
_COLUMN_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a table: the lines of each of its cells."""

    cells: tuple[tuple[Line, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Pieces straight below each other, each with the place of its line on the page."""

    pieces: tuple[Piece, ...]
    places: tuple[int, ...]

    @property
    def left(self) -> float:
        return min(piece.box.left for piece in self.pieces)

    @property
    def right(self) -> float:
        return max(piece.box.right for piece in self.pieces)

    @property
    def top(self) -> float:
        return self.pieces[0].box.top

    @property
    def bottom(self) -> float:
        return self.pieces[-1].box.bottom

    @property
    def height(self) -> float:
        """The height of its first line."""
        return self.pieces[0].box.top - self.pieces[0].box.bottom


@dataclass(frozen=True, slots=True)
class _Channel:
    """A stretch of a page's width that is free between two cells."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def leaves(self, cell: _Cell) -> bool:
        """True if a cell stands on one side of it."""
        return cell.right <= self.right or cell.left >= self.left

    def within(self, others: Sequence[_Channel]) -> _Channel | None:
        """What it has in common with one of them, if that is a few points."""
        for other in others:
            left, right = max(self.left, other.left), min(self.right, other.right)
            if right - left > _ALIGNED_POINTS:
                return _Channel(left, right)
        return None


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows below each other, and the channels that are free in all of them."""

    rows: tuple[Sequence[_Cell], ...]
    channels: tuple[_Channel, ...]

    @property
    def is_table(self) -> bool:
        """True if so many rows have several cells that it is no chance; fewer do where a channel is wide."""
        several = [row for row in self.rows if len(row) > 1]
        wide = any(channel.width > several[0][0].height for channel in self.channels)
        return len(several) >= (2 if wide else 3)


def reading_order(lines: Sequence[Line]) -> list[Line | ReadRow | ReadTable]:
    """The lines of a page as they are to be read, those of tables in rows; tables between lines stay where they are."""
    found: list[Line | ReadRow | ReadTable] = []
    start = 0
    for place, line in enumerate(lines):
        if line.table is not None or line.has_label:
            found += [*_in_order(lines[start:place]), line.table or line]
            start = place + 1
    return [*found, *_in_order(lines[start:])]


def _in_order(lines: Sequence[Line]) -> list[Line | ReadRow]:
    found: list[Line | ReadRow] = []
    kept: list[_Cell] = []
    for run in _runs(_rows(_cells(lines))):
        if run.is_table:
            rows, kept_back = _read_side_by_side(run.rows)
            found += [*_lines_of(kept), *rows]
            kept = kept_back
        else:
            kept += [cell for row in run.rows for cell in row]
    return [*found, *_lines_of(kept)]


def _cells(lines: Sequence[Line]) -> list[_Cell]:
    """The pieces in the order of the file, each with those that follow it straight below."""
    found: list[_Cell] = []
    for place, line in enumerate(lines):
        for piece in line.pieces:
            last = found[-1] if found else None
            if last is not None and _goes_on_below(last.pieces[-1], piece):
                found[-1] = _Cell((*last.pieces, piece), (*last.places, place))
            else:
                found.append(_Cell((piece,), (place,)))
    return found


def _goes_on_below(before: Piece, piece: Piece) -> bool:
    """True if a piece stands on the next line, with its left edge, its right edge or its middle below the other's."""
    left, right = piece.box.left - before.box.left, piece.box.right - before.box.right
    height = piece.box.top - piece.box.bottom
    return (
        0.5 * height < before.box.top - piece.box.top <= _LINE_STEP * height
        and min(abs(left), abs(right), abs(left + right)) <= _ALIGNED_POINTS
    )


def _rows(cells: Sequence[_Cell]) -> list[list[_Cell]]:
    """The cells, together with those that the file has straight to the right of them."""
    found: list[list[_Cell]] = []
    for cell in cells:
        row = found[-1] if found else []
        if row and cell.left >= row[-1].right and _overlap(row, cell) > 0.5 * min(cell.height, row[-1].height):
            row.append(cell)
        else:
            found.append([cell])
    return found


def _overlap(row: Sequence[_Cell], cell: _Cell) -> float:
    return min(max(other.top for other in row), cell.top) - max(min(other.bottom for other in row), cell.bottom)


def _runs(rows: Sequence[list[_Cell]]) -> list[_Run]:
    """The rows in runs, of which those below each other have a free channel in common."""
    found: list[_Run] = []
    for row in rows:
        run = found[-1] if found else None
        gaps = tuple(_Channel(before.right, cell.left) for before, cell in pairwise(row))
        if run is None or not _follows(run.rows[-1], row):
            common: tuple[_Channel, ...] = ()
        elif gaps:
            common = tuple(both for gap in gaps if (both := gap.within(run.channels)))
        else:
            common = run.channels if all(channel.leaves(row[0]) for channel in run.channels) else ()
        if run is None or not common:
            found.append(_Run((row,), gaps))
        else:
            found[-1] = _Run((*run.rows, row), common)
    return found


def _follows(before: Sequence[_Cell], row: Sequence[_Cell]) -> bool:
    """True if the row stands below the one before, not far from it, and its cells are not those of columns of prose."""
    if max(len(cell.pieces) for cell in row) > _MOST_LINES_OF_A_CELL:
        return False
    bottom = min(cell.bottom for cell in before)
    top = max(cell.top for cell in row)
    height = max(cell.height for cell in row)
    return -0.5 * height < bottom - top < _ROW_STEP * height


def _lines_of(cells: Sequence[_Cell]) -> Iterator[Line]:
    """The pieces of the cells, together again where they stood on one line."""
    placed = [(place, piece) for cell in cells for place, piece in zip(cell.places, cell.pieces, strict=True)]
    for _, group in groupby(placed, key=lambda pair: pair[0]):
        yield Line(tuple(piece for _, piece in group))


def _read_side_by_side(rows: Sequence[Sequence[_Cell]]) -> tuple[list[Line | ReadRow], list[_Cell]]:
    """Columns, lines of a list or rows of a table, and the cells below these that belong to what follows."""
    if columns := _columns(rows):
        return [Line((piece,)) for column in columns for piece in column], []
    if all(_is_item(row) for row in rows if len(row) > 1):
        return [], [cell for row in rows for cell in row]
    last = max(place for place, row in enumerate(rows) if len(row) > 1)
    widest = max(rows, key=len)
    found: list[Line | ReadRow] = []
    for row in rows[: last + 1]:
        cells = _in_columns(row, widest)
        found.append(ReadRow(tuple(tuple(Line((piece,)) for piece in cell.pieces) if cell else () for cell in cells)))
    return found, [cell for row in rows[last + 1 :] for cell in row]


def _is_item(row: Sequence[_Cell]) -> bool:
    """True if a row is the item of a list: a number or bullet before it, or two of nested lists."""
    labels = [LABEL.match(cell.pieces[0].text) is not None for cell in row]
    return all(labels[:-1]) and (len(row) == 2 or (len(row) == 3 and not labels[-1]))


def _in_columns(row: Sequence[_Cell], widest: Sequence[_Cell]) -> Sequence[_Cell | None]:
    """The cells of a row, None for each that is empty, where they stand below single cells of the widest row."""
    placed: list[_Cell | None] = [None] * len(widest)
    for cell in row:
        below = [place for place, other in enumerate(widest) if cell.left < other.right and other.left < cell.right]
        if len(below) != 1 or placed[below[0]]:
            return row
        placed[below[0]] = cell
    return placed


def _columns(rows: Sequence[Sequence[_Cell]]) -> list[list[Piece]]:
    """The pieces by columns, if each column is running text; else nothing."""
    widest = max(rows, key=len)
    starts = [cell.left - _ALIGNED_POINTS for cell in widest[1:]]
    columns: list[list[Piece]] = [[] for _ in widest]
    for row in rows:
        for cell in row:
            columns[sum(start <= cell.left for start in starts)] += cell.pieces
    return columns if all(_is_running_text(column) for column in columns) else []


def _is_running_text(column: Sequence[Piece]) -> bool:
    """True if most lines fill the column, and many go on in the next."""
    if len(column) < _FEWEST_COLUMN_LINES:
        return False
    width = max(piece.box.right for piece in column) - min(piece.box.left for piece in column)
    filled = sum(piece.box.right - piece.box.left > 0.7 * width for piece in column)
    going_on = sum(piece.text[:1].islower() for piece in column[1:])
    characters = sum(len(piece.text) for piece in column)
    return (
        characters >= _COLUMN_CHARACTERS * len(column) and filled >= 0.6 * len(column) and going_on >= 0.4 * len(column)
    )
