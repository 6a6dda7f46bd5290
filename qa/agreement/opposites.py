"""Opposites: two answers that differ in one word only, which turns one into the contrary of the other."""

from __future__ import annotations

import regex

_PAIRS = (
    "with without", "before after", "above below", "over under", "inside outside", "open closed", "opens closes",
    "allowed forbidden", "permitted prohibited", "permitted forbidden", "allowed prohibited", "always never",
    "left right", "north south", "east west", "odd even", "most least", "minimum maximum", "upper lower",
    "first last", "first second", "increase decrease", "increased decreased", "rise fall", "rose fell",
    "enabled disabled", "on off", "yes no", "can cannot", "required optional", "mandatory optional", "true false",
    "hot cold", "free paid", "included excluded", "black white", "daily weekly", "weekly monthly", "daily monthly",
    "monthly yearly", "clockwise anticlockwise", "up down", "morning evening", "morning afternoon", "empty full",
    "wet dry", "man woman", "men women", "red green",
)  # fmt: skip
_OPPOSITES = frozenset(frozenset(pair.split()) for pair in _PAIRS)
_DENIALS = frozenset({"not", "never", "no"})
_STRESSES = frozenset({"only", "just", "always"})
_TURNS = _DENIALS | frozenset({"without", "except", "unless", "only", "nor", "neither", "none"})
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’]\p{L}+)?")


def are_opposites(one: str, other: str) -> bool:
    """True if two texts are the same but for one word, and that is the opposite of the other's, or a *not*."""
    ours, theirs = (
        [word for word in map(str.lower, _WORD.findall(text)) if word not in _STRESSES] for text in (one, other)
    )
    if len(ours) != len(theirs):
        shorter, longer = sorted((ours, theirs), key=len)
        return len(shorter) > 2 and any(
            word in _DENIALS and shorter == [*longer[:place], *longer[place + 1 :]] for place, word in enumerate(longer)
        )
    apart = [frozenset(pair) for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    return len(apart) == 1 and apart[0] in _OPPOSITES


def turn_alike(one: str, other: str) -> bool:
    """True if both texts have the same words of those that turn a statement round, such as *not* and *without*."""
    ours, theirs = ({word.lower() for word in _WORD.findall(text)} & _TURNS for text in (one, other))
    return ours == theirs
