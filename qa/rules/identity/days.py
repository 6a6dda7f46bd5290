"""Days: what is said of another day than the one that the question names is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.dates import dates_in
from citespan.qa.agreement.table_rows import is_record
from citespan.qa.question.kind import AnswerKind
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.corpus.english.dates import PartialDate
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_LASTS = regex.compile(
    r"\b(?:from|since|until|till|between|by|before|after|through|starting|as of|valid|effective|onwards?)\b"
    r"|\d\s*[–—]\s*\d",
    regex.IGNORECASE,
)
"""What makes a day the end of a time, in which others lie."""


def judge_days(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse, where the question names a day, what is said of other days alone.

    The nearest place that names days decides: the sentence, row or record, then the headings. What lasts from a day on
    or up to one may be said of the question's, too.
    """
    asked = _days(intent.question)
    if not asked or intent.parsed.kind is AnswerKind.DATE or _LASTS.search(intent.question):
        return None
    said = place.document.text if is_record(place.document) else place.said
    for text in (said, *reversed(place.headings)):
        told = _days(text)
        if any(_are_one(mine, theirs) for mine in asked for theirs in told) or (told and _LASTS.search(text)):
            return None
        if told:
            return Refusal(Rule.OTHER_DATE, f"“{place.text}” is said of another day than the question's")
    return None


def _days(text: str) -> list[PartialDate]:
    return [date for date in dates_in(text) if date.day is not None and date.month is not None]


def _are_one(one: PartialDate, other: PartialDate) -> bool:
    return all(one.shared_parts(other))
