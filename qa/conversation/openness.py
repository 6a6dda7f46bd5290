"""Openness: whether a line can be a follow-up at all, before looking at what it may follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.other_languages import is_english
from citespan.corpus.english.word_classes import AUXILIARIES, PREPOSITIONS

if TYPE_CHECKING:
    from citespan.qa.conversation.syntax import Wording

_GOES_ON = regex.compile(
    r"^\W*(?:and|but|or|also|then)\b|^\W*(?:so |ok(?:ay)? )?(?:what|how) about\b", regex.IGNORECASE
)


def can_follow_up(question: Wording, typed: str) -> bool:
    """False of what stands for itself, whatever was said before: keywords, a command, a text that is not English.

    A question word alone goes on (*Why?*), and so does what begins with *and*, *what about* or a preposition (*In
    2019?*); other words without a verb and a question word are keywords (*refund*, *exit*, *deposit cordless drill*).
    """
    if not is_english(typed):
        return False
    if question.word or goes_on(typed):
        return True
    first, *others = question.tokens
    if not others:
        return False
    return question.has_verb or first.lower in AUXILIARIES | PREPOSITIONS


def goes_on(typed: str) -> bool:
    """True if a line says that it goes on with what was said before: *And ...*, *What about ...*."""
    return _GOES_ON.search(typed) is not None
