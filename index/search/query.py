"""Queries: what is searched for, taken apart once, and the expression of it that full-text search understands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.word_classes import FUNCTION_WORDS
from citespan.corpus.text.look_alikes import folded
from citespan.index.search.identifiers import identifiers_in
from citespan.index.search.variants import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.index.search.identifiers import Identifier
    from citespan.index.search.variants import Vocabulary

FEW_TEXTS = 3
"""In how many texts a name may stand and still be looked for under other spellings."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A text that is searched for.

    `words` are all of its words, in lower case and in their order. `content_words` say what an English text is about,
    each once; they are all its words if there are no others. `names` are the words that begin with a capital letter,
    the text's first aside, or with a digit; in lower case.
    """

    text: str
    words: tuple[str, ...] = field(repr=False)
    content_words: tuple[str, ...] = field(repr=False)
    names: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Query:
        """The text, taken apart."""
        found = list(_WORD.finditer(folded(text)))
        words = tuple(match[0].lower() for match in found)
        distinct = tuple(dict.fromkeys(words))
        names = (m[0].lower() for m in found if m[0][0].isdigit() or (m.start() and m[0][0].isupper()))
        telling = tuple(word for word in distinct if word not in FUNCTION_WORDS)
        return cls(text, words, telling or distinct, frozenset(names))

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """The codes and numbers in it that name one thing."""
        return identifiers_in(self.text)


def content_words(text: str) -> tuple[str, ...]:
    """The content words of a text, as `Query` has them."""
    return Query.of(text).content_words


def match_expression(query: Query, *, vocabulary: Vocabulary, count: Callable[[str], int]) -> str:
    """An FTS5 expression that matches text with any content word of the query; empty if it holds no word.

    Other spellings count as well: of a word that no text holds, and of a name that few texts hold, since documents
    differ in how they write names. `count` says how many texts hold a word, up to `FEW_TEXTS` and one more.
    """
    phrases: list[tuple[str, ...]] = []
    for word in query.content_words:
        phrases += [(word,), *vocabulary.variants(word)]
        held = count(word)
        if not held:
            phrases += vocabulary.spellings(word)
        elif held <= FEW_TEXTS and word in query.names:
            phrases += [(near,) for near in vocabulary.near(word)]
    for identifier in query.identifiers:
        phrases += identifier.phrases()
    phrases += [(word,) for word in joined([word for word in query.words if word not in FUNCTION_WORDS], vocabulary)]
    return " OR ".join(f'"{" ".join(phrase)}"' for phrase in dict.fromkeys(phrases))


def has_content_word(text: str) -> bool:
    """True if a word of an English text says what it is about."""
    return any(word.lower() not in FUNCTION_WORDS for word in _WORD.findall(folded(text)))
