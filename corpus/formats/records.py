"""Tables and JSON: each row or record is a document of its own, with its fields named."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.decode import decode_text
from citespan.corpus.formats.extract import Record, TextBuilder, stated_address, stated_date
from citespan.corpus.formats.rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.formats.decode import Decoded
    from citespan.corpus.formats.extract import Extract

MAX_RECORDS = 100_000
"""The most rows or records that are read of one file."""

_TITLES = ("title", "headline", "name", "subject", "question", "product")
_DATES = ("published", "publication_date", "date")
_ADDRESSES = ("url", "link", "canonical_url")
_LONGEST_TITLE = 80

Fields = tuple[tuple[str, str], ...]
"""The names and values of a record, in order; names may be empty, or the same twice."""


@dataclass(frozen=True, slots=True)
class _Object:
    """A JSON object: its names and values in order, the same name as often as it stands there."""

    fields: tuple[tuple[str, object], ...]

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, object]]) -> _Object:
        return cls(tuple(pairs))


class _Number(str):
    """A number of a JSON file, as it is written there."""

    __slots__ = ()


_JSON = json.JSONDecoder(object_pairs_hook=_Object.of, parse_float=_Number, parse_int=_Number, parse_constant=_Number)
_OBJECT = re.compile(r"\{")
_NEXT_OBJECT = re.compile(r"[,\[\r\n]\s*\{")


def extract_table(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The rows of a table in which values are separated by commas, semicolons or tabs; the first row names the fields.

    A row that cannot be read, or is longer than the header, is left out, and the others say so.

    Raises:
        LoadError: if it is no text, or no row of it can be read.
    """
    decoded = decode_text(data, source=source)
    table = read_rows(decoded.text.lstrip("\ufeff"))
    records = [(number, tuple(zip(table.names, row, strict=False))) for number, row in table.rows]
    _check_count(len(records), source)
    heading = f"{table.title}: " if table.title else ""
    return _records(records, source, decoded, losses=table.losses, heading=heading)


def extract_json_lines(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The JSON objects of a file, one a line; what they nest is named by its path, as in `author.name`.

    A line that is no JSON object is left out, and the others say so.

    Raises:
        LoadError: if it is no text, or no line of it holds a record.
    """
    decoded = decode_text(data, source=source)
    records: list[tuple[int, Fields]] = []
    losses: list[Loss] = []
    for number, line in enumerate(decoded.text.lstrip("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            tree = _JSON.decode(line)
        except (ValueError, RecursionError) as exc:
            losses.append(Loss(f"line {number} is not JSON ({exc}) and is left out", rows=(number,)))
            continue
        if isinstance(tree, _Object):
            records.append((number, tuple(_flat(tree))))
            _check_count(len(records), source)
        else:
            told = f"line {number} is no JSON object but {type(tree).__name__} and is left out"
            losses.append(Loss(told, rows=(number,)))
    if not records:
        items, of_objects = _each(decoded.text)
        records = [(number, tuple(_flat(item))) for number, item in items if isinstance(item, _Object)]
        losses = of_objects if records else losses
        _check_count(len(records), source)
    return _records(records, source, decoded, losses=losses)


def extract_json(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The objects and texts of a JSON array, or the one object of a JSON file, or several that follow each other.

    What else stands in the array, and an object that cannot be read, is left out, and the others say so.

    Raises:
        LoadError: if no object in it can be read.
    """
    decoded = decode_text(data, source=source)
    text = decoded.text.lstrip("\ufeff")
    losses: list[Loss] = []
    try:
        tree = _JSON.decode(text)
        items = list(enumerate(tree if isinstance(tree, list) else [tree], start=1))
    except (ValueError, RecursionError) as exc:
        items, losses = _each(text)
        if not items:
            raise LoadError(f"{source}: holds no record: is not JSON: {exc}") from exc
    records: list[tuple[int, Fields]] = []
    left_out = []
    for number, item in items:
        if isinstance(item, _Object):
            records.append((number, tuple(_flat(item))))
        elif isinstance(item, str) and not isinstance(item, _Number):
            records.append((number, (("", item),)))
        else:
            left_out.append(number)
    _check_count(len(records), source)
    if left_out:
        told = f"{len(left_out)} of {len(items)} values are no JSON objects or texts and are left out"
        losses.append(Loss(told, rows=tuple(left_out)))
    return _records(records, source, decoded, losses=losses)


def _each(text: str) -> tuple[list[tuple[int, object]], list[Loss]]:
    """The objects of a text that is no JSON as a whole, by their number, and those that cannot be read."""
    found: list[tuple[int, object]] = []
    losses: list[Loss] = []
    number, place = 0, text.find("{")
    while place >= 0 and number <= MAX_RECORDS:
        number += 1
        try:
            item, place = _JSON.raw_decode(text, place)
            found.append((number, item))
            begins = _OBJECT.search(text, place)
        except (ValueError, RecursionError) as exc:
            losses.append(Loss(f"record {number} cannot be read ({exc}) and is left out", rows=(number,)))
            begins = _NEXT_OBJECT.search(text, place + 1)
        place = begins.end() - 1 if begins else -1
    return found, losses


def _check_count(count: int, source: str) -> None:
    if count > MAX_RECORDS:
        raise LoadError(f"{source}: has more than {MAX_RECORDS} records; split it")


def _flat(tree: _Object, path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.fields:
        yield from _named(f"{path}{key}", value)


def _named(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, _Object):
        yield from _flat(value, f"{name}.")
    elif isinstance(value, list):
        said = (item for item in value if not isinstance(item, _Object | list) and item is not None)
        yield name, ", ".join(map(_written, said))
        for number, item in enumerate(value, start=1):
            if isinstance(item, _Object | list):
                yield from _named(f"{name}.{number}", item)
    elif value is not None:
        yield name, _written(value)


def _written(value: object) -> str:
    """A value as the file writes it: numbers keep their digits, as in 1.10."""
    return value if isinstance(value, str) else json.dumps(value)


def _records(
    records: Sequence[tuple[int, Fields]],
    source: str,
    decoded: Decoded,
    *,
    losses: Sequence[Loss] = (),
    heading: str = "",
) -> tuple[Record, ...]:
    lost = (*decoded.losses, *losses)
    read = (
        Record(f"row={number}", record_extract(values, encoding=decoded.encoding, losses=lost, heading=heading))
        for number, values in records
        if any(value.strip() for _, value in values)
    )
    made = tuple(record for record in read if record.extract.text)
    if not made:
        why = f" ({losses[0].message})" if losses else ""
        raise LoadError(f"{source}: holds no record{why}; the first line of a table names its fields")
    return made


def record_extract(values: Fields, *, encoding: str | None, losses: Sequence[Loss], heading: str) -> Extract:
    """The text of a record, a line `name: value` for each of its fields, of which one must have a value."""
    builder = TextBuilder()
    for name, value in values:
        if value.strip():
            builder.line(f"{name.strip()}: {value}" if name.strip() else value)
    by_name = {name.strip().lower(): value.strip() for name, value in reversed(values)}
    title = next((by_name[name] for name in _TITLES if by_name.get(name)), "") or next(
        value for _, value in values if value.strip()
    )
    dated = next(filter(None, (stated_date(by_name.get(name, "")) for name in _DATES)), None)
    address = next(filter(None, (stated_address(by_name.get(name, "")) for name in _ADDRESSES)), None)
    return builder.extract(
        title=f"{heading}{title}"[:_LONGEST_TITLE], published=dated, url=address, encoding=encoding, losses=losses
    )
