"""Stems: the words of a text as they are searched, the same as in a folder's full-text index."""

from __future__ import annotations

import hashlib

import apsw

from citespan.index.database.lexical import STEMMER

LONGEST_STEM = 200
"""In characters; of a longer one, such as a line of base64, its beginning and its digest stand in the database."""


class Stemmer:
    """Finds the words of a text; not to be used by two threads at once."""

    def __init__(self) -> None:
        """Take the tokenizer of a database in memory."""
        self._db = apsw.Connection(":memory:")
        self._tokenizer = self._db.fts5_tokenizer(*STEMMER)

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of the words, in their order."""
        found = self._tokenizer(
            text.encode(), apsw.FTS5_TOKENIZE_DOCUMENT, None, include_offsets=False, include_colocated=False
        )
        return tuple(_key(str(stem)) for stem in found)

    def stem(self, word: str) -> str:
        """The stem by which a word is searched."""
        return next(iter(self.stems(word)), word)


def _key(stem: str) -> str:
    if len(stem) <= LONGEST_STEM:
        return stem
    return f"{stem[:40]}~{hashlib.sha256(stem.encode()).hexdigest()}"
