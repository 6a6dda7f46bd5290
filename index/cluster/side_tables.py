"""What an index in PostgreSQL knows beside its documents: kept versions, uploaded files, files that are left out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from citespan.corpus.formats.registry import ocr_engine
from citespan.corpus.formats.scans.recognised import page_from, tree_of
from citespan.corpus.load import file_of
from citespan.index.database.left_out import LeftOut
from citespan.index.database.rows import UPLOADS, Original
from citespan.index.ocr_pages import engine_and_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from citespan.corpus.formats.scans.recognised import RecognisedPage
    from citespan.index.cluster.postgresql import Connection

_SET = "INSERT INTO meta VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


def set_meta(connection: Connection, key: str, value: str) -> None:
    """Let `key` have this value from now on."""
    connection.execute(_SET, (key, value))


def get_meta(connection: Connection, key: str) -> str | None:
    """The value of `key`; None if it has none."""
    row = connection.execute("SELECT value FROM meta WHERE key = %s", (key,)).fetchone()
    return None if row is None else str(row[0])


class KeptTexts:
    """The rows of documents that have died and have no chunks any more, if the index is to keep such."""

    def __init__(self, connection: Connection) -> None:
        """Use the connection of the store."""
        self._db = connection

    def are_wanted(self) -> bool:
        """True if the texts of versions that are replaced or removed are to be kept."""
        return get_meta(self._db, "keep_versions") is not None

    def keep(self) -> None:
        """Keep the texts of versions that are replaced or removed from now on."""
        set_meta(self._db, "keep_versions", "1")

    def forget(self, generation: int) -> None:
        """Forget all that were kept up to `generation`, and keep no more."""
        self._db.execute("DELETE FROM meta WHERE key = 'keep_versions'")
        self._db.execute(
            "DELETE FROM documents WHERE died <= %s"
            " AND NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.version_id = documents.version_id)",
            (generation,),
        )

    def find(self, document_id: str, text_sha256: str) -> int | None:
        """The newest version of a document that has this text, alive or kept."""
        row = self._db.execute(
            "SELECT version_id FROM documents WHERE document_id = %s AND text_sha256 = %s"
            " ORDER BY version_id DESC LIMIT 1",
            (document_id, text_sha256),
        ).fetchone()
        return None if row is None else int(row[0])


class KeptFiles:
    """What was uploaded, as it came, for as long as the store holds a document that was made of it."""

    def __init__(self, connection: Connection) -> None:
        """Use the connection of the store."""
        self._db = connection

    def keep(self, originals: Sequence[Original]) -> None:
        """Keep these, and none of which no document is left."""
        with self._db.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO originals VALUES (%s, %s, %s)"
                " ON CONFLICT (name, sha256) DO UPDATE SET data = excluded.data",
                [(original.name, original.sha256, original.data) for original in originals],
            )
        made = self.made()
        self.drop(key for key in self._keys() if key not in made)

    def drop(self, keys: Iterable[tuple[str, str]]) -> None:
        """Drop those of these names and SHA-256."""
        for key in keys:
            self._db.execute("DELETE FROM originals WHERE name = %s AND sha256 = %s", key)

    def lost(self) -> Iterator[Original]:
        """Those of which no document is left."""
        made = self.made()
        for name, sha256 in [key for key in self._keys() if key not in made]:
            if (data := self.find(name, sha256)) is not None:
                yield Original(name, sha256, data)

    def find(self, name: str, sha256: str) -> bytes | None:
        """The bytes of one; None if it was not kept."""
        row = self._db.execute(
            "SELECT data FROM originals WHERE name = %s AND sha256 = %s", (name, sha256), binary=True
        ).fetchone()
        return None if row is None else bytes(row[0])

    def made(self) -> frozenset[tuple[str, str]]:
        """The names and SHA-256 of the files that uploaded documents were made of, those of kept versions included."""
        rows = self._db.execute("SELECT DISTINCT source, sha256 FROM documents WHERE root = %s", (UPLOADS,))
        return frozenset((file_of(source), sha256) for source, sha256 in rows)

    def _keys(self) -> list[tuple[str, str]]:
        return [(name, sha256) for name, sha256 in self._db.execute("SELECT name, sha256 FROM originals ORDER BY name")]


class KeptRecognitions:
    """What text recognition found on pages, as `citespan.index.ocr_pages.Recognitions` keeps it."""

    def __init__(self, connection: Connection) -> None:
        """Use the connection of the store."""
        self._db = connection

    def known(self, sha256: str) -> tuple[RecognisedPage, ...]:
        """The pages of the file with this SHA-256 as today's engine recognised them; by any, if none is installed."""
        return self._found(sha256, engine=engine_and_rules() if ocr_engine() else None)

    def all_of(self, sha256: str) -> tuple[RecognisedPage, ...]:
        """As `known`, by whatever engine: those that the stored text was made of."""
        return self._found(sha256, engine=None)

    def keep(self, sha256: str, page: RecognisedPage) -> None:
        """Keep a page of the file with this SHA-256."""
        found = json.dumps(tree_of(page), ensure_ascii=False)
        self._db.execute(
            "INSERT INTO recognitions VALUES (%s, %s, %s, %s, %s) ON CONFLICT (sha256, page, engine)"
            " DO UPDATE SET has_text = excluded.has_text, found = excluded.found",
            (sha256, page.number, engine_and_rules(), bool(page.lines), found),
        )

    def drop_unused(self) -> None:
        """Drop those with text of which no document is left."""
        self._db.execute("DELETE FROM recognitions WHERE has_text AND sha256 NOT IN (SELECT sha256 FROM documents)")

    def _found(self, sha256: str, *, engine: str | None) -> tuple[RecognisedPage, ...]:
        rows = self._db.execute(
            "SELECT found FROM recognitions WHERE sha256 = %s AND engine = coalesce(%s, engine) ORDER BY page",
            (sha256, engine),
        )
        return tuple(page_from(json.loads(found)) for (found,) in rows)


class UnreadFiles:
    """What the store knows of files that are left out."""

    def __init__(self, connection: Connection) -> None:
        """Use the connection of the store."""
        self._db = connection

    def listed(self) -> tuple[LeftOut, ...]:
        """The files, sorted by source."""
        value = get_meta(self._db, "left_out")
        return tuple(LeftOut(**entry) for entry in json.loads(value)) if value else ()

    def replace(self, new: Iterable[LeftOut], *, where: Callable[[LeftOut], bool]) -> None:
        """Forget those for which `where` is true, and remember the new ones; the caller holds a transaction."""
        kept = [file for file in self.listed() if not where(file)]
        files = sorted({*kept, *new}, key=lambda file: (file.source, file.root))
        set_meta(self._db, "left_out", json.dumps([asdict(file) for file in files]))
