"""A page of a PDF file as pdfium reads it: its lines, the pieces between their wide gaps, and where they stand."""

from __future__ import annotations

import math
import re
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypdfium2 import raw

from citespan.corpus.document import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

_HYPHENS = "\x02\ufffe"  # what pdfium writes for one at the end of a line; it goes on with the next line's letters
_TOKEN = re.compile(rf"[\r\n{_HYPHENS}]|[^\s\x00-\x1f\x7f-\x9f\ufffe\ud800-\udfff]+")
_GAP = 0.6
_SMALL_GAP = 0.2
_SAME_LINE = 0.8
_BLANK = -1


@dataclass(frozen=True, slots=True)
class Piece:
    """Words on one line without a wide gap between them: where they are seen, and their font size in points.

    `places` holds pdfium's index of each character of `text`, -1 for the blanks between words.
    """

    text: str = field(repr=False)
    places: array[int] = field(repr=False)
    box: Box
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """The pieces that pdfium has on one line, in its order."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The pieces' texts with blanks between them."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def places(self) -> array[int]:
        """The index of each character of `text`."""
        places = array("i", self.pieces[0].places)
        for piece in self.pieces[1:]:
            places.append(_BLANK)
            places.extend(piece.places)
        return places

    @property
    def size(self) -> float:
        """The font size of the first piece in points."""
        return self.pieces[0].size

    @property
    def top(self) -> float:
        """The upper edge of the first piece."""
        return self.pieces[0].box.top


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at: `width` by `height` points cut out of it, and turned clockwise by so many quarters."""

    left: float
    bottom: float
    width: float
    height: float
    quarters: int

    def seen(self, box: Box) -> Box:
        """Where a rectangle of the page is seen, from the lower left of what is seen."""
        left, right = box.left - self.left, box.right - self.left
        bottom, top = box.bottom - self.bottom, box.top - self.bottom
        match self.quarters:
            case 1:
                return Box(bottom, self.width - right, top, self.width - left)
            case 2:
                return Box(self.width - right, self.height - top, self.width - left, self.height - bottom)
            case 3:
                return Box(self.height - top, left, self.height - bottom, right)
            case _:
                return Box(left, bottom, right, top)

    @property
    def is_turned(self) -> bool:
        """True if anything is seen elsewhere than on the page itself."""
        return bool(self.left or self.bottom or self.quarters)

    @property
    def seen_height(self) -> float:
        """The height of the page as it is seen."""
        return self.width if self.quarters % 2 else self.height


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page's lines in the order of the file, and how it is looked at."""

    lines: tuple[Line, ...] = field(repr=False)
    view: View


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    places: Sequence[int]
    box: Box


def read_page(page: pypdfium2.PdfPage) -> ReadPage:
    """The lines of a page; the page is closed then."""
    left, bottom, right, top = page.get_bbox()
    view = View(left, bottom, right - left, top - bottom, page.get_rotation() // 90)
    textpage = page.get_textpage()
    try:
        lines = (Line(tuple(_pieces(words, textpage))) for words in _lines(textpage, view) if words)
        return ReadPage(tuple(lines), view)
    finally:
        textpage.close()
        page.close()


def area(page: pypdfium2.PdfPage, places: Sequence[int]) -> Box | None:
    """The rectangle around characters of a page, in the page's own coordinates; None if there are only blanks."""
    textpage = page.get_textpage()
    try:
        found = [_letter_box(textpage, place) for place in places if place != _BLANK]
    finally:
        textpage.close()
        page.close()
    return Box.around(found) if found else None


def _lines(textpage: pypdfium2.PdfTextPage, view: View) -> Iterator[list[_Word]]:
    """The words of each line; a hyphen at its end belongs to the last."""
    text, places = _characters(textpage)
    words: list[_Word] = []
    for token in _TOKEN.finditer(text):
        found = places[token.start() : token.end()]
        if token[0] not in f"\r\n{_HYPHENS}":
            words.append(_Word(token[0], found, _word_box(textpage, found, view)))
            continue
        if token[0] in _HYPHENS and words:
            last = words[-1]
            found = [*last.places, *found]
            words[-1] = _Word(f"{last.text}-", found, _word_box(textpage, found, view))
        yield words
        words = []
    yield words


def _characters(textpage: pypdfium2.PdfTextPage) -> tuple[str, Sequence[int]]:
    """The text of a page, and pdfium's index of each of its characters, of which it counts some as two."""
    codes = [raw.FPDFText_GetUnicode(textpage.raw, place) for place in range(textpage.count_chars())]
    if all(code < 0xD800 or 0xE000 <= code < 0x110000 for code in codes):
        return "".join(map(chr, codes)), range(len(codes))
    characters: list[str] = []
    places: list[int] = []
    for place, code in enumerate(codes):
        character = chr(code) if code < 0x110000 else "\ufffd"
        if characters and 0xDC00 <= code < 0xE000 and "\ud800" <= characters[-1] < "\udc00":
            characters[-1] = (characters[-1] + character).encode("utf-16", "surrogatepass").decode("utf-16")
        else:
            characters.append(character)
            places.append(place)
    return "".join(characters), places


def _word_box(textpage: pypdfium2.PdfTextPage, places: Sequence[int], view: View) -> Box:
    """Where a word is seen, by its first and last letter."""
    first, last = raw.FS_RECTF(), raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(textpage.raw, places[0], first)
    raw.FPDFText_GetLooseCharBox(textpage.raw, places[-1], last)
    left, bottom, right, top = first.left, first.bottom, first.right, first.top
    box = Box(
        left if left < last.left else last.left,
        bottom if bottom < last.bottom else last.bottom,
        right if right > last.right else last.right,
        top if top > last.top else last.top,
    )
    return view.seen(box) if view.is_turned else box


def _letter_box(textpage: pypdfium2.PdfTextPage, place: int) -> Box:
    rectangle = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(textpage.raw, place, rectangle)
    return Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)


def _pieces(words: Sequence[_Word], textpage: pypdfium2.PdfTextPage) -> Iterator[Piece]:
    """The words of a line in pieces: a new one begins after a wide gap."""
    start = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or _is_apart(words[end - 1].box, words[end].box):
            yield _piece(words[start:end], textpage)
            start = end


def _is_apart(before: Box, box: Box) -> bool:
    """True if two words are parted by a wide gap, or by any on two lines of which pdfium made one."""
    gap = max(box.left - before.right, before.left - box.right)
    heights = (before.top - before.bottom, box.top - box.bottom)
    height = min(heights)
    overlap = min(before.top, box.top) - max(before.bottom, box.bottom)
    shifted = max(heights) < 1.1 * height and overlap < _SAME_LINE * height
    return overlap > 0 and gap > (_SMALL_GAP if shifted else _GAP) * height


def _piece(words: Sequence[_Word], textpage: pypdfium2.PdfTextPage) -> Piece:
    places = array("i", words[0].places)
    for word in words[1:]:
        places.append(_BLANK)
        places.extend(word.places)
    box = Box.around([word.box for word in words])
    return Piece(" ".join(word.text for word in words), places, box, _size(textpage, places[0]))


def _size(textpage: pypdfium2.PdfTextPage, place: int) -> float:
    """The size in points that a letter's font is drawn in."""
    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(textpage.raw, place, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
    return float(raw.FPDFText_GetFontSize(textpage.raw, place)) * scale
