"""A dictionary: which words are English, so that nobody takes a rare one for a misspelling."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def is_english_word(word: str) -> bool:
    """True if an English dictionary of 83,000 words, names of countries among them, holds a word in lower case.

    Source: the word list of SymSpell (MIT).
    """
    return word in _words()


@cache
def _words() -> frozenset[str]:
    lines = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip())
