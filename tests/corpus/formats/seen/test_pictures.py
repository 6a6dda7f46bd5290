"""Pages of PDF files as pictures: turned, cropped, huge, locked; the boxes frame the words wherever they are seen."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
import pytest
from made_files import bare_pdf, pdf_file
from PIL import Image

from citespan.corpus.document import Span
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.pdf.document import extract_pdf
from citespan.corpus.formats.seen.pictures import MAX_SIDE_PIXELS, page_picture, page_sizes, seen_areas
from citespan.corpus.load import text_sha256

WORDS = (("The quay closes at noon.", "The mole is shut."),)


def _changed(*, quarters: int = 0, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """A page that is turned, and cropped to these edges."""
    file = pypdfium2.PdfDocument(bare_pdf(WORDS))
    if crop:
        file[0].set_cropbox(*crop)
    file[0].set_rotation(90 * quarters)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("crop", [None, (50.0, 30.0, 500.0, 830.0)])
def test_a_box_frames_all_ink_of_its_words(quarters: int, crop: tuple[float, float, float, float] | None) -> None:
    data = _changed(quarters=quarters, crop=crop)
    text = extract_pdf(data, source="a.pdf").text
    start = text.index("The quay")
    (area,) = seen_areas(data, Span(start, start + 24), text_sha256=text_sha256(text), source="a.pdf")
    picture = np.asarray(Image.open(io.BytesIO(page_picture(data, 1, width=800, source="a.pdf"))).convert("L")) < 128
    (size,) = page_sizes(data, source="a.pdf")
    assert picture.shape[0] == pytest.approx(800 * size.height / size.width, abs=1)
    high, wide = picture.shape
    inside = np.zeros_like(picture)
    top, left = int(area.top * high) - 1, int(area.left * wide) - 1
    bottom, right = int((area.top + area.height) * high) + 2, int((area.left + area.width) * wide) + 2
    inside[max(0, top) : bottom, max(0, left) : right] = True
    words = picture & inside
    rest = picture & ~inside
    assert words.sum() > 100
    assert rest.sum() == pytest.approx(words.sum() * 17 / 24, rel=0.35)  # the other line, and nothing of this one


def test_a_huge_page_makes_a_small_picture() -> None:
    file = pypdfium2.PdfDocument.new()
    file.new_page(10, 14_400)
    out = io.BytesIO()
    file.save(out)
    picture = Image.open(io.BytesIO(page_picture(out.getvalue(), 1, width=2400, source="a.pdf")))
    assert max(picture.size) <= MAX_SIDE_PIXELS + 1


def test_what_cannot_be_shown_is_named() -> None:
    data = pdf_file()
    with pytest.raises(LoadError, match=r"a.pdf: has no page 5; it has 4"):
        page_picture(data, 5, width=100, source="a.pdf")
    with pytest.raises(LoadError, match="is encrypted"):
        page_sizes(pdf_file(password="quay"), source="a.pdf")
    with pytest.raises(LoadError, match="not a PDF file"):
        page_sizes(b"%PDF-1.7 nothing", source="a.pdf")
    with pytest.raises(LoadError, match="makes another text"):
        seen_areas(data, Span(0, 5), text_sha256="0" * 64, source="a.pdf")
