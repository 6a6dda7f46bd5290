"""Pages of a PDF file as they look: their sizes, pictures of them, and where a place of a page is seen."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from citespan.corpus.document import PageSize, SeenArea
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.pdf.document import opened_pdf, pdf_areas
from citespan.corpus.formats.pdf.page import view_of

if TYPE_CHECKING:
    import pypdfium2

    from citespan.corpus.document import Span

MAX_SIDE_PIXELS = 4000
"""The most that a side of a picture may have."""


def page_sizes(data: bytes, *, source: str) -> tuple[PageSize, ...]:
    """The sizes of all pages.

    Raises:
        LoadError: if the file cannot be opened.
    """
    with opened_pdf(data, source=source) as file:
        sizes = [file.get_page_size(number) for number in range(len(file))]
    return tuple(PageSize(number, width, height) for number, (width, height) in enumerate(sizes, start=1))


def page_picture(data: bytes, number: int, *, width: int, source: str) -> bytes:
    """A page as a picture (PNG) of so many pixels, or of fewer where it would be higher than `MAX_SIDE_PIXELS`.

    What is filled in on forms is drawn. `number` counts from 1.

    Raises:
        LoadError: if the file cannot be opened, or has no such page.
    """
    with opened_pdf(data, source=source) as file:
        if not 1 <= number <= len(file):
            raise LoadError(f"{source}: has no page {number}; it has {len(file)}")
        file.init_forms()
        page = file[number - 1]
        try:
            picture = page.render(scale=_scale(page, width)).to_pil()
        finally:
            page.close()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG", compress_level=3)
    return out.getvalue()


def seen_areas(data: bytes, span: Span, *, text_sha256: str, source: str) -> tuple[SeenArea, ...]:
    """Where a span of the file's text is seen: a rectangle for each of its lines, in order.

    Raises:
        LoadError: as `pdf_areas` does.
    """
    areas = pdf_areas(data, span, text_sha256=text_sha256, source=source)
    found = []
    with opened_pdf(data, source=source) as file:
        for area in areas:
            page = file[area.page - 1]
            view = view_of(page)
            page.close()
            box = view.seen(area.box)
            width, height = view.seen_width, view.seen_height
            left, right = _share(box.left / width), _share(box.right / width)
            top, bottom = _share(1 - box.top / height), _share(1 - box.bottom / height)
            found.append(SeenArea(area.page, left, top, right - left, bottom - top))
    return tuple(found)


def _scale(page: pypdfium2.PdfPage, width: int) -> float:
    wide, high = map(float, page.get_size())
    scale = min(width / wide, MAX_SIDE_PIXELS / high, MAX_SIDE_PIXELS / wide) if wide > 0 and high > 0 else 0.0
    return scale if math.isfinite(scale) and scale > 0 else 1.0


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 5)
