"""Calculation: sums, differences and comparisons over several values are not quoted unless a sentence states them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.degrees import COMPARATIVE, comparatives_in, superlatives_in
from citespan.qa.agreement.table_rows import is_record
from citespan.qa.rules.units import units_in
from citespan.qa.rules.verdict import QUOTES_ONLY, Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_SUM = regex.compile(
    r"\b(?:in total|in all|altogether|together(?=\W*$)|combined|in sum|the sum of|sum total|put together|added up"
    r"|all together|on average"
    r"|(?:what|how much|how many) (?:is|are|was|were) the (?:total|average|mean|difference|sum)"
    r"|the difference between|difference in)\b",
    regex.IGNORECASE,
)
_MORE = regex.compile(
    rf"\bhow (?:much|many) (?:\p{{L}}+ )?(?:{COMPARATIVE})\b[^?]*\b(?:than|compared)\b"
    rf"|\bby how (?:much|many)\b[^?]*\bthan\b"
    rf"|\bhow much (?:{COMPARATIVE}) (?:is|are|was|were)\b",
    regex.IGNORECASE,
)
_STATES_A_SUM = regex.compile(
    r"\b(?:total\w*|altogether|combined|sum|averag\w*|mean|in all|overall|together|aggregate"
    r"|difference|differ\w*|both|per|each|all|collectively"
    r"|between|median|amount\w*|entire|whole)\b",
    regex.IGNORECASE,
)
_STATES_MORE = regex.compile(
    r"\b(?:more|less|fewer|than|difference|differ\w*|by|exceed\w*|longer|shorter|\p{L}{3,}er"
    r"|increase\w*|decrease\w*|r[oi]se\w*|fell|extra|additional|another|times|faster|gap|rose|up|down"
    r"|ahead|behind|after|before|later)\b",
    regex.IGNORECASE,
)
_WHICH_OF_TWO = regex.compile(
    r"^\W*(?:which|who|what)\b[^?]*\bor\b|^\W*(?:which|who) (?:\p{L}+ ){0,4}?(?:is|are|was|were|weighs?"
    r"|costs?|has|have|lasts?|takes?|runs?|goes) (?:the )?(?:\p{L}+er|more|less)\b"
    r"|^\W*(?:is|are|was|were|does|do|did|has|have)\b[^?]+\bthan\b",
    regex.IGNORECASE,
)
_RANKS = regex.compile(
    r"\b(?:first|second|third|top|main|chief|record|leading|principal|maximum|minimum|max|min|peak"
    r"|best|worst|most|least|no other|number one|only(?! \d)|rank\w*|dominant|primary|major|up to|at most"
    r"|at least|than|limit|or (?:more|less|fewer|higher|lower))\b",
    regex.IGNORECASE,
)
_HOW_OLD = regex.compile(r"\bhow old\b|\bwhat age\b", regex.IGNORECASE)
_BARE_DATE = regex.compile(
    r"\W*(?:(?:in|on|born in|born on)\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?)?"
    r"(?:\p{L}{3,9}\.?\s+)?(?:\d{1,2},\s+)?(?:1[0-9]|20)\d{2}\W*|\d{4}-\d{2}-\d{2}",
    regex.IGNORECASE,
)
_HOW_LONG = regex.compile(r"\bhow long (?:does|do|did|is|was|will|would|has|have)\b(?!.*\bopen\b)", regex.IGNORECASE)
_CLOCK = regex.compile(
    r"\W*(?:(?:at|from|by|until)\s+)?\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?\W*|\W*(?:at\s+)?\d{1,2}\s*[ap]\.?m\.?\W*",
    regex.IGNORECASE,
)
_NUMBER = regex.compile(r"\d[\d.,]*")
_BEGINS_WITH_A_NUMBER = regex.compile(r"[\p{Sc}\s]*\d")
_YEAR = regex.compile(r"\W*(?:(?:in|during)\s+)?(?:1[5-9]|20)\d{2}\W*", regex.IGNORECASE)
_PLAIN_NUMBER = regex.compile(r"(?<![\p{L}\p{N}-])\d[\d.,]*(?![\p{L}\p{N}-])(?!\s*$)|(?<=[:\s]\s*)\d[\d.,]*$")


def judge_calculation(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span of a question that sums or compares values, unless its sentence states the outcome."""
    question, said = intent.question, place.said
    around = " ".join((said, *place.chunk.headings[-1:], place.chunk.preamble))
    if _SUM.search(question) and _NUMBER.search(said) and not _STATES_A_SUM.search(around) and _has_many_values(place):
        return _refusal(f"no sentence states the sum or difference: {QUOTES_ONLY}")
    if _MORE.search(question) and _NUMBER.search(said) and not _STATES_MORE.search(said):
        return _refusal(f"no sentence states the difference: {QUOTES_ONLY}")
    wanted = superlatives_in(question)
    is_row = place.row is not None or is_record(place.document)
    is_one = is_row or _is_one_of_items(place) or _is_one_of_values(place) or _is_one_of_an_enumeration(place)
    if wanted and is_one and not _states_degree(around, wanted):
        return _refusal(f"no sentence states which is it of several values: {QUOTES_ONLY}")
    compared = comparatives_in(question)
    if compared and _WHICH_OF_TWO.search(question) and not _states_degree(said, compared):
        return _refusal(f"no sentence states the comparison: {QUOTES_ONLY}")
    return None


def judge_elapsed(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a date for *how old*, and a time of the clock for *how long does it take*."""
    if _HOW_OLD.search(intent.question) and _BARE_DATE.fullmatch(place.text):
        return _refusal(f"no sentence states the age: {QUOTES_ONLY}")
    if _HOW_LONG.search(intent.question) and _CLOCK.fullmatch(place.text):
        return _refusal(f"no sentence states how long it takes: {QUOTES_ONLY}")
    return None


def _refusal(detail: str) -> Refusal:
    return Refusal(Rule.CALCULATION, detail)


def _states_degree(text: str, scales: tuple[str, ...]) -> bool:
    held = {*superlatives_in(text), *comparatives_in(text)}
    return not held.isdisjoint(scales) or _RANKS.search(text) is not None


def _is_one_of_items(place: Surroundings) -> bool:
    """True if the span names one of several items with a number each, be it with its number."""
    with_number = [line for line in place.chunk.text.splitlines() if _PLAIN_NUMBER.search(line)]
    return place.is_item and len(with_number) > 1 and not _BEGINS_WITH_A_NUMBER.match(place.text)


def _is_one_of_an_enumeration(place: Surroundings) -> bool:
    """True if the span names one of several things that its sentence gives a number each."""
    return len(_NUMBER.findall(place.said)) > 2 and not _gives_a_number(place)


def _is_one_of_values(place: Surroundings) -> bool:
    """True if the span names what has a quantity, and another sentence gives another thing one in such a unit."""
    own = units_in(place.said)
    if not own or (_NUMBER.search(place.text) and not _YEAR.fullmatch(place.text)):
        return False
    text, sentence = place.document.text, place.sentence
    others = (s.slice(text) for s in place.chunk.sentences if not s.overlaps(sentence))
    return any(unit.dimension == own[0].dimension for other in others for unit in units_in(other))


def _gives_a_number(place: Surroundings) -> bool:
    """True if the span is a quantity; a year is what has one."""
    return _BEGINS_WITH_A_NUMBER.match(place.text) is not None and not _YEAR.fullmatch(place.text)


def _has_many_values(place: Surroundings) -> bool:
    return place.row is not None or is_record(place.document) or len(_NUMBER.findall(place.chunk.text)) > 1
