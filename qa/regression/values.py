"""Numbers as texts write them, for people in several countries."""

from __future__ import annotations

import unicodedata

import regex

from citespan.qa.answer_text import numbers

FIGURE = regex.compile(
    r"(?<![\d.,])(?P<sign>[-−–])?(?:(?:"
    r"(?P<continental>\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2}|\d+,\d{1,2})"
    r"|(?P<english>\d{1,3}(?:[,'’ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r")(?: ?(?P<fraction>[¼½¾⅐-⅞]))?|(?P<alone>[¼½¾⅐-⅞]))(?![.,]?\d)"
)
"""A number in figures: `1,204`, `-4.5`, `1.499,00`, `3 500`, `12½`; not a dotted word such as `1.2.3`."""

_SCALES = {"dozen": 12, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NO_FIGURE = regex.compile(r"\d[\d.,]*")


def number_in(text: str) -> float | None:
    """The one number that a text names, in figures or in words (`1,204`, `-4.5`, `seven`, `2 million`); else None.

    `1.499,00` and `3 500` are written as on the Continent, `1,20` is a decimal, `1,204` is not. What is dotted more
    than once is a date, a version or an address, and no number, unless its dots separate thousands.
    """
    values = [_value(figure) for figure in FIGURE.finditer(text)]
    words = numbers(_NO_FIGURE.sub(" ", FIGURE.sub(" ", text)))
    small = sorted(float(word) for word in words if word.isdigit())
    if len(small) == 2 and small[0] < 10 and small[1] >= 20:  # twenty-five
        small = [sum(small)]
    values += small
    scale = 1.0
    for word in words & _SCALES.keys():
        scale *= _SCALES[word]
    if not values and scale > 1:
        values = [1.0]
    return values[0] * scale if len(values) == 1 else None


def _value(figure: regex.Match[str]) -> float:
    whole = 0.0
    if figure["continental"]:
        whole = float(figure["continental"].replace(".", "").replace(",", "."))
    elif figure["english"]:
        whole = float(regex.sub(r"[^\d.]", "", figure["english"]))
    if fraction := figure["fraction"] or figure["alone"]:
        whole += unicodedata.numeric(fraction)
    return -whole if figure["sign"] else whole
