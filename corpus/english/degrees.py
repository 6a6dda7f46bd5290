"""Degrees: superlatives and comparatives that a question measures things by, and words that mean the same."""

from __future__ import annotations

from itertools import pairwise

import regex

_SCALES = (
    "high tall", "heavy", "light", "long", "short", "old", "young", "new recent late", "early", "large big great",
    "small little tiny", "wide broad", "deep", "shallow", "fast quick", "slow", "hot warm", "cold cool", "cheap",
    "expensive costly", "strong", "weak", "hard", "soft", "thick", "thin", "low", "bright", "dark", "loud", "quiet",
    "near close", "far", "rich", "poor", "busy", "safe", "popular", "populous", "common", "rare", "narrow", "steep",
    "wet", "dry", "full", "empty", "sharp", "powerful", "accurate",
)  # fmt: skip
_WORD = regex.compile(r"\p{L}+")


def _graded(adjective: str, ending: str) -> set[str]:
    if adjective.endswith("e"):
        return {adjective + ending[1:]}
    if adjective.endswith("y"):
        return {adjective[:-1] + "i" + ending}
    return {adjective + ending, adjective + adjective[-1] + ending}


_SCALE_OF = {word: scale.split()[0] for scale in _SCALES for word in scale.split()}
_SUPERLATIVES = {form: word for word in _SCALE_OF for form in _graded(word, "est")}
_COMPARATIVES = {form: word for word in _SCALE_OF for form in _graded(word, "er")}
COMPARATIVE = "|".join(("more", "less", "fewer", "farther", "further", *sorted(_COMPARATIVES)))
"""A regular expression that matches every comparative that is known."""

_LONG = frozenset("expensive costly popular populous common rare powerful accurate recent".split())


def superlatives_in(text: str) -> tuple[str, ...]:
    """The scales of the superlatives in a text, as *high* of *highest* and *tallest*."""
    bare = regex.search(r"\bthe (?:most|least|fewest)\b(?! (?:of|part|common)\b)", text, regex.IGNORECASE)
    return (*_scales(text, _SUPERLATIVES, "most", "least"), *(("many",) if bare else ()))


def comparatives_in(text: str) -> tuple[str, ...]:
    """The scales of the comparatives in a text, as *heavy* of *heavier*."""
    return _scales(text, _COMPARATIVES, "more", "less")


def _scales(text: str, forms: dict[str, str], *adverbs: str) -> tuple[str, ...]:
    words = [word.lower() for word in _WORD.findall(text)]
    found = [_SCALE_OF[forms[word]] for word in words if word in forms]
    pairs = pairwise(words)
    found += [_SCALE_OF.get(word, word) for adverb, word in pairs if adverb in adverbs and word in _LONG]
    return tuple(dict.fromkeys(found))
