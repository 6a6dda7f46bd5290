"""Whether an answer says what it should: one of the accepted texts, in the way the case asks for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.dates import date_in, dates_in
from citespan.qa.answer_text import normalize_answer
from citespan.qa.regression.cases import Match
from citespan.qa.regression.values import FIGURE, number_in

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = regex.compile(r"\S+")


def is_accepted(answer: str, accepted: Sequence[str], *, match: Match, tolerance: float = 0.0) -> bool:
    """True if `answer` equals one of the accepted answers under `match`.

    `SQUAD`: after SQuAD's normalisation; a text of which that leaves nothing is compared exactly. `EXACT`: code point
    by code point. `NUMBER`: both name one number, `tolerance` apart at most. `DATE`: both name one date, and the answer
    all parts of it that the accepted one names.
    """
    return any(_equal(answer, gold, match, tolerance) for gold in accepted)


def holds_accepted(text: str, accepted: Sequence[str], *, match: Match, tolerance: float = 0.0) -> bool:
    """True if an accepted answer, as `is_accepted` understands it, stands somewhere in `text`."""
    if match is Match.NUMBER:
        words = _WORD.findall(text)
        pairs = (" ".join(pair) for pair in pairwise(words))
        figures = (figure[0] for figure in FIGURE.finditer(text))
        return any(is_accepted(one, accepted, match=match, tolerance=tolerance) for one in (*words, *pairs, *figures))
    if match is Match.DATE:
        wanted = [date for date in map(date_in, accepted) if date]
        return any(date.covers(other) for date in dates_in(text) for other in wanted)
    if match is Match.EXACT:
        return any(gold in text for gold in accepted)
    normalized = f" {normalize_answer(text)} "
    return any(f" {normalize_answer(gold)} " in normalized for gold in accepted)


def _equal(answer: str, gold: str, match: Match, tolerance: float) -> bool:
    if match is Match.EXACT:
        return answer == gold
    if match is Match.NUMBER:
        ours, theirs = number_in(answer), number_in(gold)
        return ours is not None and theirs is not None and abs(ours - theirs) <= tolerance
    if match is Match.DATE:
        day, wanted = date_in(answer), date_in(gold)
        return day is not None and wanted is not None and day.covers(wanted)
    normalized = normalize_answer(gold)
    return normalize_answer(answer) == normalized if normalized else answer == gold
