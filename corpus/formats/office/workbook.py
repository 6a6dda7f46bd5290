"""Excel workbooks (.xlsx): the values of their sheets as they are shown; formulas and macros are never run."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import FAULTS, check_archive
from citespan.corpus.formats.grid import Cell
from citespan.corpus.formats.office.cell_values import shown
from citespan.corpus.formats.office.sheets import MOST_ROWS, Sheet, SheetRow, sheet_records
from citespan.corpus.text.raised import Rise, TextRun, compose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citespan.corpus.formats.extract import Record

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RISES = {"superscript": Rise.RAISED, "subscript": Rise.LOWERED}
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_INLINE = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?is>((?:(?!</(?:\w+:)?is>).)*?<r>.*?)</(?:\w+:)?is>',
    re.DOTALL,
)
_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*"
    rb"</(?:\w+:)?c>"
)


def extract_workbook(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The rows of the sheets that are shown, each with the names of its columns, without what is struck out.

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
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True)
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    hidden.append(sheet.title)
                    continue
                markup = archive.read(sheet._worksheet_path)  # merged cells are not read otherwise
                unsaved += sum(1 for _ in _WITHOUT_VALUE.finditer(markup))
                sheets.append(_sheet(sheet, markup, strikes=any(font.strike for font in book._fonts)))
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


def _sheet(sheet: Any, markup: bytes, *, strikes: bool) -> Sheet:
    merged = {
        (int(top), _column(left)): (int(bottom) - int(top) + 1, _column(right) - _column(left) + 1)
        for left, top, right, bottom in _MERGED.findall(markup)
        if int(bottom) >= int(top) and _column(right) >= _column(left)
    }
    covered = _Covered(merged)
    rich = {
        (int(row), _column(column)): CellRichText.from_tree(etree.fromstring(b"<is xmlns='%s'>%s</is>" % (_MAIN, said)))
        for column, row, said in _INLINE.findall(markup)
    }
    sheet.reset_dimensions()
    rows: list[SheetRow] = []
    last = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS:
            break
        texts = [_text(cell, strikes=strikes) if cell.value is not None else "" for cell in row]
        for column in range(1, len(texts) + 1) if rich else ():
            if texts[column - 1] and (number, column) in rich:
                texts[column - 1] = _composed(rich[number, column])
        while texts and not texts[-1].strip():
            texts.pop()
        if not merged:
            if texts:
                rows.append(SheetRow(number, tuple(map(Cell, texts))))
            continue
        rows.append(SheetRow(number, covered.cells(number, texts)))
        last = len(rows) if texts else last
    return Sheet(sheet.title, tuple(rows[:last] if merged else rows))


def _text(cell: Any, *, strikes: bool) -> str:
    """What is seen in a cell; `strikes` tells if any is struck out."""
    if strikes and cell.font.strike:
        return ""
    if isinstance(cell.value, CellRichText):
        return _composed(cell.value)
    return shown(cell.value, cell.number_format)


def _composed(parts: CellRichText) -> str:
    """A text in several fonts, which openpyxl does not tell apart where it stands in the cell itself."""
    runs = []
    for part in parts:
        if not isinstance(part, TextBlock):
            runs.append(TextRun(str(part)))
        elif not part.font.strike:
            runs.append(TextRun(part.text, _RISES.get(part.font.vertAlign, Rise.LEVEL)))
    return compose(runs)


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
