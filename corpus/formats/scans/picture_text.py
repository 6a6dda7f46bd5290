"""Pictures (PNG, JPEG, TIFF): the text that was recognised in them, a page for each frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.formats.extract import UnreadPagesError
from citespan.corpus.formats.pdf.document import PageText, check_text, write_pages
from citespan.corpus.formats.pdf.headings import Outline
from citespan.corpus.formats.pdf.page import ReadPage
from citespan.corpus.formats.pdf.view import View
from citespan.corpus.formats.scans.image_file import frame_count, frame_size
from citespan.corpus.formats.scans.page_lines import placed_pages
from citespan.corpus.formats.scans.unread import UnreadPages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from citespan.corpus.document import PageArea, Span
    from citespan.corpus.formats.extract import Extract
    from citespan.corpus.formats.scans.recognised import RecognisedPage


def extract_picture(
    data: bytes,
    *,
    source: str,
    password: str = "",  # noqa: ARG001  # PDF files have one
    recognised: Mapping[int, RecognisedPage] | None = None,
) -> Extract:
    """The text of a picture, of which the pages in `recognised` were recognised.

    Raises:
        UnreadPagesError: if pages are still to be recognised.
        LoadError: if the picture is damaged, or no text was found in it.
    """
    return _read(data, source=source, recognised=recognised or {}).extract


def picture_areas(
    data: bytes, span: Span, *, text_sha256: str, source: str, recognised: Mapping[int, RecognisedPage]
) -> tuple[PageArea, ...]:
    """Where a span of a picture's text stands: a rectangle for each of its lines, in order, in pixels.

    Raises:
        LoadError: as `extract_picture` does, or if the text is not the one with this SHA-256.
    """
    reading = _read(data, source=source, recognised=recognised)
    check_text(reading.extract.text, text_sha256, suffix=".png", source=source)
    return tuple(reading.areas(span, _not_printed))


def picture_view(data: bytes, number: int, *, source: str) -> View:
    """How a page of a picture is looked at: whole, each pixel a point.

    Raises:
        LoadError: as `citespan.corpus.formats.scans.image_file.frame_size` does.
    """
    width, height = frame_size(data, number, source=source)
    return View(0.0, 0.0, float(width), float(height), 0)


def _not_printed(_page: int, _places: Sequence[int]) -> None:
    """No page of a picture has text of its own."""


def _read(data: bytes, *, source: str, recognised: Mapping[int, RecognisedPage]) -> PageText:
    numbers = tuple(range(1, frame_count(data, source=source) + 1))
    unread = UnreadPages(pictures=numbers)
    known = {number: recognised[number] for number in numbers if number in recognised}
    left = tuple(number for number in numbers if number not in known)
    losses = tuple(unread.losses(known))
    if left:
        raise UnreadPagesError(f"{source}: holds no text that can be read: {losses[0].message}", left)
    views = {number: picture_view(data, number, source=source) for number, page in known.items() if page.lines}
    placed = placed_pages({number: known[number] for number in views}, views, body=0.0)
    blank = View(0.0, 0.0, 1.0, 1.0, 0)
    pages = [placed[number].page if number in placed else ReadPage((), blank) for number in numbers]
    return write_pages(pages, Outline({}), placed, losses=losses, unread=(), source=source)
