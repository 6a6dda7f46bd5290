"""Exceptions: *except*, *not*, *only* and *unless* turn what stands beside them round, so a span takes them along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_LONGEST = 120
_TAKES_OUT = (
    r"(?:except(?:ing)?(?: for| on| in| at| that)?|other than|apart from|excluding|with the exception of"
    r"|save for|but not|not including)"
)
_BEHIND = regex.compile(
    rf"[,\s]*(?:\([^()]{{0,40}}\)\s*)?\(?(?:{_TAKES_OUT}|unless|only if|only when|only with|not (?:on"
    rf"|in|at|for|before|after))\b",
    regex.IGNORECASE,
)
_BEGINS_WITH_IT = regex.compile(r"(?:unless|except)\b", regex.IGNORECASE)
_UP_TO = regex.compile(
    r"[.;!?]['\"”)\]]*(?:\s|$)|,\s|[\r\n]{2}|\s(?:and|but)\s(?:is|are|was|were|the|it|they|he|she)\b|\s[–—-]\s|\s\|"
)
_TAKEN_OUT = regex.compile(rf"\b{_TAKES_OUT}\s+(?:(?:the|on|in|at|for|a|an|those|of)\s+)*$", regex.IGNORECASE)
_ALL = regex.compile(
    r"\b(?:(?:on|in|at|for|to|by|with|of)\s+)?(?:all|any|every|each|no|none|most|everywhere|everyone"
    r"|everybody|everything"
    r"|anyone|anybody|anything|anywhere|nobody|nowhere|nothing|daily|always|the whole|the entire|the rest)\b",
    regex.IGNORECASE,
)
_AHEAD = regex.compile(
    r"\b(?P<word>only|not|never|unless|until|no later than|no earlier than)\s+(?P<small>(?:(?:on|in"
    r"|at|for|from|by|to|with|the|before|after)\s+)*)$",
    regex.IGNORECASE,
)
_ASKS_FOR_IT = regex.compile(
    r"\b(?:except\w*|exclud\w+|exempt\w*|other than|apart from|not|n['’]t|never|closed?|until|unless|only)\b|n['’]t\b",
    regex.IGNORECASE,
)

_NOT = regex.compile(r"\b(?:not|never|cannot|nor|neither)\b|n['’]t\b", regex.IGNORECASE)
_NO_DENIAL = regex.compile(
    r"\bnot only\b|\bnot (?:more|less|fewer|later|earlier|until|just|necessarily|to be confused)\b"
    r"|\bif not\b|\bor not\b",
    regex.IGNORECASE,
)
_DENIED = regex.compile(
    r"(?:\b(?:not|never|cannot|can not|may not|must not)|n['’]t)\s+(?:(?:be|been|being|to|usually|yet"
    r"|currently|normally)\s+)*(?P<verb>\p{L}{3,})",
    regex.IGNORECASE,
)
_FORBIDS = regex.compile(
    r"\b(?:forbid\w*|forbade|prohibit\w*|ban|bans|banned|closed|excluded?|exempt\w*|refus\w+|denied"
    r"|barred|illegal|off limits|without)\b",
    regex.IGNORECASE,
)
_ASKS = regex.compile(r"\W*(?:where|when|who|which|what|on which|in which)\b", regex.IGNORECASE)
_BUT_NOT = regex.compile(
    r"\b(?:but|and|,)\s*not\s+(?:(?:on|in|at|for|by|to|with|the|of|a|an|from)\s+)*$", regex.IGNORECASE
)
_AND_NOT = regex.compile(r",?\s+but not\s+(?=\S)", regex.IGNORECASE)
_TURN = regex.compile(r"\b(?:but|though|although|while|whereas|however)\b|;|,\s+(?:not|only)\b", regex.IGNORECASE)


def judge_exceptions(intent: Intent, place: Surroundings) -> Refusal | Span | None:
    """Widen a span by the exception, or the *only*, that it stands beside; refuse one that is but the exception."""
    if place.row is not None:
        return None
    asks_for_it = _ASKS_FOR_IT.search(intent.question) is not None
    start, end = place.span.start, place.span.end
    if behind := _BEHIND.match(place.after):
        rest = place.after[behind.end() : _LONGEST]
        stop = _UP_TO.search(rest)
        end = place.span.end + behind.end() + (stop.start() if stop else len(rest.rstrip(" .")))
        if place.after[: behind.end()].count("(") and place.document.text[end : end + 1] != ")":
            close = place.document.text.find(")", end, end + 40)
            end = close + 1 if close >= 0 else end
    if not asks_for_it and _BEGINS_WITH_IT.match(place.text):
        start = place.sentence.start
    if (taken := _TAKEN_OUT.search(place.before)) and not asks_for_it:
        wholes = list(_ALL.finditer(place.before, 0, taken.start()))
        if not wholes or taken.start() - wholes[-1].end() > _LONGEST:
            return Refusal(Rule.EXCEPTION, f"“{place.text}” is what is excepted")
        start = place.sentence.start + wholes[-1].start()
    elif not asks_for_it and (ahead := _AHEAD.search(place.before)):
        start = place.sentence.start + ahead.start()
    span = Span(start, end)
    return None if span == place.span else span


def judge_denials(intent: Intent, place: Surroundings) -> Refusal | Span | None:
    """Refuse a span that is affirmed where the question asks for what is denied, or the other way round."""
    if intent.is_yes_no or place.row is not None:
        return None
    question = _NO_DENIAL.sub(" ", intent.question)
    if denied := _DENIED.search(question):
        return _judge_affirmed(denied["verb"].lower(), place)
    if _is_denied(question) or not _ASKS.match(question):
        return None
    but_not = _BUT_NOT.search(place.before)
    if but_not and not _is_denied(place.before[: but_not.start()]):
        return Refusal(Rule.EXCEPTION, f"“{place.text}” is denied, and the question asks for what is so")
    return None


def _judge_affirmed(verb: str, place: Surroundings) -> Refusal | Span | None:
    """Refuse a span that is affirmed in a sentence that denies something else, or affirms what the question denies.

    Of one that says both, *in the garden but not in the library*, what is denied is left.
    """
    both = _AND_NOT.search(place.text)
    if both and not _is_denied(place.text[: both.start()]):
        return Span(place.span.start + both.end(), place.span.end)
    if _is_denied(_clause(place), asked=verb) or _is_denied(place.text, asked=verb):
        return None
    if _is_denied(place.said) or regex.search(rf"\b{regex.escape(verb)}\b", place.said, regex.IGNORECASE):
        return Refusal(Rule.EXCEPTION, f"“{place.text}” is affirmed, and the question asks for what is not")
    return None


def _is_denied(text: str, *, asked: str = "") -> bool:
    """True if a text says of something that it is not so; the word that is `asked` for, as *closed*, says it is so."""
    if _NOT.search(_NO_DENIAL.sub(" ", text)):
        return True
    return any(word[0].lower() != asked for word in _FORBIDS.finditer(text))


def _clause(place: Surroundings) -> str:
    """The part of the sentence that the span stands in, between words such as *but*."""
    said = place.sentence.slice(place.document.text)
    start, end = place.span.start - place.sentence.start, place.span.end - place.sentence.start
    cuts = [0, *(match.start() for match in _TURN.finditer(said)), len(said)]
    return said[max(cut for cut in cuts if cut <= start) : min((cut for cut in cuts if cut >= end), default=len(said))]
