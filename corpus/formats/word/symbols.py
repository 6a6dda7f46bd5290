"""Characters that Word draws with a font of symbols: what they are in Unicode."""

from __future__ import annotations

_GREEK = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_CAPITALS = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SYMBOL = {
    **{ord("a") + place: letter for place, letter in enumerate(_GREEK)},
    **{ord("A") + place: letter for place, letter in enumerate(_CAPITALS)},
    **dict(
        zip(
            (
                0x2D, 0xA2, 0xA3, 0xA4, 0xA5, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6,
                0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xC5, 0xC7, 0xC8, 0xCE, 0xCF, 0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5,
                0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xDB, 0xDC, 0xDE, 0xE5, 0xF2,
            ),
            "−′≤⁄∞↔←↑→↓°±″≥×∝∂•÷≠≡≈…⊕∩∪∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇒∑∫",
            strict=True,
        )
    ),
}  # fmt: skip
_WINGDINGS = dict(
    zip(
        (
            0x28, 0x29, 0x2A, 0x6C, 0x6E, 0x6F, 0x71, 0x76, 0x77, 0x9F, 0xA7, 0xA8, 0xB7, 0xD8, 0xDF, 0xE0, 0xE1, 0xE2,
            0xE8, 0xF0, 0xFB, 0xFC, 0xFD, 0xFE,
        ),
        "☎✆✉●■□❑❖⬥•▪◻•➢←→↑↓➔⇨✗✓☒☑",
        strict=True,
    )
)  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "□",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x72: "✗"}
_WINGDINGS_3 = {0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x7D: "▶"}
_FONTS = (
    ("symbol", _SYMBOL), ("wingdings 2", _WINGDINGS_2), ("wingdings 3", _WINGDINGS_3), ("wingdings", _WINGDINGS),
    ("webdings", _WEBDINGS),
)  # fmt: skip
_PRIVATE = range(0xF020, 0xF100)


def symbol(code: int, font: str) -> str:
    """The character that a font of symbols draws for a code, U+FFFD where that is not known.

    Source: Unicode's mapping files for Adobe Symbol; the table of Wingdings in Unicode document L2/12-368.
    """
    place = code - 0xF000 if code in _PRIVATE else code
    table = next((table for name, table in _FONTS if font.casefold().startswith(name)), None)
    if table is not None and place < 0x100:
        return table.get(place) or (chr(place) if table is _SYMBOL and 0x20 <= place < 0x60 else "\ufffd")
    return "\ufffd" if code in _PRIVATE or not 0x20 <= code < 0xD800 else chr(code)


def without_private(text: str, font: str) -> str:
    """A text in a font of symbols with the characters that the font draws; others as they are.

    The font Symbol draws Greek letters for Latin ones: *mg* in it is *μγ*.
    """
    if font.casefold() == "symbol":
        text = "".join(_SYMBOL.get(ord(c), c) if c.isascii() and c.isalpha() else c for c in text)
    if not any(ord(character) in _PRIVATE for character in text):
        return text
    return "".join(symbol(ord(c), font) if ord(c) in _PRIVATE else c for c in text)
