"""Tables and JSON: each row or record is a document of its own, with its fields named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.decode import decode_text
from citespan.corpus.formats.extract import Record, TextBuilder, stated_address, stated_date
from citespan.corpus.formats.rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
            tree = json.loads(line)
        except (ValueError, RecursionError) as exc:
            losses.append(Loss(f"line {number} is not JSON ({exc}) and is left out", rows=(number,)))
            continue
        if isinstance(tree, dict):
            records.append((number, tuple(_flat(tree))))
            _check_count(len(records), source)
        else:
            told = f"line {number} is no JSON object but {type(tree).__name__} and is left out"
            losses.append(Loss(told, rows=(number,)))
    return _records(records, source, decoded, losses=losses)


def extract_json(data: bytes, *, source: str) -> tuple[Record, ...]:
    """The objects and texts of a JSON array, or the one object of a JSON file.

    What else stands in the array is left out, and the others say so.

    Raises:
        LoadError: if it is no JSON, or holds no object.
    """
    decoded = decode_text(data, source=source)
    try:
        tree = json.loads(decoded.text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as exc:
        raise LoadError(f"{source}: is not JSON: {exc}") from exc
    items = tree if isinstance(tree, list) else [tree]
    records: list[tuple[int, Fields]] = []
    left_out = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            records.append((number, tuple(_flat(item))))
        elif isinstance(item, str):
            records.append((number, (("", item),)))
        else:
            left_out.append(number)
    _check_count(len(records), source)
    told = f"{len(left_out)} of {len(items)} values are no JSON objects or texts and are left out"
    return _records(records, source, decoded, losses=[Loss(told, rows=tuple(left_out))] if left_out else [])


def _check_count(count: int, source: str) -> None:
    if count > MAX_RECORDS:
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
                elif isinstance(item, list):
                    yield from _flat({str(number): item}, f"{name}.")
        elif value is not None:
            yield name, value if isinstance(value, str) else json.dumps(value)


def _records(
    records: Sequence[tuple[int, Fields]],
    source: str,
    decoded: Decoded,
    *,
    losses: Sequence[Loss] = (),
    heading: str = "",
) -> tuple[Record, ...]:
    lost = (*decoded.losses, *losses)
    made = tuple(
        Record(f"row={number}", record_extract(values, encoding=decoded.encoding, losses=lost, heading=heading))
        for number, values in records
        if any(value.strip() for _, value in values)
    )
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
