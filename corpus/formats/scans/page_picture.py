"""A page that is a picture: drawn or unpacked, recognised, and its lines placed on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from citespan.corpus.document import Box
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.pdf.document import opened_pdf
from citespan.corpus.formats.pdf.page import view_of
from citespan.corpus.formats.scans.engine import recognise
from citespan.corpus.formats.scans.image_file import frame
from citespan.corpus.formats.scans.recognised import RecognisedLine, RecognisedPage, RecognisedWord

if TYPE_CHECKING:
    from PIL import Image

DOTS_PER_INCH = 200
"""How finely pages of PDF files are drawn to be recognised."""

_POINTS_PER_INCH = 72
_MAX_SIDE_PIXELS = 4000


def recognise_page(data: bytes, number: int, *, suffix: str, source: str, password: str = "") -> RecognisedPage:
    """What is read on a page of a PDF file, or of a picture; `number` counts from 1.

    The places are in points of a PDF page, and in pixels of a picture.

    Raises:
        LoadError: if the file cannot be opened, or has no such page.
    """
    if suffix == ".pdf":
        picture, scale = _drawn(data, number, source=source, password=password)
    else:
        picture, scale = frame(data, number, source=source), 1.0
    found = recognise(np.asarray(picture))
    return RecognisedPage(number, found.quarters, tuple(_scaled(line, scale) for line in found.lines), found.unclear)


def _drawn(data: bytes, number: int, *, source: str, password: str) -> tuple[Image.Image, float]:
    """A page of a PDF file as a picture, and the points of a pixel."""
    with opened_pdf(data, source=source, password=password) as file:
        if not 1 <= number <= len(file):
            raise LoadError(f"{source}: has no page {number}; it has {len(file)}")
        file.init_forms()
        page = file[number - 1]
        try:
            view = view_of(page)
            longest = max(view.seen_width, view.seen_height)
            scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, _MAX_SIDE_PIXELS / longest) if longest > 0 else 1.0
            return page.render(scale=scale).to_pil().convert("RGB"), 1 / scale
        finally:
            page.close()


def _scaled(line: RecognisedLine, scale: float) -> RecognisedLine:
    words = (
        RecognisedWord(word.text, Box(box.left * scale, box.bottom * scale, box.right * scale, box.top * scale))
        for word in line.words
        for box in (word.box,)
    )
    return replace(line, words=tuple(words), height=line.height * scale)
