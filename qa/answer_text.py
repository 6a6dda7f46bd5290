"""The text of an answer: what of its words counts when two are compared, and the numbers that it names."""

from __future__ import annotations

import re
import string

import regex

from citespan.corpus.english.number_words import MONTHS, ORDINALS, TENS, UNITS, WEEKDAYS

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
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


def normalize_answer(text: str) -> str:
    """Lower case, without ASCII punctuation, English articles and superfluous white space.

    Source: Rajpurkar et al. 2018, the evaluation of SQuAD 2.0.
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


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
