"""A page of a PDF file as pdfium reads it: its lines, the pieces between their wide gaps, and where they stand."""

from __future__ import annotations

import math
import re
from array import array
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pypdfium2 import raw

from citespan.corpus.document import Box
from citespan.corpus.formats.pdf.annotations import filled_in
from citespan.corpus.formats.pdf.rises import Word, font_size, write_rises
from citespan.corpus.formats.pdf.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

_HYPHENS = "\x02\ufffe"  # what pdfium writes for one at the end of a line; it goes on with the next line's letters
_TOKEN = re.compile(rf"[\r\n{_HYPHENS}]|[^\s\x00-\x1f\x7f-\x9f\ufffe\ud800-\udfff]+")
_GAP = 0.6
_SMALL_GAP = 0.2
_SAME_LINE = 0.8
_BLANK = -1
_USUAL_SIZE = 12.0
_SKEWED = 0.1


@dataclass(frozen=True, slots=True)
class Piece:
    """Words on one line without a wide gap between them: where they are seen, and their font size in points.

    `places` holds pdfium's index of each character of `text`, -1 for the blanks between words. `is_filled` is true of
    what was filled into a form, with its label.
    """

    text: str = field(repr=False)
    places: array[int] = field(repr=False)
    box: Box
    size: float
    is_filled: bool = False


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
    def is_filled(self) -> bool:
        """True if something on it was filled into a form."""
        return any(piece.is_filled for piece in self.pieces)

    @property
    def size(self) -> float:
        """The font size of the first piece in points."""
        return self.pieces[0].size

    @property
    def top(self) -> float:
        """The upper edge of the first piece."""
        return self.pieces[0].box.top


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page's lines in the order of the file, how it is looked at, and whether it is white."""

    lines: tuple[Line, ...] = field(repr=False)
    view: View
    is_blank: bool = False


def read_page(page: pypdfium2.PdfPage) -> ReadPage:
    """The lines of a page; the page is closed then."""
    left, bottom, right, top = _shown(page)
    view = View(left, bottom, right - left, top - bottom, page.get_rotation() // 90)
    textpage = page.get_textpage()
    try:
        lines = []
        for words, as_turned in _lines(textpage, view):
            seen = [word for word in words if as_turned.shows(word.box)]
            written = write_rises(seen, textpage, as_turned.foot) if seen else []
            lines += [Line(tuple(_pieces(row, textpage))) for row in _rows(written, split=as_turned is not view)]
        for text, rectangle in filled_in(page):
            _put(lines, text, view.seen(rectangle) if view.is_turned else rectangle)
        return ReadPage(tuple(lines), view, is_blank=not lines and not raw.FPDFPage_CountObjects(page.raw))
    finally:
        textpage.close()
        page.close()


def _shown(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """The part of a page that is shown, before it is turned: its crop box, as far as that lies on it."""
    crop, media = page.get_cropbox(), page.get_mediabox()
    left, bottom = max(crop[0], media[0]), max(crop[1], media[1])
    right, top = min(crop[2], media[2]), min(crop[3], media[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def area(page: pypdfium2.PdfPage, places: Sequence[int]) -> Box | None:
    """The rectangle around characters of a page, in the page's own coordinates; None if there are only blanks."""
    textpage = page.get_textpage()
    try:
        found = [_letter_box(textpage, place) for place in places if place != _BLANK]
    finally:
        textpage.close()
        page.close()
    return Box.around(found) if found else None


def _lines(textpage: pypdfium2.PdfTextPage, view: View) -> Iterator[tuple[list[Word], View]]:
    """The words of each line, and the view in which it is upright; a hyphen at its end belongs to the last."""
    text, places = _characters(textpage)
    words: list[Word] = []
    upright = view
    for token in _TOKEN.finditer(text):
        found = places[token.start() : token.end()]
        if token[0] not in f"\r\n{_HYPHENS}":
            upright = upright if words else _upright(textpage, found[0], view)
            words.append(Word(token[0], found, _word_box(textpage, found, upright)))
            continue
        if token[0] in _HYPHENS and words:
            last = words[-1]
            found = [*last.places, *found]
            words[-1] = Word(f"{last.text}-", found, _word_box(textpage, found, upright))
        yield words, upright
        words = []
    yield words, upright


def _upright(textpage: pypdfium2.PdfTextPage, place: int, view: View) -> View:
    """The view in which a letter is upright: that of its page, unless it is printed sideways on it."""
    angle = raw.FPDFText_GetCharAngle(textpage.raw, place)
    counted = round(angle / (math.pi / 2))
    quarters = -counted % 4
    if quarters in {view.quarters, 2} or abs(angle - counted * math.pi / 2) > _SKEWED:
        return view
    return replace(view, quarters=quarters)


def _rows(words: Sequence[Word], *, split: bool) -> Iterator[Sequence[Word]]:
    """The words, or with `split` those of each row: pdfium makes one line of several rows that stand sideways."""
    start = 0
    for end in range(1, len(words) + 1):
        before, box = words[end - 1].box, words[end].box if end < len(words) else None
        overlap = 1.0 if box is None else min(before.top, box.top) - max(before.bottom, box.bottom)
        if box is None or (split and overlap <= 0):
            yield words[start:end]
            start = end


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


def _pieces(words: Sequence[Word], textpage: pypdfium2.PdfTextPage) -> Iterator[Piece]:
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


def _piece(words: Sequence[Word], textpage: pypdfium2.PdfTextPage) -> Piece:
    places = array("i", words[0].places)
    for word in words[1:]:
        places.append(_BLANK)
        places.extend(word.places)
    box = Box.around([word.box for word in words])
    return Piece(" ".join(word.text for word in words), places, box, font_size(textpage, places[0]))


def _put(lines: list[Line], text: str, box: Box) -> None:
    """Put a text that was filled in on the line whose words stand to its left, or else on one of its own."""
    said = " ".join(text.split())
    height = box.top - box.bottom
    best: tuple[float, int, int] | None = None
    for number, line in enumerate(lines):
        for position, piece in enumerate(line.pieces):
            middle = (piece.box.bottom + piece.box.top) / 2
            gap = box.left - piece.box.right
            if box.bottom <= middle <= box.top and gap > -0.5 * height and (best is None or gap < best[0]):
                best = gap, number, position
    size = lines[best[1]].size if best else min(height, _USUAL_SIZE)
    filled = Piece(said, array("i", [_BLANK] * len(said)), box, size, is_filled=True)
    if best is None:
        lines.append(Line((filled,)))
        return
    _, number, position = best
    pieces = lines[number].pieces
    label = pieces[position]
    places = array("i", [*label.places, _BLANK, *filled.places])
    answered = Piece(f"{label.text} {said}", places, Box.around((label.box, box)), label.size, is_filled=True)
    lines[number] = Line((*pieces[:position], answered, *pieces[position + 1 :]))
