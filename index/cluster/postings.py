"""Full-text search in PostgreSQL: which chunks hold which stems, and BM25 over them, with a folder's very scores."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import regex

from citespan.index.cluster.side_tables import get_meta, set_meta
from citespan.index.database.lexical import CONTEXT_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from citespan.index.cluster.postgresql import Connection
    from citespan.index.cluster.stems import Stemmer

_K1, _B = 1.2, 0.75
_LEAST_IDF = 1e-6
_PHRASE = regex.compile(r'"([^"]*)"')
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_PLACES = (
    "(SELECT chunk_id, word, 1 AS of_text, 0 AS of_context FROM chunks, string_to_table(stems, ' ') AS word"
    " WHERE chunk_id = ANY(%(ids)s) UNION ALL"
    " SELECT chunk_id, word, 0, 1 FROM chunks, string_to_table(context_stems, ' ') AS word"
    " WHERE chunk_id = ANY(%(ids)s))"
)
_TAKE_IN = (
    "WITH added AS (INSERT INTO postings (stem, chunk_id, in_text, in_context, length)"
    " SELECT word, chunk_id, sum(of_text), sum(of_context), sum(count(*)) OVER (PARTITION BY chunk_id)"
    f" FROM {_PLACES} AS places GROUP BY chunk_id, word RETURNING stem)"
    " INSERT INTO stems SELECT stem, count(*) FROM added GROUP BY stem"
    " ON CONFLICT (stem) DO UPDATE SET chunks = stems.chunks + excluded.chunks"
)
_LEAVE_OUT = (
    f"WITH held AS (SELECT DISTINCT word, chunk_id FROM {_PLACES} AS places),"
    " gone AS (DELETE FROM postings USING held"
    " WHERE postings.stem = held.word AND postings.chunk_id = held.chunk_id RETURNING postings.stem)"
    " UPDATE stems SET chunks = stems.chunks - lost.count"
    " FROM (SELECT stem, count(*) AS count FROM gone GROUP BY stem) AS lost WHERE stems.stem = lost.stem"
)
_LENGTHS = (
    "SELECT count(*), coalesce(sum(cardinality(string_to_array(stems, ' '))"
    " + cardinality(string_to_array(context_stems, ' '))), 0) FROM chunks WHERE chunk_id = ANY(%(ids)s)"
)
_AT_ONCE = 5000
_MOST_KNOWN = 100_000


@dataclass(frozen=True, slots=True)
class _Hit:
    """How often a phrase stands in a chunk and in the headings above it, and how many words these are."""

    in_text: int
    in_context: int
    length: int


class ClusterWords:
    """The stems of all chunks that a generation has, kept up to date in the transaction that publishes it."""

    def __init__(self, connection: Connection, stemmer: Stemmer) -> None:
        """Use the connection of the store that holds the chunks."""
        self._db = connection
        self._stemmer = stemmer
        self._known: dict[str, int] = {}
        self._size: tuple[int, float] | None = None

    def forget(self) -> None:
        """Look everything up again: another generation is asked from now on."""
        self._known.clear()
        self._size = None

    def leave_out(self, chunk_ids: Sequence[int]) -> None:
        """Leave out chunks that are going to be deleted, in the caller's transaction."""
        never = {row[0] for row in self._db.execute("SELECT chunk_id FROM new_chunks")}
        known = [chunk_id for chunk_id in chunk_ids if chunk_id not in never]
        for start in range(0, len(known), _AT_ONCE):
            ids = {"ids": known[start : start + _AT_ONCE]}
            self._count(ids, sign=-1)
            self._db.execute(_LEAVE_OUT, ids)
        self._db.execute("DELETE FROM stems WHERE chunks <= 0")

    def take_in(self) -> None:
        """Take in the chunks that came, in the caller's transaction."""
        new = [row[0] for row in self._db.execute("SELECT chunk_id FROM new_chunks ORDER BY chunk_id")]
        for start in range(0, len(new), _AT_ONCE):
            ids = {"ids": new[start : start + _AT_ONCE]}
            self._count(ids, sign=1)
            self._db.execute(_TAKE_IN, ids)
        self._db.execute("DELETE FROM new_chunks")

    def scores(self, expression: str, *, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """The BM25 scores of the `limit` chunks that match best, best first; higher is better.

        `expression` is of phrases in double quotes with OR between them. A word in a title or heading counts
        `CONTEXT_WEIGHT` times as much as one in the text. With `among`, only these chunks are looked at.

        Source: https://sqlite.org/fts5.html#the_bm25_function
        """
        count, average = self._statistics()
        phrases = self._phrases(expression)
        single = [phrase[0] for phrase in phrases if len(phrase) == 1]
        held = self._held(single)
        found: list[tuple[int, float]] = []
        for phrase in (phrase for phrase in phrases if len(phrase) > 1):
            hits = self._hits(phrase)
            weight = _idf(count, len(hits))
            found += [
                (chunk_id, weight * _saturated(hit, average))
                for chunk_id, hit in hits.items()
                if among is None or chunk_id in among
            ]
        rows = self._db.execute(
            "SELECT chunk_id, sum(score) AS total FROM ("
            "SELECT chunk_id, idf * (frequency * (%(k1)s::float8 + 1)) / (frequency + %(k1)s::float8"
            " * (1 - %(b)s::float8 + %(b)s::float8 * length / %(average)s::float8)) AS score FROM ("
            "SELECT chunk_id, idf, in_text + in_context * %(weight)s::float8 AS frequency, length"
            " FROM unnest(%(stems)s::text[], %(idfs)s::float8[]) AS asked(stem, idf) JOIN postings USING (stem)"
            " WHERE %(among)s::bigint[] IS NULL OR chunk_id = ANY(%(among)s)) AS hits"
            " UNION ALL SELECT * FROM unnest(%(ids)s::bigint[], %(values)s::float8[])) AS parts"
            " GROUP BY chunk_id ORDER BY total DESC, chunk_id LIMIT %(limit)s",
            {
                "k1": _K1,
                "b": _B,
                "average": average,
                "weight": CONTEXT_WEIGHT,
                "stems": single,
                "idfs": [_idf(count, held.get(stem, 0)) for stem in single],
                "among": None if among is None else list(among),
                "ids": [chunk_id for chunk_id, _ in found],
                "values": [score for _, score in found],
                "limit": limit,
            },
        )
        return {chunk_id: float(score) for chunk_id, score in rows}

    def count(self, word: str, *, most: int) -> int:
        """How many chunks hold the word, or another one with its stem; `most` if there are more."""
        stems = self._stemmer.stems(word)
        if not stems:
            return 0
        held = len(self._hits(stems)) if len(stems) > 1 else self._held(stems).get(stems[0], 0)
        return min(held, most)

    def stem(self, word: str) -> str:
        """The stem by which a word is searched."""
        return self._stemmer.stem(word)

    def writings(self, stem: str, *, chunks: int = 20) -> Counter[str]:
        """The words with this stem as some chunks write them, with how often they do."""
        texts = self.texts(f'"{stem}"', limit=chunks)
        counted = Counter(word for text in texts for word in _WORD.findall(text))
        return Counter({word: count for word, count in counted.items() if self.stem(word) == stem})

    def texts(self, expression: str, *, limit: int, among: Collection[int] | None = None) -> tuple[str, ...]:
        """What stands in up to `limit` chunks that match, and in the titles and headings above.

        With `among`, only these chunks are looked at.
        """
        phrases = self._phrases(expression)
        matching = {chunk_id for phrase in phrases if len(phrase) > 1 for chunk_id in self._hits(phrase)}
        rows = self._db.execute(
            "SELECT searched, context FROM chunks JOIN (SELECT chunk_id FROM ("
            "SELECT chunk_id FROM postings WHERE stem = ANY(%(stems)s)"
            " UNION SELECT unnest(%(matching)s::bigint[])) AS every"
            " WHERE %(among)s::bigint[] IS NULL OR chunk_id = ANY(%(among)s)"
            " ORDER BY chunk_id LIMIT %(limit)s) AS found USING (chunk_id) ORDER BY chunk_id",
            {
                "stems": [phrase[0] for phrase in phrases if len(phrase) == 1],
                "matching": list(matching),
                "among": None if among is None else list(among),
                "limit": limit,
            },
        )
        return tuple("\n".join(row) for row in rows)

    def has_stem(self, stem: str) -> bool:
        """True if any chunk holds a word with this stem."""
        return bool(self._held([stem]))

    def stems(self, *, initial: str) -> tuple[str, ...]:
        """The stems of all words that are searched and begin with this character, sorted."""
        rows = self._db.execute(
            "SELECT stem FROM stems WHERE stem >= %s AND stem <= %s ORDER BY stem", (initial, f"{initial}\U0010ffff")
        )
        return tuple(row[0] for row in rows)

    def _phrases(self, expression: str) -> list[tuple[str, ...]]:
        found = (self._stemmer.stems(phrase) for phrase in _PHRASE.findall(expression))
        return [stems for stems in found if stems]

    def _held(self, stems: Sequence[str]) -> dict[str, int]:
        """How many chunks hold each of these stems, if any; what was looked up once is kept."""
        if unknown := [stem for stem in stems if stem not in self._known]:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            rows = self._db.execute("SELECT stem, chunks FROM stems WHERE stem = ANY(%s)", (list(stems),))
            self._known |= dict.fromkeys(unknown, 0) | dict(rows.fetchall())
        return {stem: self._known[stem] for stem in stems if self._known[stem]}

    def _hits(self, phrase: Sequence[str]) -> dict[int, _Hit]:
        """The chunks in which the stems stand one after the other."""
        held = self._held(phrase)
        wanted = sorted(set(phrase), key=lambda stem: held.get(stem, 0))
        if not all(stem in held for stem in wanted):
            return {}
        others = " ".join(
            "AND EXISTS (SELECT 1 FROM postings AS other WHERE other.stem = %s AND other.chunk_id = rare.chunk_id)"
            for _ in wanted[1:]
        )
        rows = self._db.execute(
            "SELECT chunk_id, stems, context_stems FROM chunks JOIN postings AS rare USING (chunk_id)"
            f" WHERE rare.stem = %s {others} ORDER BY chunk_id",
            wanted,
        )
        hits = {chunk_id: _hit(phrase, stems.split(), context.split()) for chunk_id, stems, context in rows}
        return {chunk_id: hit for chunk_id, hit in hits.items() if hit.in_text or hit.in_context}

    def _statistics(self) -> tuple[int, float]:
        """How many chunks there are, and how many words they have on the average."""
        if self._size is None:
            count, words = (int(get_meta(self._db, key) or 0) for key in ("words_chunks", "words_total"))
            self._size = count, max(1.0, words / max(1, count))
        return self._size

    def _count(self, ids: dict[str, Any], *, sign: int) -> None:
        row = self._db.execute(_LENGTHS, ids).fetchone() or (0, 0)
        for key, change in zip(("words_chunks", "words_total"), row, strict=True):
            set_meta(self._db, key, str(int(get_meta(self._db, key) or 0) + sign * int(change)))


def _hit(phrase: Sequence[str], text: list[str], context: list[str]) -> _Hit:
    wanted = list(phrase)
    counts = [
        sum(words[place : place + len(wanted)] == wanted for place in range(len(words) - len(wanted) + 1))
        for words in (text, context)
    ]
    return _Hit(counts[0], counts[1], len(text) + len(context))


def _idf(chunks: int, holding: int) -> float:
    """What a phrase counts that so many of the chunks hold."""
    value = math.log((chunks - holding + 0.5) / (holding + 0.5)) if holding <= chunks else 0.0
    return value if value > 0 else _LEAST_IDF


def _saturated(hit: _Hit, average: float) -> float:
    frequency = hit.in_text + hit.in_context * CONTEXT_WEIGHT
    return frequency * (_K1 + 1) / (frequency + _K1 * (1 - _B + _B * hit.length / average))
