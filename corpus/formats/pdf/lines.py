"""The lines of a PDF page: pieces between wide gaps, tables that stand for a line, and ends that their author meant."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from citespan.corpus.document import Box
from citespan.corpus.formats.pdf.rises import Word, font_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

_GAP = 0.6
_SMALL_GAP = 0.2
_SAME_LINE = 0.8
_COLUMN_POINTS = 40.0
_WORD_GAP = 0.35
_SLACK = 1.25
_MOSTLY = 0.6
_HYPHENS = ("-", "\u00ad", "\u2010", "/")
BLANK = -1
"""The place of a blank between two words, which pdfium does not count."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words on one line without a wide gap between them: where they are seen, and their font size in points.

    `places` holds pdfium's index of each character of `text`, -1 for the blanks between words. `is_filled` is true of
    what was filled into a form, `has_label` if its label is part of it.
    """

    text: str = field(repr=False)
    places: array[int] = field(repr=False)
    box: Box
    size: float
    is_filled: bool = False
    has_label: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The pieces that pdfium has on one line, in its order; those of a whole table if it stands for one."""

    pieces: tuple[Piece, ...]
    table: ReadTable | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The pieces' texts with blanks between them."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def places(self) -> array[int]:
        """The index of each character of `text`."""
        places = array("i", self.pieces[0].places)
        for piece in self.pieces[1:]:
            places.append(BLANK)
            places.extend(piece.places)
        return places

    @property
    def is_filled(self) -> bool:
        """True if something on it was filled into a form."""
        return any(piece.is_filled for piece in self.pieces)

    @property
    def has_label(self) -> bool:
        """True if something on it was filled into a form beside its label."""
        return any(piece.has_label for piece in self.pieces)

    @property
    def size(self) -> float:
        """The font size of the longest piece in points: a bullet or number before it may be larger."""
        return max(self.pieces, key=lambda piece: len(piece.text)).size

    @property
    def top(self) -> float:
        """The upper edge of the first piece."""
        return self.pieces[0].box.top


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table between drawn lines: titles above it, the names of its columns, none if nothing shows them, and its rows.

    Each cell is the lines in it; what spans several rows or columns stands in each of them.
    """

    titles: tuple[tuple[Line, ...], ...] = field(repr=False)
    names: tuple[tuple[Line, ...], ...] = field(repr=False)
    rows: tuple[tuple[tuple[Line, ...], ...], ...] = field(repr=False)


def pieces_of(words: Sequence[Word], textpage: pypdfium2.PdfTextPage) -> Iterator[Piece]:
    """The words of a line in pieces: a new one begins after a wide gap."""
    start = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or _is_apart(words[end - 1].box, words[end].box):
            yield piece_of(words[start:end], textpage)
            start = end


def _is_apart(before: Box, box: Box) -> bool:
    """True if two words are parted by a wide gap, or by any on two lines of which pdfium made one."""
    gap = max(box.left - before.right, before.left - box.right)
    heights = (before.top - before.bottom, box.top - box.bottom)
    height = min(heights)
    overlap = min(before.top, box.top) - max(before.bottom, box.bottom)
    shifted = max(heights) < 1.1 * height and overlap < _SAME_LINE * height
    return overlap > 0 and gap > (_SMALL_GAP if shifted else _GAP) * height


def piece_of(words: Sequence[Word], textpage: pypdfium2.PdfTextPage) -> Piece:
    """The words as one piece."""
    places = array("i", words[0].places)
    for word in words[1:]:
        places.append(BLANK)
        places.extend(word.places)
    box = Box.around([word.box for word in words])
    return Piece(" ".join(word.text for word in words), places, box, font_size(textpage, places[0]))


class Margins:
    """Where lines end at the right, by where they begin: the widest of a column in the same size shows it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Look at the lines of a page."""
        self._edges = [(line.pieces[0].box.left, line.pieces[-1].box.right, round(line.size)) for line in lines]
        self._known: dict[tuple[int, int], float] = {}

    def right_of(self, line: Line) -> float:
        """The right margin of the column that a line stands in."""
        left, size = line.pieces[0].box.left, round(line.size)
        key = (round(left), size)
        if key not in self._known:
            ends = (end for begin, end, other in self._edges if abs(begin - left) <= _COLUMN_POINTS and other == size)
            self._known[key] = max(ends, default=0.0)
        return self._known[key]


def meant(before: Line, line: Line, margins: Margins) -> bool:
    """True if the first word of a line would have fitted on the one before, and does not go on with its sentence."""
    if _goes_on(before, line):
        return False
    word = line.text.split(" ", 1)[0]
    first = line.pieces[0]
    width = (first.box.right - first.box.left) * min(1.0, len(word) / max(1, len(first.text)))
    needed = _SLACK * width + _WORD_GAP * line.size
    return before.pieces[-1].box.right + needed < margins.right_of(before)


def _goes_on(before: Line, line: Line) -> bool:
    """True if a line begins in lower case, or the one before ends in a hyphen."""
    return line.text[:1].islower() or not line.text[:1].strip() or before.text.endswith(_HYPHENS)


def meant_ends(lines: Sequence[Line], margins: Margins) -> frozenset[int]:
    """The places of the lines of a paragraph that end where their author meant: none if most do not, else all that may.

    The widest of them shows no margin that it ends before.
    """
    found = [place for place, (before, line) in enumerate(pairwise(lines)) if meant(before, line, margins)]
    if not found or len(found) < _MOSTLY * (len(lines) - 1):
        return frozenset()
    may = (place for place, (before, line) in enumerate(pairwise(lines)) if not _goes_on(before, line))
    return frozenset(may)
