"""Dates as English texts write them: a day, or as much of it as is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import regex
from dateutil import parser

_DATE = regex.compile(
    r"\d{4}-\d{2}-\d{2}|(?<![\d.])\d{1,2}\.\d{1,2}\.\d{4}(?!\.?\d)|(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{4})?|\b\d{4}\b",
    regex.IGNORECASE,
)
_FIRST, _SECOND = datetime(2000, 1, 1), datetime(2004, 2, 2)  # days without a place on Earth
_PARTS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or as much of it as a text names; None is what it does not say."""

    year: int | None
    month: int | None
    day: int | None

    def covers(self, other: PartialDate) -> bool:
        """True if this names every part that `other` names, and names it alike."""
        pairs = ((getattr(self, part), getattr(other, part)) for part in _PARTS)
        return all(theirs is None or ours == theirs for ours, theirs in pairs)

    def shared_parts(self, other: PartialDate) -> tuple[bool, ...]:
        """For each part that both name, whether they name it alike; year before month before day."""
        pairs = ((getattr(self, part), getattr(other, part)) for part in _PARTS)
        return tuple(ours == theirs for ours, theirs in pairs if ours is not None and theirs is not None)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where a text names it: `[start, end)` in code points."""

    date: PartialDate
    start: int
    end: int


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """The dates that a text names, in its order: months in words, ISO 8601, `12.03.2024` (of March), or a year."""
    found = ((_parsed(match.group()), match) for match in _DATE.finditer(text))
    return tuple(FoundDate(date, *match.span()) for date, match in found if date is not None)


def dates_in(text: str) -> tuple[PartialDate, ...]:
    """As `find_dates`, without their places."""
    return tuple(found.date for found in find_dates(text))


def date_in(text: str) -> PartialDate | None:
    """The one date that a text names; None if it names none, or several."""
    dates = dates_in(text)
    return dates[0] if len(dates) == 1 else None


def _parsed(text: str) -> PartialDate | None:
    try:
        # What the text does not say is taken from the default, and so differs between two of them.
        dotted = text.count(".") == 2
        one, other = (parser.parse(text, default=default, dayfirst=dotted) for default in (_FIRST, _SECOND))
    except (ValueError, OverflowError):
        return None
    parts = (getattr(one, part) if getattr(one, part) == getattr(other, part) else None for part in _PARTS)
    return PartialDate(*parts)
