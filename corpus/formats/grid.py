"""Tables with merged cells: what spans several rows or columns stands in each of them, and heads become one row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_COLUMNS = 1000
"""How many columns a table has at most; what stands beyond is left out of the grid, and so is no span's."""

_MOST_REPEATED = 80
_WIDEST_REPEATED = 40
_LONGEST_REPEATED = 200
_MOST_HEADS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, over how many columns and rows it reaches, and whether the file says that it is a name."""

    text: str = field(repr=False)
    columns: int = 1
    rows: int = 1
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a cell for each row and column.

    `titles` are rows of one cell above it; `names` those of its columns, none if the file does not say which they are.
    Rows have as many cells as there are columns, but those of one cell only, which stands above a group of others.
    """

    titles: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)


def spread(rows: Sequence[Sequence[Cell]], *, heads: int = 0) -> Grid:
    """The grid that cells with spans make; the first `heads` rows, and those of nothing but names, name the columns.

    A head of several storeys names each column by all that stands above it: *Price adults*.
    """
    width = min(MOST_COLUMNS, max((sum(cell.columns for cell in row) for row in rows), default=0))
    placed = _placed(rows, width)
    first = 0
    while first < len(placed) - 1 and _is_title(rows[first], placed[first], width):
        first += 1
    titles = tuple(text for row in placed[:first] for text in dict.fromkeys(row) if text)
    last = _end_of_heads(rows, placed, first, max(heads, first))
    names = (
        tuple(_stacked([row[column] for row in placed[first:last]]) for column in range(width)) if last > first else ()
    )
    body = tuple(_body(cells, row, width) for cells, row in zip(rows[last:], placed[last:], strict=True))
    return Grid(titles, names, body)


def _placed(rows: Sequence[Sequence[Cell]], width: int) -> list[list[str]]:
    """What stands in each row and column."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in rows:
        line: list[str | None] = [None] * width
        for column, (left, text) in list(hanging.items()):
            if column < width:
                line[column] = text
            if left > 1:
                hanging[column] = (left - 1, text)
            else:
                del hanging[column]
        column = 0
        for cell in row:
            while column < width and line[column] is not None:
                column += 1
            is_said_again = cell.columns <= _WIDEST_REPEATED and len(cell.text) <= _LONGEST_REPEATED
            for place in range(column, min(width, column + cell.columns)):
                text = cell.text if place == column or is_said_again else ""
                if line[place] is None:
                    line[place] = text
                if cell.rows > 1:
                    is_short = len(cell.text) <= _LONGEST_REPEATED and cell.rows <= _MOST_REPEATED
                    hanging[place] = (cell.rows - 1, text if is_short else "")
            column += cell.columns
        grid.append([text or "" for text in line])
    return grid


def _is_title(cells: Sequence[Cell], row: Sequence[str], width: int) -> bool:
    """True if one cell is all that stands in a row of a table with several columns, above its head."""
    said = [cell for cell in cells if cell.text.strip()]
    if width < 2 or len(said) > 1:
        return False
    return not said or said[0].columns >= width or (len(cells) == 1 and len(set(filter(None, row))) == 1)


def _end_of_heads(rows: Sequence[Sequence[Cell]], placed: Sequence[Sequence[str]], first: int, heads: int) -> int:
    """Where the rows end that name the columns: one row is left below them at least."""
    end = heads
    while end < len(rows) - 1 and end < first + _MOST_HEADS and rows[end] and all(c.is_name for c in rows[end]):
        end += 1
    if end == first and first < len(rows) and _has_storeys(rows[first]):
        end = first + max(2, min(cell.rows for cell in rows[first]))
    if end > first:
        reach = max((place + cell.rows for place in range(first, end) for cell in rows[place]), default=end)
        end = max(end, min(reach, first + _MOST_HEADS) if _has_storeys(rows[first]) else end)
    return min(end, len(placed) - 1) if len(placed) > first + 1 else first


def _has_storeys(row: Sequence[Cell]) -> bool:
    """True if a first row of words without digits groups columns: some of its cells span several, and not all do."""
    said = [cell for cell in row if cell.text.strip()]
    return (
        len(said) > 1
        and any(cell.columns > 1 for cell in said)
        and all(cell.columns > 1 or cell.rows > 1 for cell in said)
    ) or (len(row) > 1 and any(cell.columns > 1 for cell in said) and not row[0].text.strip())


def _stacked(texts: Sequence[str]) -> str:
    return " ".join(text for text in dict.fromkeys(map(str.strip, texts)) if text)


def _body(cells: Sequence[Cell], row: Sequence[str], width: int) -> tuple[str, ...]:
    if width > 1 and len(cells) == 1 and cells[0].columns >= width:
        return (cells[0].text,)
    return tuple(row)
