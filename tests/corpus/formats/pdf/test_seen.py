"""What is seen on the pages of a PDF file: raised characters, form values, and nothing beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_pdfs import drawn

from citespan.corpus.document import Span
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.pdf.document import extract_pdf, pdf_areas
from citespan.corpus.formats.pdf.legible import is_legible
from citespan.corpus.load import text_sha256

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

SMALL = 6.5


def line_of(*parts: tuple[str, float]) -> bytes:
    """A line of parts, each at so many points above it; what is not on the line is smaller."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        for words, rise in parts:
            text.setFont("Helvetica", SMALL if rise else 11)
            text.setRise(rise)
            text.textOut(words)
        canvas.drawText(text)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 680, "The next line is an ordinary one of several words.")

    return drawn(draw)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((("It yields 3.2 × 10", 0), ("5", 4), (" litres", 0)), "It yields 3.2 × 10⁵ litres"),
        ((("It costs 4", 0), ("1", 4), (" euros", 0)), "It costs 4 euros"),
        ((("It was dug in 1874.", 0), ("2", 4), (" It is deep.", 0)), "It was dug in 1874. It is deep."),
        ((("Is it the orange ", 0), ("1", 4), ("? Nobody knows", 0)), "Is it the orange? Nobody knows"),
        ((("It holds 90 m", 0), ("3", 4), (" of H", 0), ("2", -2), ("O now", 0)), "It holds 90 m³ of H₂O now"),
        ((("A depth of 10", 0), ("−9", 4), (" m is small", 0)), "A depth of 10⁻⁹ m is small"),
    ],
)
def test_raised_and_lowered_characters_are_told_apart(parts: tuple[tuple[str, float], ...], text: str) -> None:
    assert extract_pdf(line_of(*parts), source="x.pdf").text.startswith(text)


def test_the_areas_of_a_quote_behind_raised_characters_are_right() -> None:
    data = line_of(("It yields 10", 0), ("5", 4), (" litres in 1874", 0), ("2", 4), (" or so", 0))
    text = extract_pdf(data, source="x.pdf").text
    start = text.index("1874")
    (area,) = pdf_areas(data, Span(start, start + 4), text_sha256=text_sha256(text), source="x.pdf")
    assert 72 < area.box.left < area.box.right < 300
    assert area.box.bottom < 702 < area.box.top


def test_what_stands_beside_the_page_is_not_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "The fee is 45 euros.")
        canvas.drawString(72, 1200, "The fee is 40 euros.")
        canvas.drawString(-400, 650, "It was 30 euros.")

    assert extract_pdf(drawn(draw), source="x.pdf").text == "The fee is 45 euros."


def test_what_was_filled_into_a_form_stands_beside_its_label() -> None:
    def draw(canvas: Canvas) -> None:
        for number, (label, value) in enumerate((("Boat:", "Stormsvala"), ("Berth:", "C 17"))):
            canvas.drawString(72, 700 - 30 * number, label)
            canvas.acroForm.textfield(name=label, value=value, x=150, y=695 - 30 * number, height=18, width=120)
        canvas.drawString(72, 640, "Insured")
        canvas.acroForm.checkbox(name="insured", checked=True, x=150, y=635, size=16)

    text = extract_pdf(drawn(draw), source="x.pdf").text
    assert text == "Boat: Stormsvala\nBerth: C 17\nInsured ☒"


def test_a_blank_page_is_no_scan_and_a_drawn_one_is() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "The fee is 45 euros.")
        canvas.showPage()
        canvas.showPage()
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.showPage()

    assert [loss.pages for loss in extract_pdf(drawn(draw), source="x.pdf").losses] == [(3,)]
    with pytest.raises(LoadError, match="its pages are blank"):
        extract_pdf(drawn(lambda canvas: canvas.showPage()), source="x.pdf")


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        ("7KH ERDUGZDON DFURVV WKH %ODFN 0RRU LV NLORPHWUHV ORQJ DQG ZDV ODLG E\\ SULVRQHUV LQ ,W LV FORVHG ZKHQ WKH"
         " ZDWHU VWDQGV DERYH WKH VHFRQG PDUN RI WKH JDXJH", False),
        ("\ue001\ue002\ue003 \ue004\ue005", False),
        ("The boardwalk across the Black Moor is closed when the water stands above the second mark of the gauge, and"
         " dogs are kept on a lead from April to July.", True),
        ("Muzeum jest otwarte codziennie oprócz poniedziałku. Wstęp kosztuje sześć złotych, a dla dzieci połowę tego,"
         " lecz tylko do maja.", True),
        ("Музей открыт ежедневно, кроме понедельника, с девяти до пяти часов.", True),
        ("12 34 56", True),
    ],
)  # fmt: skip
def test_letters_without_meaning_are_known(text: str, legible: bool) -> None:
    assert is_legible(text) is legible
