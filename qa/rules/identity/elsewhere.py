"""Elsewhere: what a sentence says of the captain of the Heron is no answer about the captain of the Siskin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.number_words import MONTHS, WEEKDAYS
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_NAME = r"\p{Lu}[\p{L}\p{M}’'-]+(?: \p{Lu}[\p{L}\p{M}’'-]+)*"
_NAMED = regex.compile(rf"(?P<joint>\b(?:of|in|for|at|on|from)) (?:the )?(?P<name>{_NAME})")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_TIMES = frozenset((*MONTHS, *WEEKDAYS))
_SHORTEST = 4
_BEGINNING = 5  # letters of a word that are compared
_AROUND = 20_000  # code points on either side of a span in which a name is looked for


def judge_elsewhere(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span whose sentence names another where the question names one whom its text never names.

    *The captain of the Heron* is no answer to who is the captain of the Siskin.
    """
    for asked in _NAMED.finditer(intent.question):
        words = _telling(asked["name"])
        if not words or _is_named(words, place):
            continue
        for given in _NAMED.finditer(f"{place.head}\n{place.said}"):
            others = _telling(given["name"])
            if given["joint"] != asked["joint"] or not others or place.text in given["name"]:
                continue
            if not any(word in intent.question.casefold() for word in others):
                return Refusal(
                    Rule.OTHER_NAME, f"“{place.text}” is said of {given['name']}, and nothing there of {asked['name']}"
                )
    return None


def _telling(name: str) -> list[str]:
    """The words of a name that are long enough to be looked for, in lower case; none of a date."""
    words = [word.casefold() for word in _WORD.findall(name)]
    return [word for word in words if len(word) >= _SHORTEST] if _TIMES.isdisjoint(words) else []


def _is_named(words: list[str], place: Surroundings) -> bool:
    """True if any of the words, or what begins like it, stands near the span or above it; of a list at its head."""
    if _NAMED.search(place.head):
        return any(word[:_BEGINNING] in f"{place.head} {place.said}".casefold() for word in words)
    span = place.span
    text = place.document.text[max(0, span.start - _AROUND) : span.end + _AROUND]
    around = " ".join((place.document.title, place.document.source, *place.chunk.headings, text)).casefold()
    return any(word[:_BEGINNING] in around for word in words)
