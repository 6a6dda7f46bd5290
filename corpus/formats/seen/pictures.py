"""Pages of a PDF file or picture as they look: their sizes, pictures of them, and where a place of a page is seen."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from PIL import Image

from citespan.corpus.document import PageSize, SeenArea
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.pdf.document import opened_pdf
from citespan.corpus.formats.scans.image_file import frame, frame_count, frame_size
from citespan.corpus.formats.seen.on_pages import areas_on_pages, is_picture, page_views

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pypdfium2

    from citespan.corpus.document import Span
    from citespan.corpus.formats.scans.recognised import RecognisedPage

MAX_SIDE_PIXELS = 4000
"""The most that a side of a picture may have."""


def page_sizes(data: bytes, *, source: str) -> tuple[PageSize, ...]:
    """The sizes of all pages.

    Raises:
        LoadError: if the file cannot be opened.
    """
    if is_picture(source):
        numbers = range(1, frame_count(data, source=source) + 1)
        return tuple(PageSize(number, *map(float, frame_size(data, number, source=source))) for number in numbers)
    with opened_pdf(data, source=source) as file:
        sizes = [file.get_page_size(number) for number in range(len(file))]
    return tuple(PageSize(number, width, height) for number, (width, height) in enumerate(sizes, start=1))


def page_picture(data: bytes, number: int, *, width: int, source: str) -> bytes:
    """A page as a picture (PNG) of so many pixels, or of fewer where it would be higher than `MAX_SIDE_PIXELS`.

    What is filled in on forms is drawn. `number` counts from 1.

    Raises:
        LoadError: if the file cannot be opened, or has no such page.
    """
    if is_picture(source):
        return _png(_shrunk(frame(data, number, source=source), width))
    with opened_pdf(data, source=source) as file:
        if not 1 <= number <= len(file):
            raise LoadError(f"{source}: has no page {number}; it has {len(file)}")
        file.init_forms()
        page = file[number - 1]
        try:
            picture = page.render(scale=_scale(page, width)).to_pil()
        finally:
            page.close()
    return _png(picture)


def seen_areas(
    data: bytes,
    span: Span,
    *,
    text_sha256: str,
    source: str,
    recognised: Mapping[int, RecognisedPage] | None = None,
) -> tuple[SeenArea, ...]:
    """Where a span of the file's text is seen: a rectangle for each of its lines, in order.

    Raises:
        LoadError: as `areas_on_pages` does.
    """
    areas = areas_on_pages(data, span, text_sha256=text_sha256, source=source, recognised=recognised or {})
    views = page_views(data, {area.page for area in areas}, source=source)
    found = []
    for area in areas:
        view = views[area.page]
        box = view.seen(area.box)
        width, height = view.seen_width, view.seen_height
        left, right = _share(box.left / width), _share(box.right / width)
        top, bottom = _share(1 - box.top / height), _share(1 - box.bottom / height)
        found.append(SeenArea(area.page, left, top, right - left, bottom - top))
    return tuple(found)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG", compress_level=3)
    return out.getvalue()


def _shrunk(picture: Image.Image, width: int) -> Image.Image:
    """A picture that is no wider than `width`, nor either side longer than `MAX_SIDE_PIXELS`."""
    wide, high = picture.size
    scale = min(1.0, width / wide, MAX_SIDE_PIXELS / high)
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    return picture if scale == 1.0 else picture.resize(size, Image.Resampling.LANCZOS)


def _scale(page: pypdfium2.PdfPage, width: int) -> float:
    wide, high = map(float, page.get_size())
    scale = min(width / wide, MAX_SIDE_PIXELS / high, MAX_SIDE_PIXELS / wide) if wide > 0 and high > 0 else 0.0
    return scale if math.isfinite(scale) and scale > 0 else 1.0


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 5)
