"""Spelling: words of a question that no text holds, put right where one word of the texts is surely meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex
from rapidfuzz.distance import OSA

from citespan.corpus.english.dictionary import is_english_word
from citespan.corpus.english.other_languages import is_english
from citespan.corpus.english.word_classes import CLOSED_CLASSES
from citespan.index.search.variants import LONG

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator, Mapping

    from citespan.index.search.query import Query
    from citespan.index.search.variants import Vocabulary

SHORTEST_NAME = 7
"""From how many letters on a word of a name is corrected, and then by one letter only: *Jane* is not *Joan*."""

_SHORTEST = 5
_SHORTEST_ASKING = 3
_RUN = regex.compile(r"\S+")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_NOT_PROSE = regex.compile(r"\d|[@_/\\]|\.\p{L}")
_ASKING = CLOSED_CLASSES | {"many", "much", "often", "long"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A question as it is asked: its `text`, and which of its words, as typed, were `corrected` to which."""

    text: str
    corrected: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Meant:
    """A word of the texts that may be meant: how it is written, how many letters differ, how often it was seen."""

    word: str
    stem: str
    letters: int
    count: int
    is_name: bool


def correct(question: str, *, vocabulary: Vocabulary, written: Callable[[str], Counter[str]]) -> Spelling:
    """The question with those words put right that no text and no English dictionary holds, if one word is near.

    A word of 5 letters or more may differ by one, by two from 8 letters on; letters that changed places are one. A run
    with a digit or of an address is left alone; a word of a name, in the question or in the texts, is corrected as
    `SHORTEST_NAME` says. What may stand for two words is left alone, too, and so is a question in another language.
    `written` gives the words of a stem as texts write them.
    """
    corrected: dict[str, str] = {}
    if not is_english(question):
        return Spelling(question, corrected)
    pieces: list[str] = []
    end = 0
    for word, start in _words(question):
        lower = word.lower()
        if vocabulary.holds(lower) or lower in _ASKING or is_english_word(lower):
            continue
        is_name = word[0].isupper() and start > 0 and not question.isupper()
        if meant := _meant(lower, vocabulary, written, is_name=is_name):
            replacement = meant[0].upper() + meant[1:] if word[0].isupper() else meant
            corrected[word] = replacement
            pieces += (question[end:start], replacement)
            end = start + len(word)
    return Spelling("".join((*pieces, question[end:])), corrected)


def unknown_words(query: Query, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The content words of a query, in lower case, that no text holds, in whatever form or as another writing."""
    return tuple(word for word in query.content_words if word not in _ASKING and not vocabulary.holds(word))


def _words(question: str) -> Iterator[tuple[str, int]]:
    """The words that may be misspelt, each with its offset."""
    for run in _RUN.finditer(question):
        if not _NOT_PROSE.search(run[0]):
            for word in _WORD.finditer(run[0]):
                if len(word[0]) >= _SHORTEST_ASKING:
                    yield word[0], run.start() + word.start()


def _meant(word: str, vocabulary: Vocabulary, written: Callable[[str], Counter[str]], *, is_name: bool) -> str | None:
    """The word that is surely meant; None if there is none, or several are as near."""
    asking = [] if is_name else _asking(word)
    if len(asking) == 1:
        return asking[0]
    if asking or len(word) < _SHORTEST:
        return None
    most = 2 if len(word) >= LONG else 1
    found = [
        one
        for stem in vocabulary.like(word, letters=most + 1)
        for one in _writings(word, stem, written(stem))
        if one.letters <= (1 if is_name or one.is_name else most)
        and (len(word) >= SHORTEST_NAME or not (is_name or one.is_name))
    ]
    nearest = [one for one in found if one.letters == min(other.letters for other in found)]
    if len({one.stem for one in nearest}) != 1:
        return None
    return max(nearest, key=lambda one: one.count).word


def _asking(word: str) -> list[str]:
    """The words that every question has, such as *what*, that a short word may stand for."""
    if len(word) > 5:
        return []
    swapped = [one for one in sorted(_ASKING) if sorted(one) == sorted(word) and OSA.distance(one, word) == 1]
    if swapped or len(word) == _SHORTEST_ASKING:
        return swapped
    return [one for one in sorted(_ASKING) if len(one) > 3 and OSA.distance(one, word) == 1]


def _writings(word: str, stem: str, writings: Counter[str]) -> Iterator[_Meant]:
    """The words of a stem, each once, as it is mostly written."""
    by_lower: dict[str, list[str]] = {}
    for writing in writings:
        by_lower.setdefault(writing.lower(), []).append(writing)
    for lower, same in by_lower.items():
        is_name = all(writing[0].isupper() for writing in same) and not is_english_word(lower)
        count = sum(writings[writing] for writing in same)
        yield _Meant(same[0] if is_name else lower, stem, OSA.distance(word, lower), count, is_name)
