"""A page of a PDF file as pdfium reads it: its lines, the pieces between their wide gaps, and where they stand."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pypdfium2 import raw

from citespan.corpus.document import Box
from citespan.corpus.formats.pdf.annotations import filled_in, put_filled, struck_out
from citespan.corpus.formats.pdf.lattice import lattices
from citespan.corpus.formats.pdf.lines import BLANK, Line, pieces_of
from citespan.corpus.formats.pdf.rises import Word, font_size, write_rises
from citespan.corpus.formats.pdf.ruled import ruled_lines
from citespan.corpus.formats.pdf.strokes import without_struck
from citespan.corpus.formats.pdf.tables import tables_between
from citespan.corpus.formats.pdf.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pypdfium2

_HYPHENS = "\x02\ufffe"  # what pdfium writes for one at the end of a line; it goes on with the next line's letters
_TOKEN = re.compile(rf"[\r\n{_HYPHENS}]|[^\s\x00-\x1f\x7f-\x9f\ufffe\ud800-\udfff]+")
_SKEWED = 0.1
_SMALLER = 0.85
_BEHIND = 0.6
_RIGHT_BEHIND = 0.2


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page's lines in the order of the file, how it is looked at, and whether it is white."""

    lines: tuple[Line, ...] = field(repr=False)
    view: View
    is_blank: bool = False


def read_page(page: pypdfium2.PdfPage) -> ReadPage:
    """The lines of a page; the page is closed then."""
    view = view_of(page)
    textpage = page.get_textpage()
    try:
        ruled = ruled_lines(page, view)
        groups = _merged(_lines(textpage, view), textpage)
        groups = without_struck(groups, ruled, [_seen(box, view) for box in struck_out(page)], of_page=view)
        filled = [(text, _seen(box, view)) for text, box in filled_in(page)]
        tables = tables_between(lattices(ruled), groups, filled, textpage, of_page=view)
        lines: list[Line] = []
        for words, as_turned in groups:
            rest = [word for word in words if as_turned.shows(word.box)]
            for table in tables:
                if as_turned is view and any(table.holds(word) for word in rest):
                    rest = [word for word in rest if not table.holds(word)]
                    lines += table.once()
            written = write_rises(rest, textpage, as_turned.foot) if rest else []
            lines += [Line(tuple(pieces_of(row, textpage))) for row in _rows(written, split=as_turned is not view)]
        for text, rectangle in filled:
            if not any(table.box_holds(rectangle) for table in tables):
                put_filled(lines, text, rectangle)
        return ReadPage(tuple(lines), view, is_blank=not lines and not raw.FPDFPage_CountObjects(page.raw))
    finally:
        textpage.close()
        page.close()


def view_of(page: pypdfium2.PdfPage) -> View:
    """How a page is looked at."""
    left, bottom, right, top = _shown(page)
    return View(left, bottom, right - left, top - bottom, page.get_rotation() // 90)


def _seen(box: Box, view: View) -> Box:
    return view.seen(box) if view.is_turned else box


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
        found = [_letter_box(textpage, place) for place in places if place != BLANK]
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


def _merged(
    groups: Iterable[tuple[list[Word], View]], textpage: pypdfium2.PdfTextPage
) -> list[tuple[list[Word], View]]:
    """The words of each line; pdfium begins a new one before or behind raised characters, where they stand alone."""
    found: list[tuple[list[Word], View]] = []
    for words, view in groups:
        before = found[-1] if found else None
        if not words:
            continue
        if before and before[1] is view and _goes_on(before[0], words[0], textpage):
            before[0].extend(words)
        else:
            found.append((words, view))
    return found


def _goes_on(line: Sequence[Word], word: Word, textpage: pypdfium2.PdfTextPage) -> bool:
    """True if a word stands right behind the last of a line, and one of the two ends or begins with smaller letters."""
    first, last = line[0].box, line[-1].box
    height = first.top - first.bottom
    gap = word.box.left - last.right
    overlap = min(first.top, word.box.top) - max(first.bottom, word.box.bottom)
    if overlap <= 0 or not -0.1 * height < gap < _BEHIND * height:
        return False
    usual, begins = font_size(textpage, line[0].places[0]), font_size(textpage, word.places[0])
    ends = font_size(textpage, line[-1].places[-1])
    is_raised = begins < _SMALLER * usual and gap < _RIGHT_BEHIND * height
    return is_raised or (ends < _SMALLER * usual and _SMALLER * usual < begins < usual / _SMALLER)


def _upright(textpage: pypdfium2.PdfTextPage, place: int, view: View) -> View:
    """The view in which a letter is upright: that of its page, unless it is printed sideways on it."""
    angle = raw.FPDFText_GetCharAngle(textpage.raw, place)
    counted = round(angle / (math.pi / 2))
    quarters = -counted % 4
    if quarters in {view.quarters, 2} or abs(angle - counted * math.pi / 2) > _SKEWED:
        return view
    return replace(view, quarters=quarters)


def _rows(words: Sequence[Word], *, split: bool) -> Iterator[Sequence[Word]]:
    """The words of each row: pdfium makes one line of several that stand sideways (`split`), or begin at one place."""
    start = 0
    for end in range(1, len(words) + 1):
        before, box = words[end - 1].box, words[end].box if end < len(words) else None
        overlap = 1.0 if box is None else min(before.top, box.top) - max(before.bottom, box.bottom)
        if box is None or (overlap <= 0 and (split or box.left < before.right)):
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
