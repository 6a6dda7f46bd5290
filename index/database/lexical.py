"""The lexical index: which chunks hold which words, in the same SQLite file and transaction as the chunks."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import apsw
import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

STEMMER = ("porter", ["unicode61", "remove_diacritics", "2"])
"""What makes words of a text, and stems of the words: the name of a tokenizer of FTS5 and its arguments."""

_WORD = regex.compile(r"[\p{L}\p{M}]+")

CONTEXT_WEIGHT = 0.5
"""What a word in a title or heading counts in BM25, where one in the text counts 1."""


class LexicalIndex:
    """Full-text search (FTS5) over the chunks of one index; words are stemmed."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use the connection of the store that holds the chunks."""
        self._db = connection
        self._stemmer = connection.fts5_tokenizer(*STEMMER)

    def leave_out(self, chunk_ids: Sequence[int]) -> None:
        """Leave out chunks that are going to be deleted, in the caller's transaction."""
        self._db.executemany("DELETE FROM words WHERE rowid = ?", [(chunk_id,) for chunk_id in chunk_ids])

    def take_in(self) -> None:
        """Take in the chunks that came, which have higher ids than those before, in the caller's transaction."""
        self._db.execute(
            "INSERT INTO words (rowid, text, context)"
            ' SELECT chunk_id, searched(substr(text, lead + 1, "end" - lead)), searched(context)'
            " FROM chunks CROSS JOIN documents USING (version_id)"
            " WHERE chunk_id > coalesce((SELECT rowid FROM words ORDER BY rowid DESC LIMIT 1), 0)"
        )

    def scores(self, expression: str, *, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """The BM25 scores of the `limit` chunks that match an FTS5 expression best, best first; higher is better.

        A word in a title or heading counts `CONTEXT_WEIGHT` times as much as one in the text. With `among`, only these
        chunks are looked at.
        """
        rows = self._db.execute(
            "SELECT rowid, -rank FROM words WHERE words MATCH :expression AND rank MATCH :weights"
            + ("" if among is None else " AND rowid IN (SELECT value FROM json_each(:among))")
            + " ORDER BY rank LIMIT :limit",
            {
                "expression": expression,
                "weights": f"bm25(1.0, {CONTEXT_WEIGHT})",
                "among": None if among is None else json.dumps(list(among)),
                "limit": limit,
            },
        )
        return dict(rows)

    def count(self, word: str, *, most: int) -> int:
        """How many chunks hold the word, or another one with its stem; `most` if there are more."""
        rows = self._db.execute("SELECT 1 FROM words WHERE words MATCH ? LIMIT ?", (f'"{word}"', most))
        return len(rows.fetchall())

    def stem(self, word: str) -> str:
        """The stem by which a word is searched."""
        stems = self._stemmer(
            word.encode(), apsw.FTS5_TOKENIZE_QUERY, None, include_offsets=False, include_colocated=False
        )
        return str(next(iter(stems), word))

    def writings(self, stem: str, *, chunks: int = 20) -> Counter[str]:
        """The words with this stem as some chunks write them, with how often they do."""
        rows = self._db.execute("SELECT text, context FROM words WHERE words MATCH ? LIMIT ?", (f'"{stem}"', chunks))
        counted = Counter(word for row in rows for text in row for word in _WORD.findall(str(text)))
        return Counter({word: count for word, count in counted.items() if self.stem(word) == stem})

    def texts(self, expression: str, *, limit: int, among: Collection[int] | None = None) -> tuple[str, ...]:
        """What stands in up to `limit` chunks that match an FTS5 expression, and in the titles and headings above.

        With `among`, only these chunks are looked at.
        """
        rows = self._db.execute(
            "SELECT text, context FROM words WHERE words MATCH :expression"
            + ("" if among is None else " AND rowid IN (SELECT value FROM json_each(:among))")
            + " LIMIT :limit",
            {
                "expression": expression,
                "among": None if among is None else json.dumps(list(among)),
                "limit": limit,
            },
        )
        return tuple("\n".join(row) for row in rows)

    def has_stem(self, stem: str) -> bool:
        """True if any chunk holds a word with this stem."""
        self._db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab ('main', 'words', 'instance')")
        return self._db.execute("SELECT 1 FROM temp.places WHERE term = ? LIMIT 1", (stem,)).fetchone() is not None

    def stems(self, *, initial: str) -> tuple[str, ...]:
        """The stems of all words that are searched and begin with this character, sorted."""
        self._db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab ('main', 'words', 'row')")
        rows = self._db.execute(
            "SELECT term FROM temp.vocabulary WHERE term >= ? AND term <= ?", (initial, f"{initial}\U0010ffff")
        )
        return tuple(row[0] for row in rows)
