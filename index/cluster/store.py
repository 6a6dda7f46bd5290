"""What must never be lost, in PostgreSQL: the versions of the documents, and which live in which generation."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from citespan.corpus.load import file_of
from citespan.corpus.text.look_alikes import folded
from citespan.index.cluster.chunk_rows import ClusterChunks
from citespan.index.cluster.file_list import LISTED, ClusterFiles, sort_key, sorting
from citespan.index.cluster.postgresql import connect, mapped_errors
from citespan.index.cluster.postings import ClusterWords
from citespan.index.cluster.schema import LIVE, bring_up_to_date, check_tables
from citespan.index.cluster.side_tables import KeptFiles, KeptRecognitions, KeptTexts, UnreadFiles, get_meta
from citespan.index.cluster.stems import Stemmer
from citespan.index.cluster.where_sql import condition, parameters
from citespan.index.database.document_row import COLUMNS, document_of, losses_of, row_of
from citespan.index.database.order import Order
from citespan.index.database.rows import Pointer, StoredDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from citespan.corpus.document import Document
    from citespan.index.address import ClusterAddress
    from citespan.index.cluster.postgresql import Connection
    from citespan.index.database.order import ListPlace
    from citespan.index.where import Where

_KEYS = ("title_key", "source_key", "source_folded", "path", "file", "file_title", "file_title_key")


class ClusterStore:
    """The rows of one index. Each version of a document is born with one generation and dies with another."""

    def __init__(self, connection: Connection, address: ClusterAddress) -> None:
        """Use a connection from `citespan.index.cluster.postgresql`, to a database that holds an index."""
        self._db = connection
        self.address = address
        """Where the index is."""
        stemmer = Stemmer()
        self.chunks = ClusterChunks(connection, stemmer)
        """The chunks of the documents, with their vectors."""
        self.words = ClusterWords(connection, stemmer)
        """What full-text search knows of the chunks."""
        self.kept_versions = KeptTexts(connection)
        """Whether old texts are kept, and which."""
        self.originals = KeptFiles(connection)
        """What was uploaded, as it came."""
        self.files = ClusterFiles(connection)
        """The files that the documents were made of."""
        self.recognitions = KeptRecognitions(connection)
        """What text recognition found on pages that are pictures."""
        self.left_out = UnreadFiles(connection)
        """The files that could not be indexed, and why."""

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @property
    def connection(self) -> Connection:
        """The connection."""
        return self._db

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the writes inside happen together or, when an exception leaves the block, not at all.

        Raises:
            EngineError: if PostgreSQL cannot write, for instance because its disk is full.
        """
        with mapped_errors(self.address), self._db.transaction():
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Make all reads inside see one state of the store, whatever is written meanwhile.

        Raises:
            EngineError: if PostgreSQL cannot be read.
        """
        with mapped_errors(self.address):
            try:
                self._db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield
            finally:
                if not self._db.closed:
                    self._db.rollback()

    def pointer(self) -> Pointer:
        """The current generation."""
        return Pointer(int(get_meta(self._db, "generation") or 0), manifest_sha256="")  # it is a row, and no file

    def roots(self) -> tuple[str, ...]:
        """The roots that were indexed, sorted."""
        return tuple(row[0] for row in self._db.execute("SELECT path FROM roots ORDER BY path"))

    def set_roots(self, *, add: Collection[str] = (), drop: Collection[str] = ()) -> None:
        """Change which roots the index mirrors."""
        self._db.execute("DELETE FROM roots WHERE path = ANY(%s)", (list(drop),))
        self._db.execute("INSERT INTO roots SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", (list(add),))

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
        named = "" if document_id is None else " AND document_id = %(document_id)s"
        tail, values = sorting(order, after, limit)
        return self._listed(
            f"{condition(where)}{named} AND {tail}",
            {"generation": generation, "document_id": document_id, **parameters(where), **values},
        )

    def of_file(self, generation: int, root: str, file: str) -> tuple[StoredDocument, ...]:
        """The documents that are alive in `generation` and were made of one file, sorted by source."""
        return self._listed(
            f"{LIVE} AND root = %(root)s AND file = %(file)s ORDER BY source",
            {"generation": generation, "root": root, "file": file},
        )

    def recipes(self, generation: int) -> frozenset[str]:
        """What the documents alive in `generation` were made with: encoders and chunk sizes."""
        rows = self._db.execute(f"SELECT DISTINCT recipe FROM documents WHERE {LIVE}", {"generation": generation})
        return frozenset(str(row[0]) for row in rows)

    def unpublished(self) -> tuple[StoredDocument, ...]:
        """The versions that were added, or died, without a generation to say so: a build or removal was killed.

        A version that died and has no chunks any more is one that is kept.
        """
        return self._listed(
            "(born > %(generation)s OR died > %(generation)s OR (died IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM chunks WHERE chunks.version_id = documents.version_id)))"
            f" ORDER BY {sort_key(Order.SOURCE)}, document_id",
            {"generation": self.pointer().generation},
        )

    def _listed(self, tail: str, values: dict[str, Any]) -> tuple[StoredDocument, ...]:
        rows = self._db.execute(
            f"SELECT {LISTED}, (SELECT count(*) FROM chunks WHERE chunks.version_id = documents.version_id)"
            f" FROM documents WHERE {tail}",
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
        row = self._db.execute(
            f"SELECT {COLUMNS} FROM documents WHERE version_id = %s", (version_id,), binary=True
        ).fetchone()
        if row is None:
            raise KeyError(version_id)
        return document_of(
            tuple(bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else value for value in row)
        )

    def add(self, document: Document, *, root: str, recipe: str, born: int) -> int:
        """Add a version of a document that is born with generation `born`, as yet without chunks; return its id."""
        names = (*COLUMNS.split(", "), "root", "recipe", "born", *_KEYS)
        values = {**row_of(document), "root": root, "recipe": recipe, "born": born, **_keys(document, root)}
        row = self._db.execute(
            f"INSERT INTO documents ({', '.join(names)}) VALUES ({', '.join(f'%({name})s' for name in names)})"
            " RETURNING version_id",
            {**values, "text": document.text.encode()},
        ).fetchone()
        return int(row[0]) if row else 0

    def expire(self, version_ids: Collection[int], *, died: int) -> None:
        """Let these versions live up to generation `died`, exclusively."""
        self._db.execute("UPDATE documents SET died = %s WHERE version_id = ANY(%s)", (died, list(version_ids)))

    def forget_versions(self) -> None:
        """Forget the texts that were kept, with the uploaded files that they alone were made of, and keep no more."""
        before = self.originals.made()
        self.kept_versions.forget(self.pointer().generation)
        self.originals.drop(before - self.originals.made())
        self.recognitions.drop_unused()

    def undo(self, version_ids: Collection[int]) -> None:
        """Take back what a build that was killed did to these versions: those it added go, the others live on."""
        values = {"ids": list(version_ids), "generation": self.pointer().generation}
        added = "version_id = ANY(%(ids)s) AND born > %(generation)s"
        self._db.execute(
            "INSERT INTO unneeded_vectors (chunk_id) SELECT chunk_id FROM chunks JOIN documents USING (version_id)"
            f" WHERE {added} ON CONFLICT DO NOTHING",
            values,
        )
        self._db.execute(f"DELETE FROM documents WHERE {added}", values)
        self._db.execute(
            "UPDATE documents SET died = NULL WHERE version_id = ANY(%(ids)s) AND died > %(generation)s", values
        )


def open_cluster_store(address: ClusterAddress) -> ClusterStore:
    """The rows of the index at `address`, for reading.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if it was made by another version of citespan.
        EngineError: if PostgreSQL cannot be used.
    """
    connection = connect(address)
    try:
        with mapped_errors(address):
            bring_up_to_date(connection, address)
            check_tables(connection, address)
    except BaseException:
        connection.close()
        raise
    return ClusterStore(connection, address)


def _keys(document: Document, root: str) -> dict[str, str]:
    """What a document is searched and sorted by."""
    file = file_of(document.source) if "#" in document.source else document.source
    file_title = document.title if document.source == file else PurePosixPath(file).name
    return {
        "title_key": folded(document.title).casefold(),
        "source_key": folded(document.source).casefold(),
        "source_folded": folded(document.source),
        "path": f"{root}/{document.source}".replace("\\", "/"),
        "file": file,
        "file_title": file_title,
        "file_title_key": folded(file_title).casefold(),
    }
