"""OpenDocument files: texts (.odt), spreadsheets (.ods) and presentations (.odp)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import DAMAGES, check_archive
from citespan.corpus.formats.extract import TextBuilder
from citespan.corpus.formats.grid import MOST_COLUMNS, Cell, spread
from citespan.corpus.formats.office.open_lists import ListNumbers
from citespan.corpus.formats.office.open_package import (
    DRAW,
    OFFICE,
    PRESENTATION,
    TABLE,
    TEXT,
    OpenPackage,
    repeated,
)
from citespan.corpus.formats.office.sheets import MOST_ROWS, Sheet, SheetRow, sheet_records
from citespan.corpus.formats.records import MAX_RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.corpus.formats.extract import Extract, Record

_FAULTS = (*DAMAGES, KeyError, etree.LxmlError)
_SKIPPED = frozenset(
    (f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{OFFICE}forms", f"{TEXT}sequence-decls", f"{DRAW}object")
)
_MARGINS = frozenset("header footer date-time page-number page".split())
_ROW_GROUPS = frozenset(f"{TABLE}{name}" for name in "table-header-rows table-rows table-row-group".split())
_ASIDES = frozenset((f"{TEXT}note", f"{OFFICE}annotation"))
_DEEPEST_LIST = 10


def extract_open_text(data: bytes, *, source: str) -> Extract:
    """The text of an .odt file: headings, paragraphs, lists with their numbers, tables, then notes and comments.

    Raises:
        LoadError: if the file is damaged, encrypted, too large once unpacked, or empty.
    """
    package = _opened(data, source=source)
    reader = _OpenTextReader(package)
    reader.add(package.body)
    reader.add_notes()
    return _finished(reader, source)


def extract_open_slides(data: bytes, *, source: str) -> Extract:
    """The text of an .odp file: each slide that is shown is a page, its title a heading, its notes come last.

    Raises:
        LoadError: as `extract_open_text` does.
    """
    package = _opened(data, source=source)
    reader = _OpenTextReader(package)
    hidden = []
    for number, slide in enumerate(package.body.iterchildren(f"{DRAW}page"), start=1):
        style = slide.get(f"{DRAW}style-name", "")
        visibility = f"{PRESENTATION}visibility"
        if package.property_of("drawing-page", style, "drawing-page-properties", visibility) == "hidden":
            hidden.append(number)
            continue
        reader.builder.page(number)
        reader.add(slide)
        reader.add_notes()
    told = f"slides {', '.join(map(str, hidden))} hidden: left out"
    return _finished(reader, source, [Loss(told, pages=tuple(hidden))] if hidden else [])


def extract_open_sheets(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The rows of the sheets of an .ods file that are shown, each with the names of its columns, as they are shown.

    Raises:
        LoadError: as `extract_open_text` does, or if there is no row.
    """
    package = _opened(data, source=source)
    reader = _OpenTextReader(package)
    sheets, hidden = [], []
    for table in package.body.iterchildren(f"{TABLE}table"):
        name = table.get(f"{TABLE}name", "")
        style = table.get(f"{TABLE}style-name", "")
        if package.property_of("table", style, "table-properties", f"{TABLE}display") == "false":
            hidden.append(name)
        else:
            sheets.append(Sheet(name, reader.sheet_rows(table)))
    told = f"hidden sheets are left out: {', '.join(hidden)}; show them to have them read"
    return sheet_records(sheets, source=source, losses=[Loss(told)] if hidden else [])


def _opened(data: bytes, *, source: str) -> OpenPackage:
    check_archive(data, source=source)
    try:
        return OpenPackage(data, source=source)
    except _FAULTS as exc:
        raise LoadError(f"{source}: is not an OpenDocument file that can be read ({exc}); save it again") from exc


def _finished(reader: _OpenTextReader, source: str, losses: list[Loss] | None = None) -> Extract:
    if reader.builder.is_empty:
        raise LoadError(f"{source}: holds no text")
    return reader.builder.extract(title=reader.title, losses=losses or [])


