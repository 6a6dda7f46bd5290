"""Tables: rows of cells between vertical bars, or records of fields on lines, and the name of what stands where."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEWEST_NAMES = 3
"""How many cells a first row without a rule below it needs to count as names, for two are often a name and a value; and
how many fields a record needs."""

MOST_ROWS_ABOVE = 2000
"""How far above a place the names of its columns are looked for."""

_LINE = r"[^\S\r\n]*\|[^\r\n]*\|[^\S\r\n]*"
_ROW = regex.compile(rf"^{_LINE}(?=[\r\n]|\Z)", regex.MULTILINE)
_ROW_ABOVE = regex.compile(rf"{_LINE}\r?")
_BAR = regex.compile(r"(?<!\\)\|")
_BAR_APART = regex.compile(r"(?<!\S)\|(?!\S)")
_WORD = regex.compile(r"\w+")
_ROWS_LOOKED_AT = 20
_MOST_LOOKED_AT = 20_000
_RULE = regex.compile(r"\s*:?-+:?\s*")
_FIELD = regex.compile(
    r"^[^\S\r\n]*(\w[^:|\r\n]{0,39}?):[^\S\r\n]+(\S[^\r\n]*?)[^\S\r\n]*(?=[\r\n]|\Z)", regex.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, or a record: `[start, end)` of it and of what stands in each cell, empty if it is blank."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...] = field(repr=False)

    def texts(self, text: str) -> tuple[str, ...]:
        """What stands in each cell."""
        return tuple(text[start:end] for start, end in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, each of as many cells as there are `columns`, which are their names.

    `head` is the part of the text that the names stand in, with a rule below them; None if they stand elsewhere.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)
    head: tuple[int, int] | None


def tables(text: str, *, columns: Sequence[str] = ()) -> tuple[Table, ...]:
    """The tables in `text` whose columns have names; `columns` are those of a table that the text goes on with.

    The first row of a table names its columns if a rule of dashes stands below it, or if `are_names` says so. A text
    of nothing but so many lines of different names, each with a colon and something behind it, is a record, which is a
    table of one row.
    """
    found: list[Table] = [*_records(text)]
    for run in _runs(text):
        goes_on = columns and not text[: run[0].start].strip()
        names = tuple(columns) if goes_on else _names(text, run)
        below = (_of_width(text, row, len(names)) for row in run[0 if goes_on else 1 :] if names)
        rows = tuple(row for row in below if row is not None and not _rules(text, row))
        if rows and names:
            head = None if goes_on else (run[0].start, run[1 if _rules(text, run[1]) else 0].end)
            found.append(Table(names, rows, head))
    return tuple(found)


def row_around(offset: int, found: Sequence[Table]) -> tuple[Table, Row] | None:
    """The row of one of the tables found in a text that `offset` lies in, with its table."""
    return next(((table, row) for table in found for row in table.rows if row.start <= offset < row.end), None)


def columns_above(text: str, start: int) -> tuple[str, ...]:
    """The names of the columns of the table that is in its midst at `start`; none if there is no such table."""
    line = top = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():
        return ()
    for _ in range(MOST_ROWS_ABOVE):
        above = text.rfind("\n", 0, max(0, top - 1)) + 1
        if above == top or not _ROW_ABOVE.fullmatch(text, above, top - 1):
            break
        top = above
    else:
        return ()
    if top == line:
        return ()
    # The names, a rule if there is one, and the rows that show what they are.
    head = "\n".join(text[top : top + _MOST_LOOKED_AT].split("\n", _ROWS_LOOKED_AT)[:_ROWS_LOOKED_AT])
    run = next(_runs(head), None)
    return _names(head, run) if run else ()


def _names(text: str, run: Sequence[Row]) -> tuple[str, ...]:
    """The names of a table's columns, if its first row holds them."""
    if len(run) > 1 and _rules(text, run[1]):
        head = _of_width(text, run[0], len(run[1].cells))
        return (head or run[0]).texts(text)
    rows = [row.texts(text) for row in _alike(text, run[:_ROWS_LOOKED_AT])]
    return rows[0] if are_names(rows[0], rows[1:]) else ()


def are_names(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True if a first row is read as the names of columns without a rule below it.

    It has `FEWEST_NAMES` cells or more, all different, none of them blank, with a digit or said again below, and either
    some column has numbers below it, or half of its cells are what columns are often called.
    """
    if len(set(first)) < len(first) or len(first) < FEWEST_NAMES or not all(first) or any(map(_has_digit, first)):
        return False
    rows = [row for row in below if len(row) == len(first)]
    for name, column in zip(first, zip(*rows, strict=True), strict=False):
        if name.casefold() in map(str.casefold, column):
            return False
    if any(2 * sum(map(_has_digit, column)) > len(rows) for column in zip(*rows, strict=True)):
        return True
    known = frozenset(words("tables", "names"))
    called = sum(not known.isdisjoint(_WORD.findall(name.casefold())) for name in first)
    return 2 * called >= len(first)


def _has_digit(text: str) -> bool:
    return any(character.isdecimal() for character in text)


def _of_width(text: str, row: Row, width: int) -> Row | None:
    """The row if it has so many cells: else as what it is if bars inside of words part no cells."""
    if len(row.cells) == width:
        return row
    apart = _row(text, row.start, row.end, is_apart=True)
    return apart if len(apart.cells) == width else None


def _alike(text: str, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, as what they are if bars inside of words part no cells, where all have as many cells then."""
    if len({len(row.cells) for row in rows}) > 1:
        apart = [_row(text, row.start, row.end, is_apart=True) for row in rows]
        if len({len(row.cells) for row in apart}) == 1:
            return apart
    return rows


def _records(text: str) -> Iterator[Table]:
    fields = list(_FIELD.finditer(text))
    names = tuple(field[1] for field in fields)
    if len(names) < FEWEST_NAMES or len(set(names)) < len(names) or _FIELD.sub("", text).strip():
        return
    yield Table(names, (Row(fields[0].start(), fields[-1].end(), tuple(field.span(2) for field in fields)),), None)


def _rules(text: str, row: Row) -> bool:
    return all(_RULE.fullmatch(cell) for cell in row.texts(text))


def _runs(text: str) -> Iterator[list[Row]]:
    """Rows on lines that follow each other."""
    run: list[Row] = []
    for line in _ROW.finditer(text):
        if run and text[run[-1].end : line.start()] not in {"\n", "\r\n", "\r"}:
            yield run
            run = []
        run.append(_row(text, line.start(), line.end()))
    if run:
        yield run


def _row(text: str, start: int, end: int, *, is_apart: bool = False) -> Row:
    """The cells between the bars of a line; with `is_apart` only between those that have blanks on both sides."""
    bars = [bar.start() for bar in (_BAR_APART if is_apart else _BAR).finditer(text, start, end)]
    cells = []
    for left, right in pairwise(bars):
        inside = text[left + 1 : right]
        begin = left + 1 + len(inside) - len(inside.lstrip())
        cells.append((begin, begin + len(inside.strip())))
    return Row(start, end, tuple(cells))
