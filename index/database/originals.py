"""Originals: the bytes of uploaded files. There is no file to read them from again, so the store keeps them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from citespan.corpus.load import file_of
from citespan.index.database.rows import UPLOADS, Original

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import apsw


class Originals:
    """What was uploaded, as it came, for as long as the store holds a document that was made of it."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use the connection of the store that holds the documents."""
        self._db = connection

    def keep(self, originals: Sequence[Original]) -> None:
        """Keep these, and none of which no document is left."""
        self._db.executemany(
            "INSERT OR REPLACE INTO originals VALUES (?, ?, ?)",
            [(original.name, original.sha256, original.data) for original in originals],
        )
        made = self.made()
        self.drop(key for key in self._keys() if key not in made)

    def drop(self, keys: Iterable[tuple[str, str]]) -> None:
        """Drop those of these names and SHA-256."""
        self._db.executemany("DELETE FROM originals WHERE name = ? AND sha256 = ?", keys)

    def lost(self) -> Iterator[Original]:
        """Those of which no document is left: a damaged database could not be kept whole."""
        made = self.made()
        for name, sha256 in [key for key in self._keys() if key not in made]:
            data = self._db.execute("SELECT data FROM originals WHERE name = ? AND sha256 = ?", (name, sha256)).get
            yield Original(name, sha256, bytes(data))

    def find(self, name: str, sha256: str) -> bytes | None:
        """The bytes of one; None if it was not kept."""
        row = self._db.execute("SELECT data FROM originals WHERE name = ? AND sha256 = ?", (name, sha256)).fetchone()
        return None if row is None else bytes(row[0])

    def sizes(self) -> dict[tuple[str, str], int]:
        """The bytes of each, by name and SHA-256."""
        return {
            (row[0], row[1]): row[2] for row in self._db.execute("SELECT name, sha256, length(data) FROM originals")
        }

    def damaged(self) -> tuple[str, ...]:
        """The names of those that are not what was stored, sorted."""
        rows = self._db.execute("SELECT name, sha256, data FROM originals ORDER BY name")
        return tuple(name for name, sha256, data in rows if hashlib.sha256(data).hexdigest() != sha256)

    def made(self) -> frozenset[tuple[str, str]]:
        """The names and SHA-256 of the files that uploaded documents were made of, those of kept versions included."""
        rows = self._db.execute("SELECT DISTINCT source, sha256 FROM documents WHERE root = ?", (UPLOADS,))
        return frozenset((file_of(source), sha256) for source, sha256 in rows)

    def _keys(self) -> list[tuple[str, str]]:
        return [(name, sha256) for name, sha256 in self._db.execute("SELECT name, sha256 FROM originals ORDER BY name")]
