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
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_NUMBER = re.compile(r"[-+−]?[$€£]?\s?\d[\d.,\s]*(?:%|[$€£])?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table by their number below the names of their columns, and what stood above and was lost."""

    title: str
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)
    losses: tuple[Loss, ...]


def read_rows(text: str) -> Rows:
    """The rows of a table; each has at most as many values as there are names.

    What stands in a lone cell above the names is the table's title. A first row that is made as the others are, with
    numbers where they have numbers, names nothing: the names are empty then.
    """
    delimiter = _delimiter(text)
    found = list(_read(text, delimiter))
    rows = [row for row in found if isinstance(row, tuple)]
    wide = max((_said(row) for row in rows[:_LOOKED_AT]), default=0)
    above = 0
    while above < len(rows) - 1 and wide > 1 and _said(rows[above]) <= 1:
        above += 1
    title = " ".join(value.strip() for row in rows[:above] for value in row if value.strip())
    titles = 0
    while found and titles < above:
        titles += isinstance(found.pop(0), tuple)
    has_names = not _is_data(rows[above:])
    first = next((place for place, row in enumerate(found) if isinstance(row, tuple)), 0)
    names = rows[above] if has_names and rows[above:] else ("",) * max(map(len, rows), default=0)
    kept: list[tuple[int, tuple[str, ...]]] = []
    losses: list[Loss] = []
    for number, row in enumerate(found[first + has_names :], start=1):
        if not isinstance(row, tuple):
            losses.append(Loss(f"row {number} cannot be read ({row}) and is left out", rows=(number,)))
        elif any(value.strip() for value in row[len(names) :]):
            told = f"row {number} has {len(row)} values for {len(names)} fields and is left out"
            losses.append(Loss(f"{told}; quote values that hold {delimiter!r}", rows=(number,)))
        else:
            kept.append((number, row[: len(names)]))
    return Rows(title, names, tuple(kept), _few(losses))


def _few(losses: Sequence[Loss]) -> tuple[Loss, ...]:
    """The losses; those beyond a hundred are reported as one."""
    rest = losses[_MOST_LOSSES:]
    more = (Loss(f"{len(rest)} more rows are left out", rows=tuple(row for loss in rest for row in loss.rows)),)
    return (*losses[:_MOST_LOSSES], *(more if rest else ()))


def _read(text: str, delimiter: str) -> Iterator[tuple[str, ...] | str]:
    """Each row, or what is wrong with it; after one that cannot be read the next line begins a new one."""
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
            start += read + 1


def _delimiter(text: str) -> str:
    """The separator by which most of the first lines have as many values as each other."""
    lines = [line for line in text.splitlines()[: 4 * _LOOKED_AT] if line.strip()][:_LOOKED_AT]

    def score(delimiter: str) -> tuple[int, int]:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        return max(((count, width) for width, count in counts.items() if width > 1), default=(0, 0))

    return max(_DELIMITERS, key=score)


def _said(row: Sequence[str]) -> int:
    return sum(bool(value.strip()) for value in row)


def _is_data(rows: Sequence[tuple[str, ...]]) -> bool:
    """True if the first row has numbers where most of the next ones do, and nowhere a word where they have numbers."""
    if len(rows) < 3:
        return False
    below = rows[1:_LOOKED_AT]
    alike = False
    for column, value in enumerate(rows[0]):
        numbers = sum(bool(_NUMBER.fullmatch(row[column].strip())) for row in below if column < len(row))
        is_of_numbers = numbers > 0.7 * len(below)
        if is_of_numbers and not _NUMBER.fullmatch(value.strip()):
            return False
        alike = alike or is_of_numbers
    return alike
