"""Numbers and dates as English texts write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import regex
from dateutil import parser

from citespan.qa.evaluation.correctness import numbers

_FIGURE = regex.compile(r"(?<![\d.,])[-−–]?\d+(?:,\d{3})*(?:\.\d+)?(?![.,]?\d)")
_SCALES = {"dozen": 12, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_DATE = regex.compile(
    r"\d{4}-\d{2}-\d{2}|(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
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


def number_in(text: str) -> float | None:
    """The one number that a text names, in figures or in words (`1,204`, `-4.5`, `seven`, `2 million`); else None."""
    figures = _FIGURE.findall(text)
    words = numbers(_FIGURE.sub(" ", text))
    values = [float(figure.replace(",", "").replace("−", "-").replace("–", "-")) for figure in figures]
    small = sorted(float(word) for word in words if word.replace(".", "").isdigit())
    if len(small) == 2 and small[0] < 10 and small[1] >= 20:  # twenty-five
        small = [sum(small)]
    values += small
    scale = 1.0
    for word in words & _SCALES.keys():
        scale *= _SCALES[word]
    if not values and scale > 1:
        values = [1.0]
    return values[0] * scale if len(values) == 1 else None


def dates_in(text: str) -> tuple[PartialDate, ...]:
    """The dates that a text names, in its order: months in words, or ISO 8601."""
    found = (_parsed(match.group()) for match in _DATE.finditer(text))
    return tuple(date for date in found if date is not None)


def date_in(text: str) -> PartialDate | None:
    """The one date that a text names; None if it names none, or several."""
    dates = dates_in(text)
    return dates[0] if len(dates) == 1 else None


def _parsed(text: str) -> PartialDate | None:
    try:
        # What the text does not say is taken from the default, and so differs between two of them.
        one, other = (parser.parse(text, default=default) for default in (_FIRST, _SECOND))
    except (ValueError, OverflowError):
        return None
    parts = (getattr(one, part) if getattr(one, part) == getattr(other, part) else None for part in _PARTS)
    return PartialDate(*parts)
