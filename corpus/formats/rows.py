"""The rows of a text in which values are separated by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.corpus.document import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DELIMITERS = ",;\t|"
_LOOKED_AT = 20
_MOST_LOSSES = 100
_TOO_LONG = "field larger"
"""What the csv module says of a value that is longer than it takes."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_STATED = re.compile(r"sep=([,;\t|])[^\S\r\n]*(?:\r\n|\r|\n)", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d")
_NUMBER = re.compile(r"[-+−]?[$€£]?\s?\d[\d.,\s]*(?:%|[$€£])?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table by their number below the names of their columns, and what stood above and was lost."""

    title: str
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the rows of a table: its title, the names of its columns, and in how many rows they stand."""

    title: str
    names: tuple[str, ...]
    titles: int
    name_rows: int


def read_rows(text: str) -> Rows:
    """The rows of a table; each has at most as many values as there are names.

    What stands in a lone cell above the names is the table's title. A first row that is made as the others are, with
    numbers where they have numbers, names nothing: the names are empty then.
    """
    if stated := _STATED.match(text):
        text = text[stated.end() :]
    delimiter = stated[1] if stated else _delimiter(text)
    found = list(_read(text, delimiter))
    rows = [row for row in found if isinstance(row, tuple)]
    head = find_head(rows)
    titles = 0
    while found and titles < head.titles:
        titles += isinstance(found.pop(0), tuple)
    first = next((place for place, row in enumerate(found) if isinstance(row, tuple)), 0)
    names = head.names
    kept: list[tuple[int, tuple[str, ...]]] = []
    losses: list[Loss] = []
    for number, row in enumerate(found[first + head.name_rows :], start=1):
        if not isinstance(row, tuple):
            losses.append(Loss(f"row {number} cannot be read ({row}) and is left out", rows=(number,)))
        elif any(value.strip() for value in row[len(names) :]):
            told = f"row {number} has {len(row)} values for {len(names)} fields and is left out"
            losses.append(Loss(f"{told}; quote values that hold {delimiter!r}", rows=(number,)))
        else:
            kept.append((number, row[: len(names)]))
    return Rows(head.title, names, tuple(kept), _few(losses))


def find_head(rows: Sequence[tuple[str, ...]]) -> Head:
    """What of the first rows of a table is its title and what names its columns, as `read_rows` tells them apart."""
    wide = max((_said(row) for row in rows[:_LOOKED_AT]), default=0)
    above = 0
    while above < len(rows) - 1 and wide > 1 and _is_title(rows[above], rows[above + 1 :]):
        above += 1
    title = " ".join(value.strip() for row in rows[:above] for value in row if value.strip())
    storeys = 2 if _has_storeys(rows[above:]) else 0 if _is_data(rows[above:]) else 1
    names = _names(rows[above : above + storeys]) or ("",) * max(map(len, rows), default=0)
    return Head(title, names, above, storeys)


def _few(losses: Sequence[Loss]) -> tuple[Loss, ...]:
    """The losses; those beyond a hundred are reported as one."""
    rest = losses[_MOST_LOSSES:]
    more = (Loss(f"{len(rest)} more rows are left out", rows=tuple(row for loss in rest for row in loss.rows)),)
    return (*losses[:_MOST_LOSSES], *(more if rest else ()))


def _read(text: str, delimiter: str) -> Iterator[tuple[str, ...] | str]:
    """Each row, or what is wrong with it; after one that cannot be read the next line begins a new one.

    A row with too long a value ends where its quotes do.
    """
    lines = [line[0] for line in _LINE.finditer(text) if line[0]]
    start = 0
    while start < len(lines):
        reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
        read = 0
        try:
            for row in reader:
                read = reader.line_num
                yield tuple(row)
            return
        except csv.Error as exc:
            yield str(exc)
            start += read + (_lines_of_row(lines[start + read :]) if _TOO_LONG in str(exc) else 1)


def _lines_of_row(lines: Sequence[str]) -> int:
    """How many lines the first row takes, by its quotes; one if these never end."""
    quotes = 0
    for number, line in enumerate(lines, start=1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return number
    return 1


def _delimiter(text: str) -> str:
    """The separator by which most of the first lines, the very first among them, have as many values as each other."""
    lines = [line for line in text.splitlines()[: 4 * _LOOKED_AT] if line.strip()][:_LOOKED_AT]

    def score(delimiter: str) -> tuple[int, bool, int]:
        widths = list(_widths(lines, delimiter))
        counts = Counter(width for width in widths if width > 1)
        return max(((count, widths[0] > 1, width) for width, count in counts.items()), default=(0, False, 0))

    return max(_DELIMITERS, key=score)


def _widths(lines: Sequence[str], delimiter: str) -> Iterator[int]:
    """How many values each row has; one that cannot be read, such as one with too long a value, tells nothing."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            yield len(next(reader))
        except csv.Error:
            continue
        except StopIteration:
            return


def _said(row: Sequence[str]) -> int:
    return sum(bool(value.strip()) for value in row)


def _is_title(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True if a row is a title: one cell, with more below than the rows of a table that names its first column only."""
    if _said(row) > 1:
        return False
    if len(row) < 2 or not row[0].strip():
        return True
    following = next((one for one in below if _said(one)), ())
    return not any(_NUMBER.fullmatch(value.strip()) for value in following)


def _has_storeys(rows: Sequence[Sequence[str]]) -> bool:
    """True if the first row groups columns, and the second names them: *Summer* above *adult* and *child*."""
    if len(rows) < 3:
        return False
    upper, lower = ([value.strip() for value in row] for row in rows[:2])
    if len(upper) != len(lower) or any(map(_NUMBER.fullmatch, lower)) or _said(lower) < 2:
        return False
    is_spread = [place for place, value in enumerate(upper) if not value]
    stand_alone = [place for place, value in enumerate(lower) if not value]
    return (
        bool(is_spread and stand_alone)
        and is_spread[0] > 0
        and all(lower[place] for place in is_spread)
        and all(upper[place] for place in stand_alone)
        and all(_said(row) > 1 for row in rows[2:4])
    )


def _names(heads: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of columns, each with that of the group above it."""
    if len(heads) < 2:
        return tuple(heads[0]) if heads else ()
    group, names = "", []
    for upper, lower in zip(*heads, strict=True):
        group = upper.strip() or group
        names.append(f"{group} {lower.strip()}" if lower.strip() else upper)
    return tuple(names)


def _is_data(rows: Sequence[tuple[str, ...]]) -> bool:
    """True if the first row is made as the next ones are.

    It has numbers where most of them do, and nowhere a word where they have numbers; or it says what a later row says
    in the same column.
    """
    if len(rows) == 2:
        first, second = ([value.strip() for value in row] for row in rows)
        both = [bool(_NUMBER.fullmatch(a)) == bool(_NUMBER.fullmatch(b)) for a, b in zip(first, second, strict=False)]
        counts = [value for value in first if _NUMBER.fullmatch(value) and not _YEAR.fullmatch(value)]
        return bool(counts) and all(both)
    if len(rows) < 3:
        return False
    below = rows[1:_LOOKED_AT]
    if _is_said_again(rows[0], rows[1:]):
        return True
    alike = False
    for column, value in enumerate(rows[0]):
        numbers = sum(bool(_NUMBER.fullmatch(row[column].strip())) for row in below if column < len(row))
        is_of_numbers = numbers > 0.7 * len(below)
        if is_of_numbers and not _NUMBER.fullmatch(value.strip()):
            return False
        alike = alike or is_of_numbers
    return alike


def _is_said_again(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True if a word of the first row stands in a later row, in the same column."""
    for column, value in enumerate(first):
        said = value.strip().casefold()
        if said and any(column < len(row) and row[column].strip().casefold() == said for row in below):
            return True
    return False
