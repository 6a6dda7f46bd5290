"""Narrowing: of a table or a list of which a question names rows or items, only these are read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.roles import asked_role, roles_in
from citespan.corpus.text.tables import tables
from citespan.qa.rules.surroundings import ITEM, LABELLED, has_mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.corpus.english.people import Person
    from citespan.corpus.text.chunk import Chunk
    from citespan.index.search.identifiers import Identifier
    from citespan.qa.rules.intent import Intent

_LINE = regex.compile(r"[^\r\n]*\S[^\r\n]*")
_ASKED_NUMBER = regex.compile(
    r"(\b(?:step|clause|section|item|point|article|paragraph|rule|number)(?=\s)|§+)\s*(\d{1,3}(?:\.\d{1,3})*)\b(?!\.\d)",
    regex.IGNORECASE,
)
_NUMBER = regex.compile(
    r"\s*+(?:(?:clause|section|article|step) |§+\s*)?\(?(\d{1,3}(?:\.\d{1,3})*)(?:[.):]|(?<=\.\d{1,3}))\s+(?=\S)",
    regex.IGNORECASE,
)
_MOST = 6
_SHORTEST_KEY = 4


def narrowed(intent: Intent, chunk: Chunk) -> tuple[Chunk, ...]:
    """The rows or items of a chunk that hold what the question names; the chunk itself if it names none of them."""
    if keyed := _rows(chunk, partial(_has_key_in, intent.question.casefold())):
        return keyed if len(keyed) <= _MOST else (chunk,)
    if numbered := _numbered(intent.question, chunk):
        return numbered
    tests = _tests(intent)
    if not tests:
        return (chunk,)
    for is_named in tests:
        for parts in (_rows(chunk, is_named), _items(chunk, is_named)):
            if parts and len(parts) <= _MOST:
                return parts
    return (chunk,)


def _tests(intent: Intent) -> list[Callable[[str], bool]]:
    """What a row or an item may hold that the question names: an identifier, a person, a role."""
    named: tuple[Identifier | Person, ...] = (*intent.identifiers, *intent.people)
    tests: list[Callable[[str], bool]] = [partial(_names, one) for one in named]
    tests += [partial(has_mark, key=one.key) for one in intent.identifiers if one.is_bare]
    if intent.asks_beside:
        return []
    if role := asked_role(intent.question):
        tests.append(partial(_gives, role))
    return tests


def _names(one: Identifier | Person, text: str) -> bool:
    return bool(one.places_in(text))


def _gives(role: str, text: str) -> bool:
    return role in roles_in(text)


def _has_key_in(question: str, said: str) -> bool:
    """True if the first cell of a row, a name of its own, stands in the question."""
    _, _, key = said.partition(": ")
    key = key.partition("; ")[0].strip().casefold()
    return len(key) >= _SHORTEST_KEY and regex.search(rf"\b{regex.escape(key)}\b", question) is not None


def _rows(chunk: Chunk, is_named: Callable[[str], bool]) -> tuple[Chunk, ...]:
    """The rows that hold it, each with the names of the columns; none if all of them do, or none does."""
    found, count = [], 0
    for table in tables(chunk.text, columns=chunk.columns):
        count += len(table.rows)
        for row in table.rows:
            said = "; ".join(": ".join(pair) for pair in zip(table.columns, row.texts(chunk.text), strict=True))
            if is_named(said):
                found.append((row, table.columns))
    if not found or len(found) == count:
        return ()
    return tuple(_part(chunk, row.start, row.end, columns) for row, columns in found)


def _items(chunk: Chunk, is_named: Callable[[str], bool]) -> tuple[Chunk, ...]:
    """The items of a list that hold it, each with the line above the list; none if all of them do, or none does."""
    lines = list(_LINE.finditer(chunk.text))
    items = [line for line in lines if ITEM.match(line[0]) or LABELLED.match(line[0])]
    named = [line for line in items if is_named(line[0])]
    if not named or len(named) == len(items) or len(items) < 2:
        return ()
    above = [line for line in lines if line.end() <= items[0].start()]
    preamble = f"{above[-1][0].strip()} " if above else chunk.preamble
    return tuple(replace(_part(chunk, line.start(), line.end(), ()), preamble=preamble) for line in named)


def _numbered(question: str, chunk: Chunk) -> tuple[Chunk, ...]:
    """The item whose number the question names, as in *clause 2.2*, behind that name; none if no item has it."""
    asked = _ASKED_NUMBER.search(question)
    if not asked:
        return ()
    wanted = f"{asked[2]}."
    for line in _LINE.finditer(chunk.text):
        number = _NUMBER.match(line[0])
        if number and f"{number[1]}." == wanted:
            preamble = f"{asked[1].capitalize()} {asked[2]}: "
            return (replace(_part(chunk, line.start() + number.end(), line.end(), ()), preamble=preamble),)
    return ()


def _part(chunk: Chunk, start: int, end: int, columns: tuple[str, ...]) -> Chunk:
    """A part of a chunk as a chunk of its own."""
    span = Span(chunk.span.start + start, chunk.span.start + end)
    sentences = tuple(
        Span(max(s.start, span.start), min(s.end, span.end))
        for s in chunk.sentences
        if s.start < span.end and span.start < s.end
    )
    return replace(chunk, span=span, text=chunk.text[start:end], sentences=sentences, preamble="", columns=columns)
