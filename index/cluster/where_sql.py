"""Filters in PostgreSQL: what `Where` asks of a row of `documents`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.text.look_alikes import folded
from citespan.index.cluster.schema import LIVE

if TYPE_CHECKING:
    from citespan.index.where import Where

_SET = regex.compile(r"\[(?P<not>[!^]?)(?P<content>\]?[^\]]*)\]")

FULFILLED = (
    "(cardinality(%(sources)s::text[]) = 0 OR source = ANY(%(sources)s) OR source_folded ~ ANY(%(patterns)s)"
    " OR EXISTS (SELECT 1 FROM unnest(%(folders)s::text[]) AS f(folder) WHERE starts_with(source, folder)))"
    " AND NOT EXISTS (SELECT 1 FROM unnest(%(titles)s::text[]) AS t(word) WHERE strpos(title_key, word) = 0)"
    " AND NOT EXISTS (SELECT 1 FROM unnest(%(words)s::text[]) AS w(word)"
    " WHERE strpos(title_key, word) = 0 AND strpos(source_key, word) = 0)"
    " AND (%(after)s::text IS NULL OR published >= %(after)s) AND (%(before)s::text IS NULL OR published <= %(before)s)"
    " AND (cardinality(%(below)s::text[]) = 0 OR EXISTS (SELECT 1 FROM unnest(%(below)s::text[]) AS b(place)"
    " WHERE starts_with(path || '/', place || '/') OR starts_with(path, place || '#')))"
)
"""The conditions in SQL; `parameters` gives its parameters."""


def condition(where: Where | None) -> str:
    """What a row of `documents` must fulfil to be alive in a generation and fit `where`."""
    return LIVE if where is None else f"{LIVE} AND {FULFILLED}"


def parameters(where: Where | None) -> dict[str, list[str] | str | None]:
    """The conditions as PostgreSQL takes them."""
    if where is None:
        return {}
    return {
        "sources": list(where.sources),
        "patterns": [_pattern(folded(source)) for source in where.sources],
        "folders": [f"{source.rstrip('/')}/" for source in where.sources],
        "titles": [folded(title).casefold() for title in where.titles],
        "words": [folded(word).casefold() for word in where.words],
        "after": where.after.isoformat() if where.after else None,
        "before": where.before.isoformat() if where.before else None,
        "below": [path.replace("\\", "/").rstrip("/") for path in where.below],
    }


def _pattern(glob: str) -> str:
    """The regular expression of a pattern as in file names; one bracket that is never closed fits nothing."""
    parts: list[str] = []
    place = 0
    while place < len(glob):
        character = glob[place]
        found = _SET.match(glob, place) if character == "[" else None
        if found:
            content = found["content"].replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("^", "\\^")
            parts.append(f"[{'^' if found['not'] else ''}{content}]")
            place = found.end()
            continue
        parts.append({"*": ".*", "?": ".", "[": "(?!)"}.get(character, _literal(character)))
        place += 1
    return f"^{''.join(parts)}$"


def _literal(character: str) -> str:
    return character if character.isalnum() or not character.isascii() else f"\\{character}"