class _OpenTextReader:
    """Puts the blocks of one file together."""

    def __init__(self, package: OpenPackage) -> None:
        self.builder = TextBuilder()
        self.title = package.title
        self._package = package
        self._numbers = ListNumbers(package.list_styles())
        self._notes: list[etree._Element] = []

    def add(self, parent: etree._Element) -> None:
        """Add the blocks below an element, in order."""
        for child in parent:
            self._add_block(child)

    def add_notes(self) -> None:
        """Add the notes and comments that were met, in order."""
        while self._notes:
            note = self._notes.pop(0)
            if note.tag == f"{OFFICE}annotation":
                author = note.findtext("{http://purl.org/dc/elements/1.1/}creator") or ""
                said = " ".join(self._texts(note))
                self.builder.paragraph(f"{author.strip()}: {said}" if author.strip() and said else said)
            else:
                body = note.find(f"{TEXT}note-body")
                self.add(note if body is None else body)

    def sheet_rows(self, table: etree._Element) -> tuple[SheetRow, ...]:
        """The rows of a table by their numbers, down to the last that says something."""
        rows: list[SheetRow] = []
        number = last = 0
        is_merged = any(f"{TABLE}number-rows-spanned" in cell.attrib for cell in table.iter(f"{TABLE}table-cell"))
        for row in _rows(table):
            times = repeated(row, "number-rows-repeated", most=MOST_ROWS)
            cells = self._cells(row)
            is_said = any(cell.text.strip() for cell in cells)
            if is_said or (is_merged and times == 1):
                rows += [SheetRow(number + place, cells) for place in range(1, min(times, MAX_RECORDS) + 1)]
            number += times
            last = len(rows) if is_said else last
        return tuple(rows[:last])

    def _add_block(self, child: etree._Element) -> None:
        tag = child.tag
        if tag in _SKIPPED or child.get(f"{PRESENTATION}class") in _MARGINS:
            return
        if tag in {f"{TEXT}p", f"{TEXT}h"}:
            self._add_paragraph(child)
        elif tag == f"{TEXT}list":
            self._add_list(child, child.get(f"{TEXT}style-name", ""), 0)
            self.builder.break_off()
        elif tag == f"{TABLE}table":
            self._add_table(child)
        elif tag == f"{PRESENTATION}notes":
            self._notes.append(child)
        elif child.get(f"{PRESENTATION}class") == "title":
            self.builder.heading(" ".join(self._texts(child)), level=1)
        else:
            self.add(child)

    def _cells(self, row: etree._Element) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        is_name = row.getparent().tag == f"{TABLE}table-header-rows"
        for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            times = repeated(cell, "number-columns-repeated", most=MOST_COLUMNS)
            if cell.tag == f"{TABLE}table-cell":
                text = " ".join(self._texts(cell)) or cell.get(f"{OFFICE}value", "")
                columns = repeated(cell, "number-columns-spanned", most=MOST_COLUMNS)
                made = Cell(text, columns, repeated(cell, "number-rows-spanned", most=MOST_ROWS), is_name)
                cells += [made] * times
        while cells and not cells[-1].text.strip() and cells[-1].columns == cells[-1].rows == 1:
            cells.pop()
        return tuple(cells)

    def _add_paragraph(self, element: etree._Element) -> None:
        found = self._package.paragraph(element)
        style = element.get(f"{TEXT}style-name", "")
        if element.tag == f"{TEXT}h":
            stated = element.get(f"{TEXT}outline-level", "1")
            self.builder.heading(found.text, level=1 + (int(stated) if stated in {*"123456789"} else 1))
        elif "Title" in self._package.names("paragraph", style):
            self.title = self.title or found.text
            self.builder.heading(found.text, level=1)
        else:
            self.builder.paragraph(found.text)
        self._notes += found.notes
        for frame in found.frames:
            self.add(frame)

    def _add_list(self, element: etree._Element, style: str, level: int) -> None:
        if level == 0 or element.get(f"{TEXT}style-name"):
            style = element.get(f"{TEXT}style-name", style)
        is_continued = element.get(f"{TEXT}continue-numbering") == "true" or f"{TEXT}continue-list" in element.attrib
        self._numbers.begin(style, level, is_continued=is_continued)
        for item in element.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            is_labelled = item.tag == f"{TEXT}list-header"
            for child in item:
                if child.tag == f"{TEXT}list" and level < _DEEPEST_LIST:
                    self._add_list(child, style, level + 1)
                elif child.tag == f"{TEXT}h":
                    self._add_paragraph(child)
                elif child.tag == f"{TEXT}p" and not is_labelled:
                    found = self._package.paragraph(child)
                    label = self._numbers.label(style, level, start=item.get(f"{TEXT}start-value"))
                    self.builder.item(found.text, number=label)
                    self._notes += found.notes
                    is_labelled = True
                else:
                    self._add_block(child)

    def _add_table(self, table: etree._Element) -> None:
        self.builder.break_off()
        self.builder.table(spread([self._cells(row) for row in _rows(table)]))
        self.builder.break_off()

    def _texts(self, parent: etree._Element) -> list[str]:
        """The text of each paragraph below an element; notes and comments are kept for later."""
        texts = []
        for element in parent.iter(f"{TEXT}p", f"{TEXT}h"):
            if not _is_aside(element, parent):
                found = self._package.paragraph(element)
                self._notes += found.notes
                texts.append(" ".join(found.text.split()))
        return [text for text in texts if text]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those in groups included; those of tables in its cells are none."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


def _is_aside(element: etree._Element, parent: etree._Element) -> bool:
    """True if an element below `parent` stands in a note or comment there."""
    for above in element.iterancestors():
        if above is parent:
            return False
        if above.tag in _ASIDES:
            return True
    return False
