"""Number: whether an English question supposes that one thing answers it, or several."""

from __future__ import annotations

from enum import StrEnum

import regex

from citespan.corpus.english.lexicon import words
from citespan.corpus.english.number_words import UNITS
from citespan.corpus.english.word_classes import (
    AUXILIARIES,
    COMMON_AUXILIARIES,
    THIRD_PERSON_SINGULAR,
    any_of,
    is_surely_plural,
    may_be_plural,
)


class Number(StrEnum):
    """How many things a question asks for, as far as its words tell."""

    ONE = "one"
    SEVERAL = "several"
    UNSURE = "unsure"


_WORD = regex.compile(r"[\p{L}\p{M}\d]+(?:['’-][\p{L}\p{M}\d]+)*|[,;:.?!()]")
_WHICH = regex.compile(
    rf"\b(?P<asks>which|what) (?!(?:{any_of(COMMON_AUXILIARIES)}|other than|else|if)\b)"
    r"(?!(?:kind|type|sort)\b|(?<=what )(?:kinds|types|sorts)\b)"
    r"(?:(?:kinds|types|sorts) of (?=\p{L}+s\b))?(?P<rest>.+)",
    regex.IGNORECASE,
)
_ARE = regex.compile(
    r"^\W*(?:who|what|which) (?:are|were) (?P<rest>(?:the|all|some|its|their|his|her|[\p{L}-]+['’]s?)\b.+)",
    regex.IGNORECASE,
)
_NAME = regex.compile(
    rf"^\W*(?:please )?(?:{'|'.join(words('questions', 'tellers'))})(?: all)?(?: of)? (?P<rest>.+)", regex.IGNORECASE
)

_AUXILIARIES = AUXILIARIES - {"shall"}
_BEGINS_AN_OBJECT = frozenset(words("questions", "begins_an_object"))
_ENDS_OF_A_NOUN = frozenset(words("questions", "ends_of_a_noun"))
_DESCRIBING = frozenset(words("questions", "describing"))
_BEFORE_A_NOUN = frozenset(words("questions", "before_a_noun"))
_VERBS_AFTER_WHAT = frozenset(words("questions", "verbs_after_what"))


def number_asked_for(question: str) -> Number:
    """Whether a question with *which* or *what* and a noun, *who are*, *name* or *list*, asks for one or for several.

    Endings alone tell a plural from a verb: where both are possible, the number is unsure.
    """
    if (match := _ARE.match(question)) or (match := _NAME.match(question)):
        noun = _noun_phrase(match["rest"])
        return Number.SEVERAL if any(map(is_surely_plural, noun)) or _is_above_one(noun[0]) else Number.UNSURE
    match = _WHICH.search(question)
    return _of_noun(match["asks"].lower(), _words(match["rest"])) if match else Number.UNSURE


def count_asked_for(question: str) -> int | None:
    """How many things a question asks for (*which two towns*), at least two; None if it does not say."""
    match = _ARE.match(question) or _NAME.match(question) or _WHICH.search(question)
    words = [word for word in _words(match["rest"])[:3] if word != "the"] if match else []
    return _count(words[0]) if words and _is_above_one(words[0]) else None


def _of_noun(asks: str, words: list[str]) -> Number:
    first, second, third = (*words, "", "", "")[:3]
    if _is_above_one(first):
        return Number.SEVERAL
    if is_surely_plural(first):
        is_verb = asks == "what" and (first in _VERBS_AFTER_WHAT or second.lower() in _BEGINS_AN_OBJECT)
        is_part = second not in _AUXILIARIES and (third in THIRD_PERSON_SINGULAR or first.lower() in _BEFORE_A_NOUN)
        return Number.UNSURE if is_verb or is_part else Number.SEVERAL
    if may_be_plural(first):
        return Number.UNSURE
    if is_surely_plural(second) and (third in _AUXILIARIES or first.lower() in _DESCRIBING):
        return Number.SEVERAL
    if is_surely_plural(second):
        is_verb = third.lower() in _BEGINS_AN_OBJECT or third[:1].isupper() or third.isdigit()
        is_one = is_verb and not first[:1].isupper()
    else:
        is_one = not may_be_plural(second) and not (first.lower() in _DESCRIBING and may_be_plural(third))
    return Number.ONE if is_one else Number.UNSURE


def _noun_phrase(rest: str) -> list[str]:
    words = _words(rest)
    for place, word in enumerate(words):
        if word.lower() in _ENDS_OF_A_NOUN or (place and word.lower() == "the") or not word[0].isalnum():
            return words[:place] or [""]
    return words or [""]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_above_one(word: str) -> bool:
    return _count(word) > 1


def _count(word: str) -> int:
    lower = word.lower()
    return int(lower) if regex.fullmatch(r"\d{1,2}", lower) else UNITS.index(lower) if lower in UNITS else 0
