"""Filters: which documents a question is asked of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.corpus.text.look_alikes import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

KEYS = ("source", "title", "after", "before")
"""What can be asked for."""

FULFILLED = (
    "(:sources = '[]' OR EXISTS (SELECT 1 FROM json_each(:sources)"
    " WHERE source = value OR folded(source) GLOB replace(folded(value), '[!', '[^')"
    " OR instr(source, rtrim(value, '/') || '/') = 1))"
    " AND NOT EXISTS (SELECT 1 FROM json_each(:titles) WHERE instr(casefold(title), value) = 0)"
    " AND NOT EXISTS (SELECT 1 FROM json_each(:words)"
    " WHERE instr(casefold(title), value) = 0 AND instr(casefold(source), value) = 0)"
    " AND (:after IS NULL OR published >= :after) AND (:before IS NULL OR published <= :before)"
    " AND (:below = '[]' OR EXISTS (SELECT 1 FROM json_each(:below) WHERE"
    " instr(replace(documents.root || '/' || source || '/', char(92), '/'), value || '/') = 1"
    " OR instr(replace(documents.root || '/' || source, char(92), '/'), value || '#') = 1))"
)
"""What `Where` asks of a row of `documents`, in SQL; `Where.parameters` gives its parameters."""


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions on documents, all of which must hold.

    `sources` are patterns (`*`, `?` and `[...]` as in file names, upper and lower case told apart), one of which the
    source must match, or folders, with or without a slash at the end, one of which it must lie in; `titles` are words,
    all of which the title must hold, in any case; the date of publication must be on or after `after` and on or before
    `before`, and documents without one fit neither. `below` are absolute paths of folders and files, one of which the
    document must have come from; `words` must each stand in its title or its source, in any case. No condition of a
    question sets these two.
    """

    sources: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    below: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The conditions, as they are written."""
        dates = {"after": self.after, "before": self.before}
        return " ".join(
            (
                *(f"source={source}" for source in self.sources),
                *(f"title={title}" for title in self.titles),
                *(f"{key}={day}" for key, day in dates.items() if day),
                *self.below,
                *self.words,
            )
        )

    def parameters(self) -> dict[str, str | None]:
        """The conditions as SQLite takes them: sources and titles as JSON arrays, dates in ISO 8601."""
        return {
            "sources": json.dumps(self.sources),
            "titles": json.dumps([folded(title).casefold() for title in self.titles]),
            "words": json.dumps([folded(word).casefold() for word in self.words]),
            "after": self.after.isoformat() if self.after else None,
            "before": self.before.isoformat() if self.before else None,
            "below": json.dumps([path.replace("\\", "/").rstrip("/") for path in self.below]),
        }

    @classmethod
    def parse(cls, conditions: Iterable[str]) -> Where | None:
        """The filter of conditions such as `source=reports/*` or `after=2024-01-01`; None of none.

        Raises:
            UsageError: if one is not of this form, names another key, or its date is none.
        """
        values: dict[str, list[str]] = {key: [] for key in KEYS}
        for condition in conditions:
            key, equals, value = condition.partition("=")
            if key not in values or not equals or not value:
                raise UsageError(f"{condition!r} is no condition; write one of {', '.join(f'{k}=...' for k in KEYS)}")
            values[key].append(value)
        if not any(values.values()):
            return None
        dates = {key: [_date(value, key) for value in values[key]] for key in ("after", "before")}
        return cls(
            sources=tuple(values["source"]),
            titles=tuple(values["title"]),
            after=max(dates["after"], default=None),
            before=min(dates["before"], default=None),
        )


def _date(value: str, key: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as exc:
        raise UsageError(f"{key}={value}: is no date; write it as {key}=2024-01-31") from exc
