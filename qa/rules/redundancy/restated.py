"""Restated questions: *The office opens at eight* answers *when*; what is quoted is *at eight*."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.word_classes import AUXILIARIES, DETERMINERS, PREPOSITIONS

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_WANTS_A_PHRASE = regex.compile(
    r"^\W*(?:(?:at|in|on|by|from|since|until) )?(?:when|where|who|whom|(?:what|which) (?:year|date|day|month|time)"
    r"|how (?:many|much|long|often|far|late|early|is|are|was|were))\b",
    regex.IGNORECASE,
)
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}’'-]*")
_FEWEST = 2


def judge_restated(intent: Intent, place: Surroundings) -> Span | None:
    """Move the start of a span behind a clause of the question's own words, if it begins with one.

    Only where the question wants a phrase, the clause has two words of the question at least, and what is left begins
    with a preposition or a number: a name stays whole. A word of another kind, as *not* or *only*, ends the clause.
    """
    if not _WANTS_A_PHRASE.search(intent.question):
        return None
    words = list(_WORD.finditer(place.text))
    own = _restating(intent, [word[0].lower() for word in words])
    if not own or own == len(words):
        return None
    rest = words[own]
    if rest[0].lower() not in PREPOSITIONS and not rest[0][0].isdigit():
        return None
    return Span(place.span.start + rest.start(), place.span.end)


def _restating(intent: Intent, words: list[str]) -> int:
    """How many of the first words restate the question, up to the last one that is the question's own."""
    end = found = 0
    for number, word in enumerate(words, start=1):
        if word in intent.forms:
            end, found = number, found + 1
        elif word not in DETERMINERS and word not in AUXILIARIES and word not in PREPOSITIONS:
            break
    return end if found >= _FEWEST else 0
