"""PDF: the text as it is read, column by column, without running heads, with words joined that a line end divided."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pypdfium2

from citespan.corpus.document import PageArea, RecognisedSpan, Span
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.extract import TextBuilder, UnreadPagesError
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
from citespan.corpus.formats.pdf.lines import ReadTable
from citespan.corpus.formats.pdf.page import area, read_page
from citespan.corpus.formats.pdf.running_heads import without_running_heads
from citespan.corpus.formats.registry import extractor_name
from citespan.corpus.formats.scans.page_lines import placed_pages
from citespan.corpus.formats.scans.unread import unread_pages
from citespan.corpus.text.tables import are_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from citespan.corpus.document import Box, Loss
    from citespan.corpus.formats.extract import Extract
    from citespan.corpus.formats.pdf.lines import Line
    from citespan.corpus.formats.pdf.page import ReadPage
    from citespan.corpus.formats.scans.page_lines import PlacedPage
    from citespan.corpus.formats.scans.recognised import RecognisedPage

MAX_PAGES = 5000
"""The most pages that are read of one file."""


@dataclass(frozen=True, slots=True)
class _OnPage:
    """A line that stands in the text, and its page, counting from 0."""

    page: int
    placed: PlacedLine


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a file, which of its characters stand on which line of which page, and the recognised pages."""

    extract: Extract
    lines: tuple[_OnPage, ...] = field(repr=False)
    placed: Mapping[int, PlacedPage] = field(repr=False)

    def areas(self, span: Span, printed: Callable[[int, Sequence[int]], Box | None]) -> Iterator[PageArea]:
        """Where a span stands, line by line; `printed` tells it of characters of a page, from 0, that has text."""
        for line in self.lines:
            start = line.placed.start
            first, last = max(span.start, start), min(span.end, start + line.placed.length)
            if first < last:
                places = line.placed.line.places[first - start : last - start]
                page = self.placed.get(line.page + 1)
                box = page.area(places) if page else printed(line.page, places)
                if box is not None:
                    yield PageArea(line.page + 1, box)


def extract_pdf(
    data: bytes, *, source: str, password: str = "", recognised: Mapping[int, RecognisedPage] | None = None
) -> Extract:
    """The text of a PDF file with its pages; its outline and larger type make headings.

    `recognised` is what was recognised on pages that have no text, by their numbers.

    Raises:
        UnreadPagesError: if no page has text, and some are to be recognised (a scan).
        LoadError: if the file is damaged, encrypted with another password, longer than `MAX_PAGES`, or holds no text.
    """
    with opened_pdf(data, source=source, password=password) as file:
        return _read(file, source=source, recognised=recognised or {}).extract


def pdf_areas(
    data: bytes,
    span: Span,
    *,
    text_sha256: str,
    source: str,
    password: str = "",
    recognised: Mapping[int, RecognisedPage] | None = None,
) -> tuple[PageArea, ...]:
    """Where a span of the file's text stands: a rectangle for each of its lines, in order.

    Raises:
        LoadError: as `extract_pdf` does, or if the text is not the one with this SHA-256.
    """
    with opened_pdf(data, source=source, password=password) as file:
        reading = _read(file, source=source, recognised=recognised or {})
        check_text(reading.extract.text, text_sha256, suffix=".pdf", source=source)
        return tuple(reading.areas(span, lambda page, places: area(file[page], places)))


def check_text(text: str, text_sha256: str, *, suffix: str, source: str) -> None:
    """Make sure that a text is the one with this SHA-256.

    Raises:
        LoadError: if it is another.
    """
    if hashlib.sha256(text.encode()).hexdigest() != text_sha256:
        raise LoadError(
            f"{source}: {extractor_name(suffix)} makes another text of it than the one that is cited;"
            " run 'citespan index' on it again, and cite that"
        )


def _read(file: pypdfium2.PdfDocument, *, source: str, recognised: Mapping[int, RecognisedPage]) -> PageText:
    file.init_forms()
    pages = [read_page(file[number]) for number in range(len(file))]
    unread = unread_pages(pages)
    known = {number: recognised[number] for number in unread.numbers if number in recognised}
    rest = [page for number, page in enumerate(pages, start=1) if number not in unread.numbers]
    placed = placed_pages(known, {number: pages[number - 1].view for number in known}, body=body_size(rest))
    for number in unread.numbers:
        pages[number - 1] = placed[number].page if number in placed else replace(pages[number - 1], lines=())
    return write_pages(
        pages,
        Outline.of(file),
        placed,
        title=file.get_metadata_dict().get("Title", ""),
        losses=tuple(unread.losses(known)),
        unread=tuple(number for number in unread.numbers if number not in known),
        source=source,
    )


def write_pages(
    pages: Sequence[ReadPage],
    outline: Outline,
    placed: Mapping[int, PlacedPage],
    *,
    title: str = "",
    losses: Sequence[Loss],
    unread: tuple[int, ...],
    source: str,
) -> PageText:
    """The text of pages, of which those in `placed`, by number, were recognised.

    Raises:
        UnreadPagesError: if there is no text, and some pages are `unread`.
        LoadError: if there is no text.
    """
    writer = _Writer()
    writer.add(pages, outline)
    if writer.builder.is_empty:
        told = f"{source}: holds no text that can be read: {losses[0].message if losses else 'its pages are blank'}"
        raise UnreadPagesError(told, unread) if unread else LoadError(told)
    extract = replace(writer.builder.extract(title=title, losses=losses), unread=unread)
    found: dict[int, list[RecognisedSpan]] = {number: [] for number in placed}
    for line in writer.lines:
        if line.page + 1 in placed and line.placed.length:
            span = Span(line.placed.start, line.placed.start + line.placed.length)
            confidence = placed[line.page + 1].confidence(line.placed.line.places)
            found[line.page + 1].append(RecognisedSpan(span, confidence))
    marked = (replace(page, recognised=tuple(found.get(page.number, ()))) for page in extract.pages)
    return PageText(replace(extract, pages=tuple(marked)), tuple(writer.lines), placed)


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
