"""From a question to an expression that full-text search understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.index.search.variants import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.index.search.variants import Vocabulary

FEW_TEXTS = 3
"""In how many texts a name may stand and still be looked for under other spellings."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_FUNCTION_WORDS = frozenset(
    "a an and any are as at be been being by can could did do does for from had has have how i in into is it its "
    "me my of on or our shall should so some such tell than that the their them then there these they this those "
    "to was we were what when where which who whom whose why will with would you your".split()
)


def content_words(question: str) -> tuple[str, ...]:
    """The words of an English question that say what it is about; all its words if there are no others."""
    words = tuple(dict.fromkeys(word.lower() for word in _WORD.findall(question)))
    return tuple(word for word in words if word not in _FUNCTION_WORDS) or words


def names(question: str) -> frozenset[str]:
    """The words of a question that begin with a capital letter, its first aside, or a digit; in lower case."""
    matches = _WORD.finditer(question)
    return frozenset(m[0].lower() for m in matches if m[0][0].isdigit() or (m.start() and m[0][0].isupper()))


def match_expression(question: str, *, vocabulary: Vocabulary, count: Callable[[str], int]) -> str:
    """An FTS5 expression that matches text with any content word of the question; empty if it holds no word.

    Other spellings count as well: of a word that no text holds, and of a name that few texts hold, since documents
    differ in how they write names. `count` says how many texts hold a word, up to `FEW_TEXTS` and one more.
    """
    written = names(question)
    phrases: list[tuple[str, ...]] = []
    for word in content_words(question):
        phrases += [(word,), *vocabulary.variants(word)]
        held = count(word)
        if not held:
            phrases += vocabulary.spellings(word)
        elif held <= FEW_TEXTS and word in written:
            phrases += [(near,) for near in vocabulary.near(word)]
    spelt = [word.lower() for word in _WORD.findall(question)]
    phrases += [(word,) for word in joined([word for word in spelt if word not in _FUNCTION_WORDS], vocabulary)]
    return " OR ".join(f'"{" ".join(phrase)}"' for phrase in dict.fromkeys(phrases))


def has_content_word(text: str) -> bool:
    """True if a word of an English text says what it is about."""
    return any(word.lower() not in _FUNCTION_WORDS for word in _WORD.findall(text))
