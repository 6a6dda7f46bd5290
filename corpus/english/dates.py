"""Dates as English texts write them: a day, or as much of it as is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import regex
from dateutil import parser

_DATE = regex.compile(
    r"\d{4}-\d{2}-\d{2}|(?<![\d./-])(?:\d{4}/\d{1,2}/\d{1,2}|\d{1,2}([./-])\d{1,2}\1\d{4})(?![\d/-]|\.\d)|(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{4})?|\b\d{4}\b",
    regex.IGNORECASE,
)
_NUMERIC = regex.compile(r"(?P<one>\d{1,2})(?P<joint>[./-])(?P<other>\d{1,2})(?P=joint)(?P<year>\d{4})")
_FIRST, _SECOND = datetime(2000, 1, 1), datetime(2004, 2, 2)  # days without a place on Earth
_PARTS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or as much of it as a text names; None is what it does not say.

    Of 03/04/2024, which `is_ambiguous`, only the year is known.
    """

    year: int | None
    month: int | None
    day: int | None
    is_ambiguous: bool = False

    def covers(self, other: PartialDate) -> bool:
        """True if this names every part that `other` names, and names it alike."""
        pairs = ((getattr(self, part), getattr(other, part)) for part in _PARTS)
        return not other.is_ambiguous and all(theirs is None or ours == theirs for ours, theirs in pairs)

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
    """The dates that a text names, in its order: months in words, ISO 8601, numbers, or a year of four digits."""
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
    if numeric := _NUMERIC.fullmatch(text):
        return _of_numbers(*map(int, numeric.group("one", "other", "year")), day_first=numeric["joint"] == ".")
    try:
        # What the text does not say is taken from the default, and so differs between two of them.
        one, other = (parser.parse(text, default=default) for default in (_FIRST, _SECOND))
    except (ValueError, OverflowError):
        return None
    year, month, day = (getattr(one, part) if getattr(one, part) == getattr(other, part) else None for part in _PARTS)
    return PartialDate(year, month, day)


def _of_numbers(one: int, other: int, year: int, *, day_first: bool) -> PartialDate | None:
    """The date that two numbers and a year are; with full stops the day stands first, with slashes anybody's guess."""
    if not day_first and one <= 12 and other <= 12 and one != other:
        return PartialDate(year, None, None, is_ambiguous=True)
    day, month = (one, other) if day_first or one > 12 else (other, one)
    return PartialDate(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
