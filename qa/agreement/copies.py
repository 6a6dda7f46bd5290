"""Copies: one text that several documents carry, as syndicated news, is one source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex
from rapidfuzz.distance import Indel

from citespan.qa.evidence import sentences_around

if TYPE_CHECKING:
    from citespan.qa.candidates import Candidate

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SURROUNDINGS = 400
"""How many code points before and after a span are compared."""

_NEARLY_ALL = 0.9
_MOST = 0.7
_LONG = 12


def is_copy(one: Candidate, other: Candidate) -> bool:
    """True if the texts around two spans are one text: word for word, or with a few words changed.

    Their sentences must share nine words of ten, and have a dozen words or surroundings that share seven of ten; or the
    surroundings alone share nine of ten. Shares are of all words, in their order (twice the longest common subsequence
    over both lengths): two people who say the same in a short sentence are no copies.
    """
    if one.passage.document.text_sha256 == other.passage.document.text_sha256:
        return True
    around = _share(_surroundings(one), _surroundings(other))
    if around >= _NEARLY_ALL:
        return True
    mine, theirs = _words(sentences_around(one)), _words(sentences_around(other))
    return _share(mine, theirs) >= _NEARLY_ALL and (min(len(mine), len(theirs)) >= _LONG or around >= _MOST)


def _share(one: list[str], other: list[str]) -> float:
    return Indel.normalized_similarity(one, other)


def _surroundings(candidate: Candidate) -> list[str]:
    text = candidate.passage.document.text
    return _words(text[max(0, candidate.span.start - _SURROUNDINGS) : candidate.span.end + _SURROUNDINGS])


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
