"""Scans and pictures: recognised once, the right way up, with their places; unclear, empty and damaged ones named."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from made_scans import LEASE, picture, picture_file, scan_file
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from citespan.corpus.document import Span
from citespan.corpus.errors import LoadError
from citespan.corpus.load import load_documents, page_areas
from citespan.corpus.looks import picture_of, seen_areas_of

if TYPE_CHECKING:
    from citespan.corpus.document import Document
    from citespan.corpus.formats.scans.recognised import RecognisedPage

TEXT = f"{LEASE[0]}\n\n{' '.join(LEASE[1:])}"


@dataclass
class _Kept:
    """Keeps pages, and notes which were recognised."""

    pages: list[RecognisedPage] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)

    def known(self, sha256: str) -> list[RecognisedPage]:  # noqa: ARG002
        return self.pages

    def keep(self, sha256: str, page: RecognisedPage) -> None:  # noqa: ARG002
        self.pages.append(page)

    def begin(self, source: str, number: int, *, done: int, count: int) -> None:  # noqa: ARG002
        assert done < count
        self.begun.append(number)


def _loaded(data: bytes, name: str, kept: _Kept | None = None) -> Document:
    (document,) = load_documents(data, source=name, root_key="r", recognised=kept or _Kept())
    return document


def _with_text(*, scan: Image.Image) -> bytes:
    """A PDF file of a page with text and one that is a picture."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 300))
    canvas.drawString(20, 250, "The boathouse was built in 1931.")
    canvas.showPage()
    canvas.drawInlineImage(scan, 0, 0, 300, 300)
    canvas.save()
    return out.getvalue()


def test_a_page_of_a_scan_is_recognised_once_and_one_with_text_never() -> None:
    data, kept = _with_text(scan=picture()), _Kept()
    document = _loaded(data, "lease.pdf", kept)
    assert document.text == f"The boathouse was built in 1931.\n\n{TEXT}"
    assert kept.begun == [2]
    assert _loaded(data, "lease.pdf", kept) == document
    assert kept.begun == [2]
    printed, scanned = document.pages
    assert not printed.recognised
    assert len(scanned.recognised) == len(LEASE)
    assert all(0.8 <= line.confidence <= 1 for line in scanned.recognised)
    assert [line.span.slice(document.text) for line in scanned.recognised] == list(LEASE)
    assert not document.losses


def _is_ink(data: bytes, document: Document, kept: _Kept, words: str) -> bool:
    """True if what is boxed is darker than the page, and what stands left of it on the page is not."""
    start = document.text.index(words)
    (area,) = seen_areas_of(data, Span(start, start + len(words)), document, kept.pages)
    seen = np.asarray(
        Image.open(io.BytesIO(picture_of(data, area.page, width=600, source=document.source))).convert("L")
    )
    height, width = seen.shape
    top, left = round(area.top * height), round(area.left * width)
    inside = seen[top : round((area.top + area.height) * height), left : round((area.left + area.width) * width)]
    return inside.size > 0 and (inside < 128).mean() > 0.08 > (seen < 128).mean()


@pytest.mark.parametrize("name", ["lease.pdf", "lease.png"])
def test_a_page_that_lies_on_its_side_is_read_and_boxed_where_it_stands(name: str) -> None:
    lying = picture().rotate(90, expand=True)
    data, kept = scan_file(lying) if name.endswith(".pdf") else picture_file("PNG", lying), _Kept()
    document = _loaded(data, name, kept)
    assert document.text == TEXT
    assert kept.pages[0].quarters == 1
    assert _is_ink(data, document, kept, "Agnete Holmboe")
    start = document.text.index("Agnete Holmboe")
    (area,) = page_areas(data, Span(start, start + 14), document, recognised=kept.pages)
    assert area.box.top - area.box.bottom > 3 * (area.box.right - area.box.left)


def test_each_page_of_a_tiff_file_is_a_page() -> None:
    other = picture(("Notice", "The sauna opens at seven."))
    document = _loaded(picture_file("TIFF", picture(), other), "lease.tif")
    assert document.text.endswith("Notice\n\nThe sauna opens at seven.")
    assert [page.number for page in document.pages] == [1, 2]


def test_lines_that_were_left_out_as_unclear_are_named() -> None:
    data, kept = picture_file(), _Kept()
    _loaded(data, "lease.png", kept)
    (page,) = kept.pages
    kept.pages = [replace(page, unclear=2)]
    document = _loaded(data, "lease.png", kept)
    assert document.text == TEXT
    (loss,) = document.losses
    assert loss.message == "2 lines are too unclear for text recognition (OCR) on page 1, and left out"
    assert loss.pages == (1,)


def test_a_picture_of_nothing_is_named_and_looked_at_once() -> None:
    data, kept = picture_file("PNG", picture(())), _Kept()
    for _ in range(2):
        with pytest.raises(LoadError, match=r"sky\.png: holds no text .* text recognition \(OCR\) found no text"):
            _loaded(data, "sky.png", kept)
    assert kept.begun == [1]


def _large() -> bytes:
    return picture_file("PNG", Image.new("1", (12_000, 10_000)))


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"no picture", "x.png", "is no PNG, JPEG or TIFF picture, or damaged"),
        (b"GIF89a" + bytes(100), "x.tiff", "is no PNG, JPEG or TIFF picture"),
        (picture_file()[:400], "x.png", "cannot be read"),
        (picture_file("JPEG")[:200], "x.jpg", "x.jpg"),
        (_large(), "x.png", r"has 12000 x 10000 pixels; at most 100 million"),
    ],
    ids=["text", "gif", "cut-png", "cut-jpeg", "large"],
)
def test_a_damaged_picture_is_named_with_what_is_wrong(data: bytes, name: str, told: str) -> None:
    with pytest.raises(LoadError, match=told) as caught:
        _loaded(data, name)
    assert name in str(caught.value)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_pictures_of_any_colours_are_shown(mode: str) -> None:
    grey = picture()
    if mode == "I;16":
        made = Image.fromarray(np.asarray(grey).astype(np.uint16) * 200)
    else:
        made = grey.convert("RGB").convert(mode) if mode != "LA" else grey.convert("LA")
    seen = Image.open(io.BytesIO(picture_of(picture_file("TIFF", made), 1, width=200, source="x.tif")))
    dark = np.asarray(seen.convert("L"))
    assert seen.size == (200, 200)
    assert dark.mean() > 180 > 110 > dark.min()
