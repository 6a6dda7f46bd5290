"""Recognised lines as the lines of a page: in rows, with type as large as that of the text around them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

from citespan.corpus.document import Box
from citespan.corpus.formats.pdf.lines import BLANK, Line, Piece
from citespan.corpus.formats.pdf.page import ReadPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from citespan.corpus.formats.pdf.view import View
    from citespan.corpus.formats.scans.recognised import RecognisedLine, RecognisedPage

_SMALLER = 0.7
_LARGER = 1.25
_ONE_ROW = 0.5
_LETTERS_OF_A_BOX = 0.75


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A recognised page as the reader of pages takes it.

    `boxes` and `confidences` are those of each character, by the place that `page` gives it; the boxes lie on the page
    itself, before it is turned.
    """

    page: ReadPage
    boxes: tuple[Box, ...] = field(repr=False)
    confidences: tuple[float, ...] = field(repr=False)

    def area(self, places: Iterable[int]) -> Box | None:
        """The rectangle around characters; None if there are only blanks."""
        found = [self.boxes[place] for place in places if place != BLANK]
        return Box.around(found) if found else None

    def confidence(self, places: Iterable[int]) -> float:
        """The engine's confidence in the least sure of the lines that characters stand on."""
        return min((self.confidences[place] for place in places if place != BLANK), default=1.0)


def placed_pages(
    recognised: Mapping[int, RecognisedPage], views: Mapping[int, View], *, body: float
) -> dict[int, PlacedPage]:
    """The recognised pages by number; `views` says how each is seen, `body` how large the type of the other pages is.

    Boxes around lines are of uneven height, so that those of about the usual height count as one size: `body` points,
    or where that is 0 a share of it.
    """
    heights = [line.height for page in recognised.values() for line in page.lines for _ in line.words]
    usual = median(heights) if heights else 1.0
    scale = body / usual if body else _LETTERS_OF_A_BOX

    def size_of(line: RecognisedLine) -> float:
        is_usual = _SMALLER * usual < line.height < _LARGER * usual
        return scale * (usual if is_usual else line.height)

    placed = {}
    for number, page in recognised.items():
        view = views[number]
        upright = replace(view, quarters=(view.quarters + page.quarters) % 4)
        writer = _PageWriter(upright)
        lines = tuple(writer.line(row, [size_of(line) for line in row]) for row in _rows(page.lines))
        placed[number] = PlacedPage(ReadPage(lines, upright), tuple(writer.boxes), tuple(writer.confidences))
    return placed


class _PageWriter:
    """Numbers the characters of a page, line by line."""

    def __init__(self, upright: View) -> None:
        self._upright = upright
        self.boxes: list[Box] = []
        self.confidences: list[float] = []

    def line(self, row: Sequence[RecognisedLine], sizes: Sequence[float]) -> Line:
        """A row as one line of a page, each of its recognised lines a piece."""
        return Line(tuple(self._piece(line, size) for line, size in zip(row, sizes, strict=True)))

    def _piece(self, line: RecognisedLine, size: float) -> Piece:
        places = array("i")
        for word in line.words:
            if places:
                places.append(BLANK)
            step = (word.box.right - word.box.left) / len(word.text)
            for number in range(len(word.text)):
                left = word.box.left + number * step
                places.append(len(self.boxes))
                self.boxes.append(self._upright.on_page(replace(word.box, left=left, right=left + step)))
                self.confidences.append(line.confidence)
        return Piece(line.text, places, line.box, size)


def _rows(lines: Sequence[RecognisedLine]) -> list[list[RecognisedLine]]:
    """The lines from top to bottom, those beside each other in one row, from left to right."""
    rows: list[list[RecognisedLine]] = []
    for line in sorted(lines, key=lambda line: -(line.box.top + line.box.bottom)):
        if rows and _is_beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


def _is_beside(row: Sequence[RecognisedLine], line: RecognisedLine) -> bool:
    box, first = line.box, row[0].box
    overlap = min(first.top, box.top) - max(first.bottom, box.bottom)
    is_level = overlap > _ONE_ROW * min(first.top - first.bottom, box.top - box.bottom)
    return is_level and all(box.left >= other.box.right or box.right <= other.box.left for other in row)
