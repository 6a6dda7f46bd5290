"""Tables between drawn lines: their cells, also those that reach over several rows or columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

from citespan.corpus.document import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.formats.pdf.ruled import DrawnLine, Ruled

_TOUCHING = 3.0
_MOST_CELLS = 4000


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A cell: where it is seen, in which row and column it begins, from 0 at the upper left, and how far it reaches."""

    box: Box
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def holds(self, box: Box) -> bool:
        """True if the middle of a rectangle lies in the cell."""
        across, up = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        return self.box.left <= across <= self.box.right and self.box.bottom <= up <= self.box.top


def lattices(ruled: Ruled) -> list[list[LatticeCell]]:
    """The cells of each table whose cells are divided by lines: of two rows and columns at least."""
    found = []
    for across, upright in _connected(ruled):
        cells = _cells(across, upright)
        if cells:
            found.append(cells)
    return found


def _connected(ruled: Ruled) -> Iterator[tuple[list[DrawnLine], list[DrawnLine]]]:
    """The lines that touch each other, directly or by others."""
    parents = list(range(len(ruled.across) + len(ruled.upright)))
    first = len(ruled.across)
    for number, rule in enumerate(ruled.across):
        for other, upright in enumerate(ruled.upright, start=first):
            if (
                rule.start - _TOUCHING <= upright.at <= rule.end + _TOUCHING
                and upright.start - _TOUCHING <= rule.at <= upright.end + _TOUCHING
            ):
                _unite(parents, number, other)
    groups: dict[int, tuple[list[DrawnLine], list[DrawnLine]]] = {}
    for number in range(len(parents)):
        group = groups.setdefault(_root(parents, number), ([], []))
        if number < first:
            group[0].append(ruled.across[number])
        else:
            group[1].append(ruled.upright[number - first])
    yield from groups.values()


def _cells(across: Sequence[DrawnLine], upright: Sequence[DrawnLine]) -> list[LatticeCell]:
    """The cells between lines that touch each other; none if these make no table."""
    if len(across) < 2 or not upright:
        return []
    columns = _steps([*(rule.at for rule in upright), min(r.start for r in across), max(r.end for r in across)])
    rows = _steps([*(rule.at for rule in across), min(r.start for r in upright), max(r.end for r in upright)])[::-1]
    wide, high = len(columns) - 1, len(rows) - 1
    if wide < 2 or high < 2 or wide * high > _MOST_CELLS:
        return []
    parents = list(range(wide * high))
    middles = [(a + b) / 2 for a, b in pairwise(columns)]
    heights = [(a + b) / 2 for a, b in pairwise(rows)]
    for row, column in product(range(high), range(wide)):
        if column + 1 < wide and not _is_drawn(upright, columns[column + 1], heights[row]):
            _unite(parents, row * wide + column, row * wide + column + 1)
        if row + 1 < high and not _is_drawn(across, rows[row + 1], middles[column]):
            _unite(parents, row * wide + column, (row + 1) * wide + column)
    groups: dict[int, list[int]] = {}
    for cell in range(wide * high):
        groups.setdefault(_root(parents, cell), []).append(cell)
    places = []
    for cells in groups.values():
        top, bottom = min(c // wide for c in cells), max(c // wide for c in cells)
        left, right = min(c % wide for c in cells), max(c % wide for c in cells)
        if (bottom - top + 1) * (right - left + 1) != len(cells):
            return []  # an area with corners is no cell
        box = Box(columns[left], rows[bottom + 1], columns[right + 1], rows[top])
        places.append(LatticeCell(box, top, left, bottom - top + 1, right - left + 1))
    return sorted(places, key=lambda place: (place.row, place.column))


def _steps(values: Sequence[float]) -> list[float]:
    """The values, ascending, of those close to each other the first."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCHING:
            found.append(value)
    return found


def _is_drawn(rules: Sequence[DrawnLine], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= _TOUCHING and rule.start <= along <= rule.end for rule in rules)


def _root(parents: list[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _unite(parents: list[int], one: int, other: int) -> None:
    parents[_root(parents, one)] = _root(parents, other)
