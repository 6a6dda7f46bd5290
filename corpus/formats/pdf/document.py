"""PDF: the text as it is read, column by column, without running heads, with words joined that a line end divided."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pypdfium2

from citespan.corpus.document import Loss, PageArea
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.extract import TextBuilder
from citespan.corpus.formats.pdf.blocks import (
    PageBlock,
    PlacedLine,
    WholeWords,
    goes_on_beyond,
    joined,
    paragraphs,
    whole_words_of,
)
from citespan.corpus.formats.pdf.headings import HeadingLevels, Outline, body_size
from citespan.corpus.formats.pdf.layout import ReadRow, reading_order
from citespan.corpus.formats.pdf.legible import is_legible
from citespan.corpus.formats.pdf.lines import ReadTable
from citespan.corpus.formats.pdf.page import area, read_page
from citespan.corpus.formats.pdf.running_heads import without_running_heads
from citespan.corpus.formats.registry import extractor_name
from citespan.corpus.text.tables import are_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.document import Span
    from citespan.corpus.formats.extract import Extract
    from citespan.corpus.formats.pdf.lines import Line
    from citespan.corpus.formats.pdf.page import ReadPage

_MOST_NAMED = 20

MAX_PAGES = 5000
"""The most pages that are read of one file."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The text of a file, and which of its characters stand on which line of which page."""

    extract: Extract
    lines: tuple[_OnPage, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _OnPage:
    """A line that stands in the text, and its page, counting from 0."""

    page: int
    placed: PlacedLine


def extract_pdf(data: bytes, *, source: str, password: str = "") -> Extract:
    """The text of a PDF file with its pages; its outline and larger type make headings.

    Raises:
        LoadError: if the file is damaged, encrypted with another password, longer than `MAX_PAGES`, or holds no text (a
            scan).
    """
    with opened_pdf(data, source=source, password=password) as file:
        return _read(file, source=source).extract


def pdf_areas(data: bytes, span: Span, *, text_sha256: str, source: str, password: str = "") -> tuple[PageArea, ...]:
    """Where a span of the file's text stands: a rectangle for each of its lines, in order.

    Raises:
        LoadError: as `extract_pdf` does, or if the text is not the one with this SHA-256.
    """
    found = []
    with opened_pdf(data, source=source, password=password) as file:
        reading = _read(file, source=source)
        if hashlib.sha256(reading.extract.text.encode()).hexdigest() != text_sha256:
            raise LoadError(
                f"{source}: {extractor_name('.pdf')} makes another text of it than the one that is cited;"
                " run 'citespan index' on it again, and cite that"
            )
        for line in reading.lines:
            start = line.placed.start
            first, last = max(span.start, start), min(span.end, start + line.placed.length)
            if first < last:
                box = area(file[line.page], line.placed.line.places[first - start : last - start])
                if box is not None:
                    found.append(PageArea(line.page + 1, box))
    return tuple(found)


def _read(file: pypdfium2.PdfDocument, *, source: str) -> _Reading:
    file.init_forms()
    pages = [read_page(file[number]) for number in range(len(file))]
    losses = tuple(_losses(pages))
    unread = {number for loss in losses for number in loss.pages}
    pages = [replace(page, lines=()) if number in unread else page for number, page in enumerate(pages, start=1)]
    title = file.get_metadata_dict().get("Title", "")
    writer = _Writer()
    writer.add(pages, Outline.of(file))
    if writer.builder.is_empty:
        why = losses[0].message if losses else "its pages are blank"
        raise LoadError(f"{source}: holds no text that can be read: {why}")
    extract = writer.builder.extract(title=title, losses=losses)
    return _Reading(extract, tuple(writer.lines))


def _losses(pages: Sequence[ReadPage]) -> Iterator[Loss]:
    """The pages that are pictures, and those whose letters cannot be read."""
    texts = ["\n".join(line.text for line in page.lines) for page in pages]
    pictures = [
        number
        for number, (page, text) in enumerate(zip(pages, texts, strict=True), start=1)
        if not page.is_blank and not any(map(str.isalnum, text))
    ]
    if pictures:
        told = (
            "holds no text, only pictures (a scan?)" if len(pictures) == 1 else "hold no text, only pictures (a scan?)"
        )
        yield Loss(f"{_named(pictures)} {told}; run text recognition (OCR) first", pages=tuple(pictures))
    gibberish = [number for number, text in enumerate(texts, start=1) if not is_legible(text)]
    if gibberish:
        told = "their fonts do not say which letters they are"
        wrong = f"the letters of {_named(gibberish)} cannot be read, since {told}"
        yield Loss(f"{wrong}; run text recognition (OCR) first", pages=tuple(gibberish))


def _named(numbers: Sequence[int]) -> str:
    """Pages by their numbers, the first of many."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    shown = ", ".join(map(str, numbers[:_MOST_NAMED]))
    return f"pages {shown} and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else f"pages {shown}"


@contextmanager
def opened_pdf(data: bytes, *, source: str, password: str = "") -> Iterator[pypdfium2.PdfDocument]:
    """A PDF file as pdfium opens it, until the block ends.

    Raises:
        LoadError: if it is damaged, encrypted with another password, or longer than `MAX_PAGES`.
    """
    try:
        file = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as exc:
        if "password" in str(exc).lower():
            if password:
                raise LoadError(f"{source}: its password is another than the --password-file says") from exc
            told = "is encrypted; save it without a password, or name a --password-file"
            raise LoadError(f"{source}: {told}") from exc
        raise LoadError(f"{source}: is not a PDF file that can be read ({exc})") from exc
    try:
        if len(file) > MAX_PAGES:
            raise LoadError(f"{source}: has {len(file)} pages, {MAX_PAGES} at most are read; split it")
        yield file
    except pypdfium2.PdfiumError as exc:
        raise LoadError(f"{source}: a page cannot be read ({exc})") from exc
    finally:
        file.close()


class _Writer:
    """Puts the pages' blocks into one text and notes where their lines come to stand."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.lines: list[_OnPage] = []

    def add(self, pages: Sequence[ReadPage], outline: Outline) -> None:
        body = body_size(pages)
        kept = without_running_heads(pages, body_size=body)
        hyphenated = whole_words_of(chain.from_iterable(kept))
        blocks = [
            paragraphs(reading_order(lines), hyphenated=hyphenated, is_heading=partial(_is_outlined, outline, place))
            for place, lines in enumerate(kept)
        ]
        levels = HeadingLevels(
            outline, [[block for block in page if isinstance(block, PageBlock)] for page in blocks], body=body
        )
        before: PageBlock | None = None
        for place, page in enumerate(blocks):
            self.builder.page(place + 1)
            for position, block in enumerate(page):
                if isinstance(block, ReadTable):
                    self._table(place, block, hyphenated)
                    before = None
                elif isinstance(block, ReadRow):
                    self._row(place, block, hyphenated)
                    before = None
                elif block.is_filled:
                    self.builder.line(block.text)
                    self._note(place, block)
                    before = None
                elif (level := levels.level(place, block)) is not None:
                    self.builder.heading(block.text, level=level)
                    self._note(place, block)
                    before = None
                elif position == 0 and before is not None and goes_on_beyond(before, block):
                    self.builder.continued(block.text)
                    self._note(place, block)
                    before = block
                else:
                    self.builder.paragraph(block.text)
                    self._note(place, block)
                    before = block

    def _table(self, page: int, table: ReadTable, hyphenated: WholeWords) -> None:
        self.builder.end_table()
        for title in table.titles:
            block = joined(title, hyphenated)
            self.builder.paragraph(block.text)
            self._note(page, block)
        if table.names:
            self._row(page, ReadRow(table.names), hyphenated)
            names, *rows = ([joined(cell, hyphenated).text for cell in row] for row in (table.names, *table.rows))
            if not are_names(names, rows):
                self.builder.rule(len(names))
        for row in table.rows:
            self._row(page, ReadRow(row), hyphenated)
        self.builder.end_table()

    def _row(self, page: int, row: ReadRow, hyphenated: WholeWords) -> None:
        cells = [joined(cell, hyphenated) for cell in row.cells]
        if not any(cell.text for cell in cells):
            return
        self.builder.row(cell.text for cell in cells)
        end = self.builder.length
        for cell in reversed(cells):
            end -= len(" |")
            self._note(page, cell, end=end)
            end -= len(cell.text) + len(" ")

    def _note(self, page: int, block: PageBlock, *, end: int | None = None) -> None:
        """Note where the lines of a block stand whose text ends here, or at `end`."""
        start = (self.builder.length if end is None else end) - len(block.text)
        self.lines += [_OnPage(page, replace(placed, start=start + placed.start)) for placed in block.lines]


def _is_outlined(outline: Outline, page: int, line: Line) -> bool:
    return outline.level(page, line.text) is not None
