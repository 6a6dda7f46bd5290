"""Look-alikes: characters that people take for the same, folded where texts are compared and never where one is quoted.

Ligatures, full-width forms, curly quotes, dashes, invisible characters, decomposed accents, raised and lowered digits.
"""

from __future__ import annotations

import unicodedata

import regex

LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
"""The ligatures that old books and PDF files have, with their letters."""

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters that take no room: soft hyphens, zero-width blanks and joiners."""

_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2043\u2212\ufe63\uff0d"), "-")
_DASHES = dict.fromkeys(map(ord, "\u2012\u2013\u2014\u2015\ufe58"), "-")
_BLANKS = dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0D}
_QUOTES = dict.fromkeys(map(ord, "‘’‚‛′ʼ"), "'") | dict.fromkeys(map(ord, "“”„‟″«»"), '"')
_AS_READ = {**_HYPHENS, **_BLANKS, **_FULL_WIDTH}
_FOLDED = {
    **_AS_READ, **_DASHES, **_QUOTES, **dict.fromkeys(map(ord, INVISIBLE)),
    **{ord(ligature): letters for ligature, letters in LIGATURES.items()},
    **dict(zip(map(ord, "₀₁₂₃₄₅₆₇₈₉"), "0123456789", strict=True)),
}  # fmt: skip
_RAISED = dict(zip(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), "0123456789", strict=True))
_EXPONENT = regex.compile(r"(?<=\d)[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def as_read(text: str) -> str:
    """The text as a reader takes it: hyphens, blanks and full-width forms made plain, each offset where it was."""
    return text if text.isascii() else text.translate(_AS_READ)


def folded(text: str) -> str:
    """The text with all look-alikes made one, for comparing and searching; of another length, in the same case.

    An exponent stands apart from its base: *10⁹* is not 109.
    """
    if text.isascii():
        return text
    apart = _EXPONENT.sub(lambda exponent: f" {exponent[0]}", unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", apart.translate(_FOLDED | _RAISED))
