"""Times: hours of the clock and days of the week, as texts give them."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from citespan.corpus.english.number_words import WEEKDAYS
from citespan.qa.agreement.relation import Relation

_DAY = "|".join(f"{day}s?" for day in WEEKDAYS) + r"|(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?=\b)"
_HOUR = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)"
    r"|(?P<word>noon|midday|midnight)\b"
    r"|(?P<hour>\d{1,2})(?=\s*(?:o['’]clock|in the (?P<part>morning|afternoon|evening)|at night))"
    r"|(?<=\b(?:at|after|before|from|until|till|to|by|since)\s)(?P<hour>\d{1,2})(?![\d.,:%]|\s*\p{L})"
)
_FOUND = regex.compile(rf"\b(?:(?P<day>{_DAY})\b|(?:{_HOUR}))", regex.IGNORECASE)
_BEFORE = regex.compile(
    r"\b(?P<word>before|after|until|till|by|from|since|not|except)\s+(?:the\s+|about\s+)?$", regex.IGNORECASE
)
_DIRECTIONS = {"until": "to", "till": "to", "since": "from"}
_RANGE = regex.compile(r"\s*(?:[-–—]|\b(?:to|until|till|through)\b)\s*", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Times:
    """What a text says of days of the week, 0 for Monday, and of minutes after midnight, each in its order.

    `is_week_range` if the days are the ends of a range; `directions` are words such as *before* that the times have.
    """

    days: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    directions: tuple[str, ...] = ()
    is_week_range: bool = False


def times_in(text: str, *, before: str = "", after: str = "") -> Times | None:
    """The times that a text gives, `before` and `after` being around it; None if it gives none."""
    whole, start, end = before + text + after, len(before), len(before) + len(text)
    days: list[int] = []
    minutes: list[int] = []
    directions: list[str] = []
    last_day, is_range = -1, False
    for match in _FOUND.finditer(whole):
        if match.start() >= end or match.end() <= start:
            continue
        ahead = _BEFORE.search(whole, 0, match.start())
        if ahead and ahead["word"].lower() not in {"from", "since"}:
            directions.append(_DIRECTIONS.get(ahead["word"].lower(), ahead["word"].lower()))
        if match["day"]:
            is_range = is_range or (last_day >= 0 and _RANGE.fullmatch(whole, last_day, match.start()) is not None)
            days.append(next(n for n, day in enumerate(WEEKDAYS) if day.startswith(match["day"].lower()[:3])))
            last_day = match.end()
        else:
            minutes.append(_minutes(match))
    if not days and not minutes:
        return None
    return Times(tuple(days), tuple(minutes), tuple(one for one in directions if one != "to"), is_range)


def compare_times(one: Times, other: Times) -> Relation:
    """Whether two texts give the same times, others, or cannot be told: a day may be one of several days."""
    relations = {_compare(one.minutes, other.minutes), _compare_days(one, other)}
    if one.directions != other.directions:
        opposite = {*one.directions, *other.directions} == {"before", "after"}
        return Relation.DIFFERENT if opposite and one.minutes == other.minutes else Relation.UNCLEAR
    if Relation.DIFFERENT in relations:
        return Relation.DIFFERENT
    return Relation.SAME if relations == {Relation.SAME} else Relation.UNCLEAR


def _compare(one: tuple[int, ...], other: tuple[int, ...]) -> Relation:
    if one == other:
        return Relation.SAME
    return Relation.DIFFERENT if len(one) == len(other) else Relation.UNCLEAR


def _compare_days(one: Times, other: Times) -> Relation:
    if one.is_week_range == other.is_week_range:
        return _compare(one.days, other.days)
    week, days = (one, other) if one.is_week_range else (other, one)
    first, last = week.days[0], week.days[-1]
    inside = {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
    return Relation.UNCLEAR if not days.days or inside & set(days.days) else Relation.DIFFERENT


def _minutes(match: regex.Match[str]) -> int:
    if match["word"]:
        return 0 if match["word"].lower() == "midnight" else 720
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    is_late = (match["half"] or "").lower().startswith("p") or match["part"] in {"afternoon", "evening"}
    is_early = (match["half"] or "").lower().startswith("a")
    if is_late and hour < 12:
        hour += 12
    if is_early and hour == 12:
        hour = 0
    return hour * 60 + minute
