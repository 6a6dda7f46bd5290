"""Which lines of a PDF file are headings: those that its outline names, and those in larger type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pypdfium2

    from citespan.corpus.formats.pdf.blocks import PageBlock
    from citespan.corpus.formats.pdf.page import ReadPage

HEADING_SIZE = 1.15
"""How many times the body's type a heading's is at least."""

_HEADING_CHARACTERS = 160
_MOST_ENTRIES = 20_000
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Outline:
    """The level of each entry of a file's outline (its bookmarks) by the place of its page and its letters."""

    levels: Mapping[tuple[int, str], int] = field(repr=False)

    @classmethod
    def of(cls, file: pypdfium2.PdfDocument) -> Outline:
        """The outline of a file; entries without a page are left out."""
        levels: dict[tuple[int, str], int] = {}
        for entry in islice(file.get_toc(max_depth=_DEEPEST), _MOST_ENTRIES):
            destination = entry.get_dest()
            page = None if destination is None else destination.get_index()
            letters = _letters(entry.get_title())
            if page is not None and letters:
                levels.setdefault((page, letters), entry.level + 1)
        return cls(levels)

    def level(self, page: int, text: str) -> int | None:
        """The level of a line or block on a page; None if the outline does not name it."""
        return self.levels.get((page, _letters(text))) if self.levels else None


def body_size(pages: Iterable[ReadPage]) -> float:
    """The font size in points that most characters have; 0 if there are none."""
    counts: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            counts[round(line.size, 1)] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0


class HeadingLevels:
    """Tells headings from paragraphs, and their levels: the outline's, and below or without them the order of sizes."""

    def __init__(self, outline: Outline, pages: Sequence[Sequence[PageBlock]], *, body: float) -> None:
        """Look at the blocks of all pages."""
        self._outline = outline
        self._body = body
        of_size: dict[float, int] = {}
        large: set[float] = set()
        for page, blocks in enumerate(pages):
            for block in blocks:
                level = outline.level(page, block.text)
                if level is not None:
                    of_size.setdefault(_rounded(block.size), level)
                elif self._is_large(block):
                    large.add(_rounded(block.size))
        deepest = max(of_size.values(), default=0)
        without = sorted(large - set(of_size), reverse=True)
        self._of_size = {**{size: deepest + rank for rank, size in enumerate(without, start=1)}, **of_size}

    def level(self, page: int, block: PageBlock) -> int | None:
        """The level of a block on a page; None if it is no heading."""
        named = self._outline.level(page, block.text)
        if named is not None:
            return named
        return self._of_size[_rounded(block.size)] if self._is_large(block) else None

    def _is_large(self, block: PageBlock) -> bool:
        return (
            block.size > HEADING_SIZE * self._body
            and len(block.text) <= _HEADING_CHARACTERS
            and sum(map(str.isalnum, block.text)) > 1
        )


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def _letters(text: str) -> str:
    """What is left of a heading when only letters and digits count, and no number at its front."""
    letters = "".join(character for character in text.casefold() if character.isalnum())
    return letters.lstrip("0123456789") or letters
