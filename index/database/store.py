"""What must never be lost, in SQLite: the versions of the documents, and which of them live in which generation."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from citespan.index.database.document_row import COLUMNS, document_of, losses_of, row_of
from citespan.index.database.kept_versions import KeptVersions
from citespan.index.database.left_out import LeftOutFiles
from citespan.index.database.lexical import LexicalIndex
from citespan.index.database.listed_files import ListedFiles
from citespan.index.database.order import Order
from citespan.index.database.originals import Originals
from citespan.index.database.rows import Original, Pointer, StoredDocument
from citespan.index.database.schema import LIVE, unusable
from citespan.index.database.stored_chunks import StoredChunks
from citespan.index.ocr_pages import Recognitions
from citespan.index.where import FULFILLED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from citespan.corpus.document import Document
    from citespan.index.database.order import ListPlace
    from citespan.index.where import Where


class Store:
    """The rows of one index. Each version of a document is born with one generation and dies with another."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use a connection from `citespan.index.database.schema`."""
        self._db = connection
        self.chunks = StoredChunks(connection)
        """The chunks of the documents, with their vectors."""
        self.words = LexicalIndex(connection)
        """What full-text search knows of the chunks."""
        self.kept_versions = KeptVersions(connection)
        """Whether old texts are kept, and which."""
        self.originals = Originals(connection)
        """What was uploaded, as it came."""
        self.recognitions = Recognitions(connection)
        """What text recognition found on pages that are pictures."""
        self.files = ListedFiles(connection)
        """The files that the documents were made of."""
        self.left_out = LeftOutFiles(connection)
        """The files that could not be indexed, and why."""

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the writes inside happen together or, when an exception leaves the block, not at all.

        Raises:
            CitespanError: if SQLite cannot write, for instance because the disk is full.
            IndexMismatchError: if it finds that the database is damaged.
        """
        with self._mapped_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Make all reads inside see one state of the store, whatever is written meanwhile.

        Raises:
            CitespanError: if SQLite cannot read.
            IndexMismatchError: if it finds that the database is damaged.
        """
        with self._mapped_errors():
            try:
                self._db.execute("BEGIN")
                yield
            finally:  # also when Ctrl-C comes right after BEGIN
                self._roll_back()

    def pointer(self) -> Pointer:
        """The current generation."""
        rows = dict(self._db.execute("SELECT key, value FROM meta WHERE key IN ('generation', 'manifest_sha256')"))
        return Pointer(int(rows.get("generation", 0)), rows.get("manifest_sha256", ""))

    def roots(self) -> tuple[str, ...]:
        """The roots that were indexed, sorted."""
        return tuple(row[0] for row in self._db.execute("SELECT path FROM roots ORDER BY path"))

    def set_roots(self, *, add: Collection[str] = (), drop: Collection[str] = ()) -> None:
        """Change which roots the index mirrors."""
        self._db.executemany("DELETE FROM roots WHERE path = ?", [(path,) for path in drop])
        self._db.executemany("INSERT OR IGNORE INTO roots VALUES (?)", [(path,) for path in add])

    def documents(
        self,
        generation: int,
        *,
        document_id: str | None = None,
        after: ListPlace | None = None,
        limit: int | None = None,
        where: Where | None = None,
        order: Order = Order.SOURCE,
    ) -> tuple[StoredDocument, ...]:
        """The documents that are alive in `generation`, sorted by `order` and id.

        With `document_id` only that one; with `after` those behind this place of the same order, whether it is still
        taken or not; with `where` those that fulfil it; at most `limit`.
        """
        conditions = [LIVE]
        if document_id is not None:
            conditions.append("document_id = :document_id")
        if after is not None:
            beyond = "<" if order.is_down else ">"
            conditions.append(f"({order.expression}, document_id) {beyond} (:after_key, :after_id)")
        if where is not None:
            conditions.append(FULFILLED)
        return self._listed(
            " AND ".join(conditions),
            order,
            generation=generation,
            document_id=document_id,
            after_key=None if after is None else after.key,
            after_id=None if after is None else after.document_id,
            limit=-1 if limit is None else limit,
            **({} if where is None else where.parameters()),
        )

    def versions(self) -> tuple[StoredDocument, ...]:
        """All versions: those that are alive, those that are kept, and those of a build that is not done."""
        return self._listed("TRUE", Order.SOURCE, limit=-1)

    def unpublished(self) -> tuple[StoredDocument, ...]:
        """The versions that were added, or died, without a generation to say so: a build or removal was killed.

        A version that died and has no chunks any more is one that is kept.
        """
        return self._listed(
            "born > :generation OR died > :generation"
            " OR (died IS NOT NULL AND version_id IN (SELECT version_id FROM chunks))",
            Order.SOURCE,
            generation=self.pointer().generation,
            limit=-1,
        )

    def _listed(self, condition: str, order: Order, **values: int | str | None) -> tuple[StoredDocument, ...]:
        direction = "DESC" if order.is_down else "ASC"
        rows = self._db.execute(
            "SELECT version_id, document_id, root, source, title, sha256, text_sha256, extractor, recipe,"
            " encoding, published, losses, (SELECT count(*) FROM chunks WHERE chunks.version_id = documents.version_id)"
            f" FROM documents WHERE {condition}"
            f" ORDER BY {order.expression} {direction}, document_id {direction} LIMIT :limit",
            values,
        )
        listed = ((*known, losses_of(losses), chunks) for *known, losses, chunks in rows)
        return tuple(StoredDocument(*values) for values in listed)

    def document(self, version_id: int) -> Document:
        """One version of a document, its text checked against its hash.

        Raises:
            KeyError: if there is no such version.
            IndexMismatchError: if the stored text is not what was stored.
        """
        row = self._db.execute(f"SELECT {COLUMNS} FROM documents WHERE version_id = ?", (version_id,)).fetchone()
        if row is None:
            raise KeyError(version_id)
        return document_of(row)

    def add(self, document: Document, *, root: str, recipe: str, born: int) -> int:
        """Add a version of a document that is born with generation `born`, as yet without chunks; return its id."""
        values = ", ".join(f":{column}" for column in COLUMNS.split(", "))
        self._db.execute(
            f"INSERT INTO documents ({COLUMNS}, root, recipe, born) VALUES ({values}, :root, :recipe, :born)",
            {**row_of(document), "root": root, "recipe": recipe, "born": born},
        )
        return self._db.last_insert_rowid()

    def expire(self, version_ids: Collection[int], *, died: int) -> None:
        """Let these versions live up to generation `died`, exclusively."""
        self._db.executemany(
            "UPDATE documents SET died = ? WHERE version_id = ?",
            [(died, version_id) for version_id in version_ids],
        )

    def forget_versions(self) -> None:
        """Forget the texts that were kept, with the uploaded files that they alone were made of, and keep no more.

        A file whose document was lost with a damaged page stays: that document is made of it again.
        """
        before = self.originals.made()
        self.kept_versions.forget(self.pointer().generation)
        self.originals.drop(before - self.originals.made())
        self.recognitions.drop_unused()

    def undo(self, version_ids: Collection[int]) -> None:
        """Take back what a build that was killed did to these versions: those it added go, the others live on."""
        generation = self.pointer().generation
        pairs = [(version_id, generation) for version_id in version_ids]
        self._db.executemany("DELETE FROM documents WHERE version_id = ? AND born > ?", pairs)
        self._db.executemany("UPDATE documents SET died = NULL WHERE version_id = ? AND died > ?", pairs)

    def flip(self, pointer: Pointer, *, originals: Sequence[Original] = ()) -> None:
        """Make a generation the current one: bring the words up to date, delete what died with it, move the pointer.

        Where versions are kept, the texts of those that died stay, each once, but no chunk of theirs. `originals` are
        those of documents that are born with it.
        """
        dead = "version_id IN (SELECT version_id FROM documents WHERE died <= :generation)"
        live = {"generation": pointer.generation}
        self.words.leave_out(self.chunks.dead(pointer.generation))
        if self.kept_versions.are_wanted():
            self._db.execute(f"DELETE FROM chunks WHERE {dead}", live)
            dead += (
                " AND EXISTS (SELECT 1 FROM documents AS later WHERE later.document_id = documents.document_id"
                " AND later.text_sha256 = documents.text_sha256 AND later.version_id > documents.version_id)"
            )
        self._db.execute(f"DELETE FROM documents WHERE {dead}", live)
        self.originals.keep(originals)
        self.recognitions.drop_unused()
        self.words.take_in()
        self._db.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [("generation", str(pointer.generation)), ("manifest_sha256", pointer.manifest_sha256)],
        )

    def _roll_back(self) -> None:
        if self._db.in_transaction:  # after some errors SQLite has done it by itself
            self._db.execute("ROLLBACK")

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        try:
            yield
        except apsw.Error as exc:
            raise unusable(Path(self._db.filename).parent, exc) from exc
