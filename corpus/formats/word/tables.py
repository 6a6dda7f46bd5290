"""Tables of a Word file: their rows and cells, those in content controls included, merged ones with their spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.formats.grid import Cell
from citespan.corpus.formats.word.parts import MC, W, is_on, is_placeholder, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml import etree

    from citespan.corpus.formats.word.styles import Styles

_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
) | frozenset((f"{MC}AlternateContent", f"{MC}Choice"))
_MOST_SPANNED = 1000


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row; those of a content control that nobody filled in are empty."""
    waiting = list(reversed(row))
    while waiting:
        child = waiting.pop()
        if child.tag == f"{W}tc":
            yield child
        elif is_placeholder(child):
            yield from (cell.makeelement(cell.tag, {}) for cell in child.iter(f"{W}tc"))
        elif child.tag in _WRAPPERS:
            waiting.extend(reversed(child))


def children(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The elements of these tags below another, in order, those in content controls and the like included."""
    waiting = list(reversed(parent))
    while waiting:
        child = waiting.pop()
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS and not is_placeholder(child):
            waiting.extend(reversed(child))


def table_rows(
    table: etree._Element, text_of: Callable[[etree._Element], str], styles: Styles
) -> Sequence[Sequence[Cell]]:
    """The cells of each row; rows and cells that review deleted are left out.

    The first rows are names of columns where the file says so, or where their words alone are bold.
    """
    rows: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}
    kept = [row for row in children(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
    stands_out = _stands_out(table, kept[:2], styles)
    for place, row in enumerate(kept):
        is_head = is_on(row.find(f"{W}trPr"), "tblHeader") or (place == 0 and stands_out)
        cells: list[Cell] = []
        before = _count(value(row, "trPr/gridBefore"), 0)
        if before:
            cells.append(Cell("", columns=before, is_name=is_head))
        column = before
        for cell in _cells(row):
            if cell.find(f"{W}tcPr/{W}cellDel") is not None:
                continue
            width = _count(value(cell, "tcPr/gridSpan"), 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val", "continue") == "continue" and column in above:
                top, number = above[column]
                head = rows[top][number]
                rows[top][number] = Cell(head.text, head.columns, len(rows) - top + 1, head.is_name)
            else:
                above[column] = (len(rows), len(cells))
                cells.append(Cell(text_of(cell), columns=width, is_name=is_head))
            column += width
        rows.append(cells)
    return rows


def _stands_out(table: etree._Element, first: Sequence[etree._Element], styles: Styles) -> bool:
    """True if all that the first row says is bold, and the second row is not."""
    if len(first) < 2:
        return False
    is_styled = styles.has_bold_head(table)
    runs = [[(run, p) for p in row.iter(f"{W}p") for run in p.iter(f"{W}r") if _says(run)] for row in first]
    above, below = ([styles.is_bold(run, p) for run, p in one] for one in runs)
    return bool(above) and bool(below) and (is_styled or all(above)) and not all(below)


def _says(run: etree._Element) -> bool:
    return any((text.text or "").strip() for text in run.iterchildren(f"{W}t"))


def _count(text: str | None, otherwise: int) -> int:
    return min(int(text), _MOST_SPANNED) if text and text.isascii() and text.isdigit() else otherwise
