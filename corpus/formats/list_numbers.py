"""The numbers of lists as they are written: 4, d, iv, 4th."""

from __future__ import annotations

from citespan.corpus.english.number_words import ORDINALS, TENS, UNITS

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 4999
_LARGEST_LETTERS = 780


def list_number(number: int, form: str) -> str:
    """A number in a form by its name in Word: `decimal`, `lowerLetter`, `upperLetter`, `lowerRoman` and the like.

    Numbers that a form does not have are written in digits.
    """
    match form:
        case "lowerLetter" | "upperLetter" if 0 < number <= _LARGEST_LETTERS:
            written = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        case "lowerRoman" | "upperRoman" if 0 < number <= _LARGEST_ROMAN:
            written = ""
            for size, numeral in _ROMAN:
                written += numeral * (number // size)
                number %= size
        case "cardinalText" | "ordinalText" if 0 < number < 100:
            return _in_words(number, is_ordinal=form == "ordinalText").capitalize()
        case "numberInDash":
            return f"- {number} -"
        case "decimalZero":
            return f"{number:02}"
        case "ordinal":
            endings = {1: "st", 2: "nd", 3: "rd"}
            return f"{number}{'th' if number % 100 in {11, 12, 13} else endings.get(number % 10, 'th')}"
        case _:
            return str(number)
    return written.upper() if form.startswith("upper") else written


def _in_words(number: int, *, is_ordinal: bool) -> str:
    """A number below 100 in English words: *twenty-one*, *twenty-first*."""
    last = ORDINALS if is_ordinal else UNITS
    if number < len(UNITS):
        return last[number]
    tens, ones = TENS[number // 10 - 2], number % 10
    if ones:
        return f"{tens}-{last[ones]}"
    return f"{tens[:-1]}ieth" if is_ordinal else tens
