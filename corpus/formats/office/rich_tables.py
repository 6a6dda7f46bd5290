"""Tables of a rich text: cells are ended by words, and rows say which of their cells are merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from citespan.corpus.formats.grid import MOST_COLUMNS, Cell, spread

if TYPE_CHECKING:
    from citespan.corpus.formats.grid import Grid


@dataclass(frozen=True, slots=True)
class _Column:
    """What a row says of one of its cells."""

    goes_on_left: bool = False
    goes_on_above: bool = False


class RichTable:
    """The table that is being read."""

    def __init__(self) -> None:
        """Begin an empty table."""
        self.is_inside = False
        """True in a paragraph of a cell."""
        self._rows: list[list[Cell]] = []
        self._texts: list[str] = []
        self._columns: list[_Column] = []
        self._next = _Column()
        self._is_head = False
        self._above: dict[int, tuple[int, int]] = {}

    def cell(self, text: str) -> None:
        """End a cell."""
        if len(self._texts) < MOST_COLUMNS:
            self._texts.append(text)

    def state(self, word: str, number: int | None) -> None:
        """Take what a control word says about the table."""
        if word == "intbl":
            self.is_inside = True
        elif word == "trowd":
            self._columns, self._next, self._is_head = [], _Column(), False
        elif word == "trhdr":
            self._is_head = number != 0
        elif word == "clmrg":
            self._next = replace(self._next, goes_on_left=True)
        elif word == "clvmrg":
            self._next = replace(self._next, goes_on_above=True)
        elif word == "cellx":
            self._columns.append(self._next)
            self._next = _Column()
        elif word == "row":
            self._end_row()

    def take(self) -> Grid | None:
        """The table that has ended; None if there is none."""
        if self._texts:
            self._end_row()
        rows, self._rows, self._above = self._rows, [], {}
        return spread(rows) if rows else None

    def _end_row(self) -> None:
        cells: list[Cell] = []
        for column, text in enumerate(self._texts):
            stated = self._columns[column] if column < len(self._columns) else _Column()
            if stated.goes_on_left and cells:
                cells[-1] = replace(cells[-1], columns=cells[-1].columns + 1)
            elif stated.goes_on_above and column in self._above:
                place, number = self._above[column]
                head = self._rows[place][number]
                self._rows[place][number] = replace(head, rows=len(self._rows) - place + 1)
            else:
                self._above[column] = (len(self._rows), len(cells))
                cells.append(Cell(text, is_name=self._is_head))
        self._texts = []
        self.is_inside = False
        self._rows.append(cells)
