"""From a question to an expression that full-text search understands."""

from __future__ import annotations

import regex

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


def match_expression(question: str) -> str:
    """An FTS5 expression that matches text with any content word of the question; empty if it holds no word."""
    return " OR ".join(f'"{word}"' for word in content_words(question))


def has_content_word(text: str) -> bool:
    """True if a word of an English text says what it is about."""
    return any(word.lower() not in _FUNCTION_WORDS for word in _WORD.findall(text))
