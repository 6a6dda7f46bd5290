"""When an answer counts as right: near enough to a gold answer in its words, and with none but its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.number_words import MONTHS, ORDINALS, TENS, UNITS, WEEKDAYS
from citespan.index.search.query import has_content_word
from citespan.qa.evaluation.scoring import f1, normalize_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

RIGHT_F1 = 0.5
"""The F1 with a gold answer from which on an answer says the same."""

_VALUES = (
    {word: str(value) for value, word in enumerate(UNITS)}
    | {word: str(value) for value, word in enumerate(ORDINALS)}
    | {word: str(10 * value) for value, word in enumerate(TENS, start=2)}
    | {f"{word[:-1]}ieth": str(10 * value) for value, word in enumerate(TENS, start=2)}
    | {"twice": "2", "hundreds": "hundred", "thousands": "thousand", "millions": "million", "billions": "billion"}
    | {word: word for word in ("hundred", "thousand", "million", "billion", "trillion", "dozen", "half", "percent")}
    | {word: word for word in (*MONTHS, *WEEKDAYS)}
    | {
        word[:3]: word
        for word in (*MONTHS, *WEEKDAYS)
        if word not in {"may", "march", "sunday", "saturday", "wednesday"}
    }
)
_TOKEN = regex.compile(r"\d+(?:[.,]\d+)*|%|\p{L}+")
_PRONOUNS = regex.compile(r"\bone(?= of\b)|\bsecond(?=s\b)|(?<!\d\s)\bmay\b(?!\s\d)", regex.IGNORECASE)


def is_right(answer: str, gold_texts: Sequence[str]) -> bool:
    """True if `answer` says what one of the gold answers says.

    It does if its F1 with that gold answer is `RIGHT_F1` or more, or one holds the other, and that a content word; and
    if it names no number, date or part of a date that this gold answer lacks: 16 January is not 18 January. Without
    gold answers nothing is right.
    """
    return any(_says_the_same(answer, gold) and numbers(answer) <= numbers(gold) for gold in gold_texts)


def numbers(text: str) -> frozenset[str]:
    """The numbers, months and days of the week that an English text names, in figures or in words."""
    found = set()
    for token in _TOKEN.findall(_PRONOUNS.sub(" ", text)):
        word = token.lower()
        if word[0].isdigit():
            found.add(word.replace(",", ""))
        elif word == "%":
            found.add("percent")
        elif word in _VALUES:
            found.add(_VALUES[word])
    return frozenset(found)


def _says_the_same(answer: str, gold: str) -> bool:
    if f1(answer, [gold]) >= RIGHT_F1 and normalize_answer(gold):
        return True
    shorter, longer = sorted((normalize_answer(answer), normalize_answer(gold)), key=len)
    return has_content_word(shorter) and f" {shorter} " in f" {longer} "
