"""Where a span of a document's text stands on its pages, and how these are looked at: of PDF files and of pictures."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from citespan.corpus.formats.pdf.document import opened_pdf, pdf_areas
from citespan.corpus.formats.pdf.page import view_of
from citespan.corpus.formats.registry import PICTURE_SUFFIXES
from citespan.corpus.formats.scans.picture_text import picture_areas, picture_view

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from citespan.corpus.document import PageArea, Span
    from citespan.corpus.formats.pdf.view import View
    from citespan.corpus.formats.scans.recognised import RecognisedPage


def is_picture(source: str) -> bool:
    """True if a source is that of a picture, by its suffix."""
    return PurePosixPath(source).suffix.lower() in PICTURE_SUFFIXES


def areas_on_pages(
    data: bytes,
    span: Span,
    *,
    text_sha256: str,
    source: str,
    password: str = "",
    recognised: Mapping[int, RecognisedPage],
) -> tuple[PageArea, ...]:
    """Where a span of the file's text stands: a rectangle for each of its lines, in order.

    Raises:
        LoadError: if the file cannot be read, or makes another text.
    """
    if is_picture(source):
        return picture_areas(data, span, text_sha256=text_sha256, source=source, recognised=recognised)
    return pdf_areas(data, span, text_sha256=text_sha256, source=source, password=password, recognised=recognised)


def page_views(data: bytes, numbers: Collection[int], *, source: str) -> dict[int, View]:
    """How these pages are looked at, by their numbers, which count from 1.

    Raises:
        LoadError: if the file cannot be opened.
    """
    if is_picture(source):
        return {number: picture_view(data, number, source=source) for number in numbers}
    views = {}
    with opened_pdf(data, source=source) as file:
        for number in numbers:
            page = file[number - 1]
            views[number] = view_of(page)
            page.close()
    return views
