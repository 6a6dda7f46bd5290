"""Tables of a Word file: their rows and cells, those in content controls included, merged ones with their spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.formats.grid import Cell
from citespan.corpus.formats.word.parts import MC, W, is_on, is_placeholder, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml import etree

_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
) | frozenset((f"{MC}AlternateContent", f"{MC}Choice"))
_MOST_SPANNED = 1000


def children(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The elements of these tags below another, in order, those in content controls and the like included."""
    waiting = list(reversed(parent))
    while waiting:
        child = waiting.pop()
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS and not is_placeholder(child):
            waiting.extend(reversed(child))


def table_rows(table: etree._Element, text_of: Callable[[etree._Element], str]) -> Sequence[Sequence[Cell]]:
    """The cells of each row; rows and cells that review deleted are left out."""
    rows: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}
    for row in children(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        is_head = is_on(properties, "tblHeader") or False
        cells: list[Cell] = []
        before = _count(value(row, "trPr/gridBefore"), 0)
        if before:
            cells.append(Cell("", columns=before, is_name=is_head))
        column = before
        for cell in children(row, f"{W}tc"):
            if cell.find(f"{W}tcPr/{W}cellDel") is not None:
                continue
            width = _count(value(cell, "tcPr/gridSpan"), 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val", "continue") == "continue" and column in above:
                place, number = above[column]
                head = rows[place][number]
                rows[place][number] = Cell(head.text, head.columns, len(rows) - place + 1, head.is_name)
            else:
                above[column] = (len(rows), len(cells))
                cells.append(Cell(text_of(cell), columns=width, is_name=is_head))
            column += width
        rows.append(cells)
    return rows


def _count(text: str | None, otherwise: int) -> int:
    return min(int(text), _MOST_SPANNED) if text and text.isascii() and text.isdigit() else otherwise
