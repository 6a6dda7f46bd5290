"""Tables of a web page with merged cells: rewritten so that each row has a cell for each column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.corpus.formats.grid import Cell, Grid, spread
from citespan.corpus.formats.web.markup import allowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import html

_SPAN = re.compile(r"\s*(\d{1,5})")
_SECTIONS = ("thead", "tbody", "tfoot")
_NOT_REWRITTEN = frozenset("table pre h1 h2 h3 h4 h5 h6 form".split())
_LISTS = frozenset(("ul", "ol", "dl"))
_PARTED = frozenset("br p div hr ul ol li dl dt dd".split())
_MOST_ROWS = 10_000


def spread_tables(root: html.HtmlElement) -> None:
    """Rewrite each table of data whose cells span others, or whose first rows are titles or heads of two storeys."""
    for table in list(root.iter("table")):
        for caption in [child for child in table if child.tag == "caption"]:
            caption.tag = "p"
            caption.tail = None
            table.addprevious(caption)
        rows = list(_rows(table))
        inside = {inner.tag for inner in _below(table)}
        lists = bool(inside & _LISTS)
        is_of_data = "th" in inside or "thead" in inside
        if not rows or len(rows) > _MOST_ROWS or inside & _NOT_REWRITTEN or (lists and not is_of_data):
            continue
        heads = 0
        while heads < len(rows) and rows[heads].getparent().tag == "thead":
            heads += 1
        cells = [[_cell(cell, rows_left=len(rows) - n) for cell in _cells(row)] for n, row in enumerate(rows)]
        if not any(map(len, cells)):
            continue
        grid = spread(cells, heads=heads if heads < len(rows) else 0)
        if lists or _says_more(cells, grid, heads):
            _rewrite(table, grid)


def _below(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    return (inner for inner in table.iter() if inner is not table)


def _says_more(cells: Sequence[Sequence[Cell]], grid: Grid, heads: int) -> bool:
    """True if the grid differs from the rows as they stand."""
    is_merged = any(cell.columns > 1 or cell.rows > 1 for row in cells for cell in row)
    return is_merged or bool(grid.titles) or (heads > 0 and not all(cell.is_name for cell in cells[0]))


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The rows of a table; its foot comes last, wherever it stands."""
    feet = []
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag == "tfoot":
            feet.append(child)
        elif child.tag in _SECTIONS:
            yield from (row for row in child if row.tag == "tr")
    for foot in feet:
        yield from (row for row in foot if row.tag == "tr")


def _cells(row: html.HtmlElement) -> Iterator[html.HtmlElement]:
    return (cell for cell in row if cell.tag in {"td", "th"})


def _cell(cell: html.HtmlElement, *, rows_left: int) -> Cell:
    rows = _span(cell.get("rowspan"), zero=rows_left)
    return Cell(_words(cell), _span(cell.get("colspan"), zero=1), min(rows, rows_left), cell.tag == "th")


def _span(stated: str | None, *, zero: int) -> int:
    found = _SPAN.match(stated or "")
    if found is None:
        return 1
    return min(int(found[1]), 1000) or zero


def _words(cell: html.HtmlElement) -> str:
    """The text of a cell; its blocks and line ends are parted."""
    parts = [cell.text or ""]
    for inner in cell.iterdescendants():
        breaks = inner.tag in _PARTED
        if isinstance(inner.tag, str):
            parts.append(f"{' ' if breaks else ''}{inner.text or ''}")
        parts.append(f"{' ' if breaks else ''}{inner.tail or ''}")
    return " ".join("".join(parts).split())


def _rewrite(table: html.HtmlElement, grid: Grid) -> None:
    """Put the grid's rows in the place of the table's, and what stood above its head before it."""
    for child in list(table):
        table.remove(child)
    for title in grid.titles:
        paragraph = table.makeelement("p", {})
        paragraph.text = allowed(title)
        table.addprevious(paragraph)
    for number, texts in enumerate((grid.names, *grid.rows) if grid.names else grid.rows):
        row = _make(table, "tr", None)
        for text in texts:
            _make(row, "th" if grid.names and number == 0 else "td", text)


def _make(parent: html.HtmlElement, tag: str, text: str | None) -> html.HtmlElement:
    made = parent.makeelement(tag, {})
    made.text = None if text is None else allowed(text)
    parent.append(made)
    return made
