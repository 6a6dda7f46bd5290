"""Excel workbooks (.xlsx): the values of their sheets as they are shown; formulas and macros are never run."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import FAULTS, check_archive
from citespan.corpus.formats.grid import Cell
from citespan.corpus.formats.office.cell_values import shown
from citespan.corpus.formats.office.sheets import MOST_ROWS, Sheet, SheetRow, sheet_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citespan.corpus.formats.extract import Record

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*"
    rb"</(?:\w+:)?c>"
)


def extract_workbook(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The rows of the sheets that are shown, each with the names of its columns.

    A formula says the value that was saved with it; those without one are told, and so are hidden sheets.

    Raises:
        LoadError: if the file is damaged, encrypted, too large once unpacked, or holds no row.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError(f"{source}: is encrypted, or an old .xls file; save it as .xlsx without a password")
    check_archive(data, source=source)
    sheets: list[Sheet] = []
    hidden: list[str] = []
    unsaved = 0
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            warnings.simplefilter("ignore")  # of extensions that are not read, such as rules for input
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    hidden.append(sheet.title)
                    continue
                markup = archive.read(sheet._worksheet_path)  # merged cells are not read otherwise
                unsaved += sum(1 for _ in _WITHOUT_VALUE.finditer(markup))
                sheets.append(_sheet(sheet, markup))
            book.close()
    except (*FAULTS, SyntaxError, etree.LxmlError, InvalidFileException) as exc:
        raise LoadError(f"{source}: is not an Excel file that can be read ({exc}); save it as .xlsx again") from exc
    return sheet_records(sheets, source=source, losses=_losses(hidden, unsaved))


def _losses(hidden: list[str], unsaved: int) -> list[Loss]:
    losses = []
    if hidden:
        named = ", ".join(hidden)
        losses.append(Loss(f"hidden sheets are left out: {named}; show them to have them read"))
    if unsaved:
        told = "1 formula was" if unsaved == 1 else f"{unsaved} formulas were"
        losses.append(Loss(f"{told} saved without a value; open the file in a spreadsheet program and save it"))
    return losses


def _sheet(sheet: Any, markup: bytes) -> Sheet:
    merged = {
        (int(top), _column(left)): (int(bottom) - int(top) + 1, _column(right) - _column(left) + 1)
        for left, top, right, bottom in _MERGED.findall(markup)
        if int(bottom) >= int(top) and _column(right) >= _column(left)
    }
    covered = _Covered(merged)
    sheet.reset_dimensions()
    rows: list[SheetRow] = []
    last = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS:
            break
        texts = [shown(cell.value, cell.number_format) if cell.value is not None else "" for cell in row]
        while texts and not texts[-1].strip():
            texts.pop()
        if not merged:
            if texts:
                rows.append(SheetRow(number, tuple(map(Cell, texts))))
            continue
        rows.append(SheetRow(number, covered.cells(number, texts)))
        last = len(rows) if texts else last
    return Sheet(sheet.title, tuple(rows[:last] if merged else rows))


class _Covered:
    """Tells the cells of each row from the places that a merged cell covers, row by row from above."""

    def __init__(self, merged: Mapping[tuple[int, int], tuple[int, int]]) -> None:
        self._merged = merged
        self._until: dict[int, int] = {}

    def cells(self, number: int, texts: list[str]) -> tuple[Cell, ...]:
        """The cells of a row; `texts` are of its columns from the first."""
        cells = []
        column = 1
        while column <= len(texts):
            rows, columns = self._merged.get((number, column), (1, 1))
            if self._until.get(column, 0) < number:
                cells.append(Cell(texts[column - 1], columns=columns, rows=rows))
                self._until.update(dict.fromkeys(range(column, column + columns), number + rows - 1))
                column += columns
            else:
                column += 1
        return tuple(cells)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number
