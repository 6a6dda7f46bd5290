"""Raised and lowered characters: what is an exponent, what an index, and what the mark of a note."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts

from citespan.corpus.text.raised import Rise, TextRun, compose

_SIGNS = {"^": Rise.RAISED, "_": Rise.LOWERED, "#": Rise.NOTE}


def composed(*parts: str) -> str:
    """The text of parts, of which those that begin with a sign stand above or below the line."""
    return compose(TextRun(part[1:], _SIGNS[part[0]]) if part[0] in _SIGNS else TextRun(part) for part in parts)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("about 10", "^9", " cells"), "about 10⁹ cells"),
        (("2.5 × 10", "^6", " candela"), "2.5 × 10⁶ candela"),
        (("10", "^−", "^9", " m"), "10⁻⁹ m"),
        (("2", "^16", " addresses"), "2¹⁶ addresses"),
        (("60 m", "^2", " and 90 cm", "^3"), "60 m² and 90 cm³"),
        (("E = mc", "^2"), "E = mc²"),
        (("x", "^n", " + y", "^2"), "xⁿ + y²"),
        (("5", "^2", " = 25"), "5² = 25"),
        (("(a+b)", "^2"), "(a+b)²"),
        (("e", "^2x+1"), "e^(2x+1)"),
        (("the ", "^14", "C method"), "the ¹⁴C method"),
        (("Ca", "^2+", " and SO", "_4", "^2−"), "Ca²⁺ and SO₄²⁻"),
        (("5.3 m s", "^-1"), "5.3 m s⁻¹"),
    ],
)
def test_an_exponent_stays_one(parts: tuple[str, ...], text: str) -> None:
    assert composed(*parts) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("costs 45", "^2", " euros"), "costs 45 euros"),
        (("is 4", "^1", " euros"), "is 4 euros"),
        (("in 1893", "#4", " by"), "in 1893 by"),
        (("in 1874", "^2", " by"), "in 1874 by"),
        (("the miller.", "^2", " Its"), "the miller. Its"),
        (("plot 14", "^1,2", " may"), "plot 14 may"),
        (("price", "^*", " is"), "price is"),
        (("5", "^a", " b"), "5 b"),
        (("cat", "^[1]", "^[2]", " dog"), "cat dog"),
        (("is it orange ", "^1", "? Yes"), "is it orange? Yes"),
        (("it", "^3", " was"), "it was"),
        (("the rules (see above)", "^2", " say"), "the rules (see above) say"),
        (("in 1893", "#4", "by"), "in 1893 by"),
        (("^1", "Including tax"), "Including tax"),
    ],
)
def test_the_mark_of_a_note_goes(parts: tuple[str, ...], text: str) -> None:
    assert composed(*parts) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("H", "_2", "O"), "H₂O"),
        (("Vitamin B", "_12"), "Vitamin B₁₂"),
        (("V", "_max", " is"), "V_max is"),
        (("the 1", "^st", " of May"), "the 1st of May"),
        (("20", "^o", "C"), "20°C"),
        (("Brand", "^TM"), "Brand™"),
        (("2", "^1", "⁄", "_2", " cups"), "2 1⁄2 cups"),
        (("^All of it is raised", "^ 9"), "All of it is raised 9"),
    ],
)
def test_indices_endings_and_fractions_are_told_apart(parts: tuple[str, ...], text: str) -> None:
    assert composed(*parts) == text


@given(texts)
def test_what_stands_on_the_line_stays_as_it_is(text: str) -> None:
    assert compose([TextRun(text)]) == text
