"""Contrasts: what is said of Elmby school or of the roof is no answer about Tarn school or about the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.number_words import MONTHS, WEEKDAYS
from citespan.corpus.english.word_classes import CLOSED_CLASSES, FUNCTION_WORDS
from citespan.qa.rules.intent import forms_of
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_NAMED_KIND = regex.compile(
    r"(?<!\p{Lu}[\p{L}\p{M}’'.-]* )\b(?P<one>\p{Lu}[\p{L}\p{M}’'-]{2,}) (?P<kind>\p{Ll}{3,})\b"
)
_KIND = regex.compile(r"\b(?i:the|a|an) (?P<one>\p{Ll}[\p{L}\p{M}-]{2,}) (?P<kind>\p{Ll}{3,})\b")
_PART_OF = regex.compile(r"\b(?i:the) (?P<one>\p{Ll}{3,}) of (?P<whole>(?:the )?[\p{L}\p{N}-]+(?: \p{N}+)?)")
_NO_NAME = frozenset((*MONTHS, *WEEKDAYS, "the", "this", "that", "new", "old"))
_BEGINNING = 5  # letters of a word that are compared


def judge_contrasts(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span whose sentence is about another one of the kind that the question names, and not about that one.

    The two differ in a name before the same noun (*Tarn school*, *Elmby school*), or in a word before it or before *of
    the same*, where the document tells both apart (*the door of hut 9*, *the roof of hut 9*).
    """
    said = place.said
    for pattern, is_named in ((_NAMED_KIND, True), (_KIND, False), (_PART_OF, False)):
        for asked in pattern.finditer(intent.question, overlapped=True):
            one = asked["one"]
            if not _is_telling(one) or _holds(said, one):
                continue
            tail = asked[0][asked.start(pattern.groupindex["one"]) - asked.start() + len(one) :]
            if not is_named and not _holds_whole(place.document.text, one, tail):
                continue
            other = _other(said, tail, intent, is_named=is_named)
            if other and not (is_named and _is_named_above(place, one)):
                return Refusal(Rule.OTHER_NAME, f"“{place.text}” is said of {other}{tail}, not of {one}{tail}")
    return None


def _other(said: str, tail: str, intent: Intent, *, is_named: bool) -> str | None:
    """The word that stands before the same words as the question's own."""
    word = r"\p{Lu}[\p{L}\p{M}’'-]{2,}" if is_named else r"\p{Ll}[\p{L}\p{M}-]{2,}"
    before = "" if is_named else r"\b(?i:the|a|an) "
    for found in regex.finditer(rf"{before}(?<![\p{{L}}])(?P<other>{word})(?i:{regex.escape(tail)}s?)\b", said):
        other = found["other"]
        if _is_telling(other) and forms_of(other).isdisjoint(intent.forms):
            return other
    return None


def _is_telling(word: str) -> bool:
    lower = word.lower()
    return lower not in _NO_NAME and lower not in CLOSED_CLASSES and lower not in FUNCTION_WORDS


def _holds(text: str, word: str) -> bool:
    return word.casefold()[:_BEGINNING] in text.casefold()


def _holds_whole(text: str, one: str, tail: str) -> bool:
    return f"{one}{tail}".casefold() in text.casefold()


def _is_named_above(place: Surroundings, one: str) -> bool:
    """True if a heading names it: what stands below is about it all the same."""
    return any(_holds(heading, one) for heading in place.headings)
