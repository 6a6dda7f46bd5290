"""Tables and JSON lines: each row or record is a document of its own, with its fields named."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.decode import decode_text
from citespan.corpus.formats.extract import TextBuilder, stated_address, stated_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from citespan.corpus.formats.extract import Extract

MAX_RECORDS = 100_000
"""The most rows or records that are read of one file."""

_TITLES = ("title", "headline", "name", "subject", "question", "product")
_DATES = ("published", "publication_date", "date")
_ADDRESSES = ("url", "link", "canonical_url")
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Record:
    """A row or record: where it stands in its file (`row=3`, counted from 1 below the header), and its text."""

    place: str
    extract: Extract = field(repr=False)


def extract_table(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The rows of a table in which values are separated by commas, semicolons or tabs; the first row names the fields.

    Raises:
        LoadError: if it is no text, has no rows, or a row is longer than the header or cannot be parsed.
    """
    text = decode_text(data, source=source).lstrip("\ufeff")
    first = text.splitlines()[0]
    delimiter = max(",;\t|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = []
    try:
        names = next(reader)
        for number, row in enumerate(reader, start=1):
            if len(row) > len(names):
                raise LoadError(
                    f"{source}: row {number} has {len(row)} values for {len(names)} fields; quote values that hold"
                    f" {delimiter!r}"
                )
            records.append((f"row={number}", dict(zip(names, row, strict=False))))
            _check_count(records, source)
    except csv.Error as exc:
        raise LoadError(f"{source}: line {reader.line_num}: {exc}") from exc
    return _records(records, source)


def extract_json_lines(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The JSON objects of a file, one a line; what they nest is named by its path, as in `author.name`.

    Raises:
        LoadError: if it is no text, holds no record, or a line is no JSON object.
    """
    text = decode_text(data, source=source).lstrip("\ufeff")
    records = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                tree = json.loads(line)
            except (ValueError, RecursionError) as exc:
                raise LoadError(f"{source}: line {number} is not JSON: {exc}") from exc
            if not isinstance(tree, dict):
                raise LoadError(f"{source}: line {number} is no JSON object but {type(tree).__name__}")
            records.append((f"row={number}", dict(_flat(tree))))
            _check_count(records, source)
    return _records(records, source)


def _check_count(records: list[tuple[str, dict[str, str]]], source: str) -> None:
    if len(records) > MAX_RECORDS:
        raise LoadError(f"{source}: has more than {MAX_RECORDS} records; split it")


def _flat(tree: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        name = f"{path}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, list):
            yield name, ", ".join(str(item) for item in value if not isinstance(item, dict | list))
            for number, item in enumerate(value, start=1):
                if isinstance(item, dict):
                    yield from _flat(item, f"{name}.{number}.")
        elif value is not None:
            yield name, value if isinstance(value, str) else json.dumps(value)


def _records(records: Iterable[tuple[str, Mapping[str, str]]], source: str) -> tuple[Record, ...]:
    made = tuple(Record(place, _extract(values)) for place, values in records if any(map(str.strip, values.values())))
    if not made:
        raise LoadError(f"{source}: holds no record; the first line of a table names its fields")
    return made


def _extract(values: Mapping[str, str]) -> Extract:
    builder = TextBuilder()
    for name, value in values.items():
        if value.strip():
            builder.line(f"{name.strip()}: {value}")
    by_name = {name.strip().lower(): value.strip() for name, value in values.items()}
    title = next((by_name[name] for name in _TITLES if by_name.get(name)), "") or next(
        filter(str.strip, values.values())
    )
    dated = next(filter(None, (stated_date(by_name.get(name, "")) for name in _DATES)), None)
    address = next(filter(None, (stated_address(by_name.get(name, "")) for name in _ADDRESSES)), None)
    return builder.extract(title=title[:_LONGEST_TITLE], published=dated, url=address)
