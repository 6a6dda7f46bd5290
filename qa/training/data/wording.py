"""Wording: questions as people type them, without a question mark, as keywords, or with a slip of the finger."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from citespan.index.search.query import content_words

if TYPE_CHECKING:
    from random import Random

    from citespan.qa.training.data.examples import Example

UNMARKED, KEYWORDS, TYPO = 0.15, 0.05, 0.08
"""The shares of questions that are reworded in each way."""

_LETTERS = re.compile(r"[A-Za-z]{5,}")


def reword(example: Example, random: Random) -> Example:
    """The example, now and then with its question worded less carefully; what it asks stays the same."""
    question, drawn = example.question, random.random()
    if drawn < UNMARKED:
        question = question.rstrip("? ")
    elif drawn < UNMARKED + KEYWORDS:
        question = _keywords(question)
    elif drawn < UNMARKED + KEYWORDS + TYPO:
        question = _with_typo(question, random)
    return replace(example, question=question)


def _keywords(question: str) -> str:
    kept = {*content_words(question)}
    words = [word for word in re.findall(r"[\w'’.-]+", question) if word.lower().strip(".'’-") in kept]
    return " ".join(words) if len(words) >= 2 else question


def _with_typo(question: str, random: Random) -> str:
    """One long word with two letters swapped, one left out or one twice; its first letter stays."""
    words = list(_LETTERS.finditer(question))
    if not words:
        return question
    word = random.choice(words)
    place = random.randrange(word.start() + 1, word.end() - 1)
    letters = question[place : place + 2]
    slip = random.choice((letters[::-1], letters[0], letters[0] + letters))
    return question[:place] + slip + question[place + 2 :]
