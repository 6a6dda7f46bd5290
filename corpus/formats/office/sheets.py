"""Sheets of a workbook, whatever program wrote it: each row is a record, with its fields named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.extract import Record
from citespan.corpus.formats.grid import spread
from citespan.corpus.formats.records import MAX_RECORDS, record_extract
from citespan.corpus.formats.rows import find_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.document import Loss
    from citespan.corpus.formats.grid import Cell
    from citespan.corpus.formats.records import Fields

MOST_ROWS = 1_048_576
"""The number of the last row that a sheet can have."""

_ESCAPED = str.maketrans({"%": "%25", "#": "%23", "&": "%26"})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by its number in the sheet, from 1; what a cell from above or from the left covers is no cell of it."""

    number: int
    cells: tuple[Cell, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet down to the last that says something."""

    name: str
    rows: tuple[SheetRow, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Named:
    """A row by its number, with its fields and what stands above its table."""

    number: int
    fields: Fields
    title: str


def sheet_records(sheets: Sequence[Sheet], *, source: str, losses: Sequence[Loss]) -> tuple[Record, ...]:
    """A record for each row below the names of its sheet's columns; its place is its number and the sheet's name.

    Raises:
        LoadError: if there is no row that says something, or there are more than `MAX_RECORDS`.
    """
    made = []
    for sheet in sheets:
        name = " ".join(sheet.name.split())
        for row in _named(sheet):
            heading = "".join(f"{part}: " for part in (name, row.title) if part)
            extract = record_extract(row.fields, encoding=None, losses=losses, heading=heading)
            made.append(Record(f"row={row.number}&sheet={name.translate(_ESCAPED)}", extract))
            if len(made) > MAX_RECORDS:
                raise LoadError(f"{source}: has more than {MAX_RECORDS} rows; split it")
    if not made:
        why = f" ({losses[0].message})" if losses else ""
        raise LoadError(f"{source}: holds no row{why}; the first row of a sheet names its fields")
    return tuple(made)


def _named(sheet: Sheet) -> Iterator[_Named]:
    numbers = [row.number for row in sheet.rows]
    titles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    if any(cell.columns > 1 or cell.rows > 1 for row in sheet.rows for cell in row.cells):
        grid = spread([row.cells for row in sheet.rows])
        titles, names, rows = grid.titles, grid.names, list(grid.rows)
        numbers = numbers[len(numbers) - len(rows) :]
    else:
        rows = [tuple(cell.text for cell in row.cells) for row in sheet.rows]
    said = [(number, row) for number, row in zip(numbers, rows, strict=True) if any(map(str.strip, row))]
    if not names:
        head = find_head([row for _, row in said])
        titles, names = (*titles, *filter(None, (head.title,))), head.names
        said = said[head.titles + head.name_rows :]
    title = " ".join(titles)
    for number, row in said:
        fields = tuple(zip((*names, *("",) * (len(row) - len(names))), row, strict=False))
        yield _Named(number, fields, title)
