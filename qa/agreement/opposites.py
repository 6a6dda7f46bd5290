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
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’]\p{L}+)?")


def are_opposites(one: str, other: str) -> bool:
    """True if two texts are the same but for one word, and that is the opposite of the other's."""
    ours, theirs = ([word.lower() for word in _WORD.findall(text)] for text in (one, other))
    if len(ours) != len(theirs):
        return False
    apart = [frozenset(pair) for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    return len(apart) == 1 and apart[0] in _OPPOSITES
