"""Whether the text of a page can be read, or its fonts do not say which letters they draw."""

from __future__ import annotations

import unicodedata

_FEWEST_LETTERS = 100
_FREQUENT = frozenset("etaoinshr")
_FREQUENT_SHARE = 0.4
_UNKNOWN_SHARE = 0.3


def is_legible(text: str) -> bool:
    """False if most characters have no meaning, or the letters are not those that words of any language consist of.

    In a text in Latin letters nearly every second one is one of the nine most frequent, in whatever language; where a
    font's table is lost they are shifted or shuffled.
    """
    characters = [character for character in text if not character.isspace()]
    if not characters:
        return True
    unknown = sum(one == "\ufffd" or unicodedata.category(one) in {"Co", "Cn", "Cc"} for one in characters)
    if unknown > _UNKNOWN_SHARE * len(characters):
        return False
    plain = unicodedata.normalize("NFD", text).casefold()
    letters = [character for character in plain if "a" <= character <= "z"]
    if len(letters) < max(_FEWEST_LETTERS, 0.3 * len(characters)):
        return True
    return sum(letter in _FREQUENT for letter in letters) >= _FREQUENT_SHARE * len(letters)
