"""Words of a PDF page that a line strikes out: they are no longer what the document says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Box
    from citespan.corpus.formats.pdf.rises import Word
    from citespan.corpus.formats.pdf.ruled import DrawnLine, Ruled
    from citespan.corpus.formats.pdf.view import View

_LOWEST, _HIGHEST = 0.28, 0.62
_COVERED = 0.8
_OVERHANG = 0.5


def without_struck(
    groups: Sequence[tuple[list[Word], View]], ruled: Ruled, marked: Sequence[Box], *, of_page: View
) -> list[tuple[list[Word], View]]:
    """The words of each line without those that lie in one of the `marked` rectangles or that a line goes through.

    Such a line begins and ends with the words that it strikes out: one that goes on beyond them is another's.
    """
    kept = []
    for words, view in groups:
        if view is of_page and words:
            gone = {id(word) for word in words if any(_lies_in(word.box, box) for box in marked)}
            for rule in ruled.across:
                gone |= _struck(words, rule)
            kept.append(([word for word in words if id(word) not in gone], view))
        else:
            kept.append((words, view))
    return kept


def _struck(words: Sequence[Word], rule: DrawnLine) -> set[int]:
    found = [word for word in words if _goes_through(word.box, rule)]
    if not found:
        return set()
    height = found[0].box.top - found[0].box.bottom
    left, right = min(word.box.left for word in found), max(word.box.right for word in found)
    is_own = rule.start > left - _OVERHANG * height and rule.end < right + _OVERHANG * height
    return {id(word) for word in found} if is_own else set()


def _goes_through(box: Box, rule: DrawnLine) -> bool:
    height, width = box.top - box.bottom, box.right - box.left
    is_amid = box.bottom + _LOWEST * height < rule.at < box.bottom + _HIGHEST * height
    return is_amid and min(rule.end, box.right) - max(rule.start, box.left) >= _COVERED * width > 0


def _lies_in(box: Box, other: Box) -> bool:
    across, up = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return other.left <= across <= other.right and other.bottom <= up <= other.top
