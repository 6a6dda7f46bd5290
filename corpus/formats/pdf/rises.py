"""Raised and lowered characters of a PDF line: smaller than those beside them, and above or below their foot."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pypdfium2 import raw

from citespan.corpus.document import Box
from citespan.corpus.text.raised import CLOSING, Rise, TextRun, rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pypdfium2

_SMALLER = 0.85
_RAISED = 0.12
_LOWERED = 0.05
_CONTEXT = 4


_ADJOINING = 0.2
_TOUCHING = 0.12


@dataclass(frozen=True, slots=True)
class Word:
    """A word, pdfium's index of each of its characters, and where it is seen."""

    text: str
    places: Sequence[int]
    box: Box


def font_size(textpage: pypdfium2.PdfTextPage, place: int) -> float:
    """The size in points that a letter's font is drawn in."""
    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(textpage.raw, place, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
    return float(raw.FPDFText_GetFontSize(textpage.raw, place)) * scale


def write_rises(
    words: Sequence[Word], textpage: pypdfium2.PdfTextPage, foot: Callable[[float, float], float]
) -> list[Word]:
    """The words of a line with exponents and indices as such and without marks of notes.

    `foot` gives the height at which a point of the page is seen.
    """
    usual = _usual_size(words, textpage)
    written: list[Word] = []
    level: float | None = None
    ends_raised = is_gone = False
    for number, word in enumerate(words):
        rises = [Rise.LEVEL] * len(word.places)
        if any(map(str.isdigit, word.text)) or _is_small(textpage, word.places[-1], usual):
            level = _level_of(words[:number], textpage, usual, foot) if level is None else level
            rises, level = _rises(word, textpage, usual, level, foot)
        if all(rise is Rise.LEVEL for rise in rises):
            is_behind = bool(written) and word.box.left - written[-1].box.right < _TOUCHING * usual
            parts_words = is_gone and written and written[-1].text[-1].isalnum() and word.text[0].isalnum()
            if is_behind and ends_raised and not parts_words:
                last = written.pop()
                box = Box(last.box.left, last.box.bottom, max(last.box.right, word.box.right), last.box.top)
                written.append(Word(last.text + word.text, [*last.places, *word.places], box))
            else:
                written.append(word)
            ends_raised = False
        else:
            ends_raised = rises[-1] is not Rise.LEVEL
            after = f" {words[number + 1].text}" if number + 1 < len(words) else ""
            line = " ".join(one.text for one in written[-_CONTEXT:])
            if written and rises[0] is not Rise.LEVEL and word.box.left - written[-1].box.right < _ADJOINING * usual:
                last = written.pop()
                made = _written(word, rises, line, after)
                is_gone = not made.text or made.places[-1] != word.places[-1]
                box = Box(last.box.left, last.box.bottom, max(last.box.right, word.box.right), last.box.top)
                written.append(Word(last.text + made.text, [*last.places, *made.places], box))
            else:
                made = _written(word, rises, f"{line} " if line else "", after)
                is_gone = not made.text or made.places[-1] != word.places[-1]
                if written and rises[0] is not Rise.LEVEL and made.text and CLOSING.issuperset(made.text):
                    last = written.pop()
                    box = Box(last.box.left, last.box.bottom, max(last.box.right, word.box.right), last.box.top)
                    written.append(Word(last.text + made.text, [*last.places, *made.places], box))
                elif made.text:
                    written.append(_level_with(written[-1], made) if written else made)
    return written


def _level_of(
    words: Sequence[Word], textpage: pypdfium2.PdfTextPage, usual: float, foot: Callable[[float, float], float]
) -> float | None:
    """The height at which the last word that is not smaller stands; None if there is none."""
    place = next((word.places[0] for word in reversed(words) if not _is_small(textpage, word.places[0], usual)), None)
    return None if place is None else _foot(textpage, place, foot)


def _usual_size(words: Sequence[Word], textpage: pypdfium2.PdfTextPage) -> float:
    """The size that most characters of a line have, the larger of two."""
    counts: Counter[float] = Counter()
    for word in words:
        for place in word.places:
            counts[round(font_size(textpage, place), 1)] += 1
    return max(counts, key=lambda size: (counts[size], size))


def _level_with(before: Word, word: Word) -> Word:
    """A word with a box no higher or lower than that of the word before it: a raised letter makes no other line."""
    box = word.box
    if box.bottom < before.box.top and before.box.bottom < box.top:
        bottom, top = max(box.bottom, before.box.bottom), min(box.top, before.box.top)
        box = Box(box.left, bottom, box.right, top)
    return Word(word.text, word.places, box)


def _is_small(textpage: pypdfium2.PdfTextPage, place: int, usual: float) -> bool:
    return font_size(textpage, place) < _SMALLER * usual


def _rises(
    word: Word,
    textpage: pypdfium2.PdfTextPage,
    usual: float,
    level: float | None,
    foot: Callable[[float, float], float],
) -> tuple[list[Rise], float | None]:
    """How each character stands, and at which height those on the line do."""
    smaller = [_is_small(textpage, place, usual) for place in word.places]
    feet = [_foot(textpage, place, foot) for place in word.places]
    on_line = [height for height, small in zip(feet, smaller, strict=True) if not small]
    level = on_line[0] if on_line else level
    if level is None:
        return [Rise.LEVEL] * len(feet), None
    rises = []
    for height, small in zip(feet, smaller, strict=True):
        step = (height - level) / usual
        rises.append(
            Rise.RAISED if small and step > _RAISED else Rise.LOWERED if small and step < -_LOWERED else Rise.LEVEL
        )
    return rises, level


def _foot(textpage: pypdfium2.PdfTextPage, place: int, foot: Callable[[float, float], float]) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage.raw, place, x, y)
    return foot(x.value, y.value)


def _written(word: Word, rises: Sequence[Rise], before: str, after: str) -> Word:
    text, places = "", []
    for rise, group in groupby(range(len(rises)), key=lambda position: rises[position]):
        positions = list(group)
        said = "".join(word.text[position] for position in positions)
        rest = word.text[positions[-1] + 1 :] + after
        made = rendered(TextRun(said, rise), before=before + text, after=rest)
        made = made if rise is Rise.LEVEL or (before + text)[-1:].strip() else made.strip()
        text += made
        places += [word.places[positions[min(number, len(positions) - 1)]] for number in range(len(made))]
    return Word(text, places, word.box)
