"""Publishing in PostgreSQL and Milvus: one writer at a time, and the step to a new current generation."""

from __future__ import annotations

import json
import time
from contextlib import closing, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from citespan.corpus.errors import IndexBusyError, IndexMismatchError
from citespan.index.cluster.milvus import Milvus, collection_prefix
from citespan.index.cluster.postgresql import connect, mapped_errors
from citespan.index.cluster.schema import LOCK, make_tables
from citespan.index.cluster.side_tables import get_meta, set_meta
from citespan.index.cluster.store import ClusterStore
from citespan.index.generations.manifest import Manifest
from citespan.index.generations.publish import manifest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.index.address import ClusterAddress
    from citespan.index.cluster.postgresql import Connection
    from citespan.index.database.rows import Original

_POLL_SECONDS = 0.1

KEPT_MINUTES = 10
"""So long vectors stay that no chunk of the current generation needs: a question may still be read in the last one."""


class ClusterWriter:
    """Writes an index in PostgreSQL and Milvus: vectors first, then rows, words and the pointer in one transaction."""

    def __init__(self, store: ClusterStore, milvus: Milvus) -> None:
        """Write the rows of `store`, whose vectors `milvus` holds."""
        self.store = store
        """The rows."""
        self._milvus = milvus
        self._db = store.connection

    def manifest(self) -> Manifest:
        """What the current generation is made of; its vectors are there.

        Raises:
            IndexMismatchError: if some are missing.
        """
        manifest = read_cluster_manifest(self._db)
        collection = get_meta(self._db, "collection") or ""
        self._milvus.open(collection, encoder=manifest.encoder, dimension=manifest.dimension, chunks=manifest.chunks)
        return manifest

    def publish(
        self, *, encoder: str, dimension: int, originals: Sequence[Original] = (), rebuild: bool = False
    ) -> Manifest:
        """Make what is to live next the current generation; return its manifest.

        The vectors that are new are put into the collection; with `rebuild`, or where that is of another encoder, all
        are put into a new one. Killed at any point, it leaves the last generation whole.

        Raises:
            IndexMismatchError: if documents of different encoders would live in it, or a stored vector is damaged.
        """
        pointer = self.store.pointer()
        generation = pointer.generation + 1
        with mapped_errors(self.store.address):
            documents = self.store.documents(generation)
            if len({document.recipe for document in documents}) > 1:
                raise IndexMismatchError(
                    f"{self.store.address}: a change of encoder was interrupted; finish it with 'citespan index"
                    f" --rebuild --index {self.store.address} --vectors {self.store.address.vectors}'"
                )
            manifest = manifest_of(documents, generation=generation, encoder=encoder, dimension=dimension)
            collection = self._filled(manifest, rebuild=rebuild)
            with self.store.transaction():
                self._flip(manifest, collection, originals)
            self._clear(collection)
        return manifest

    def _filled(self, manifest: Manifest, *, rebuild: bool) -> str:
        """The name of a collection that holds the vectors of all chunks that live in the generation."""
        current = get_meta(self._db, "collection") or ""
        is_new = rebuild or not current.startswith(collection_prefix(manifest.encoder, manifest.dimension))
        collection = self._milvus.make_collection(manifest.encoder, manifest.dimension) if is_new else current
        if is_new:
            self._db.execute("INSERT INTO unneeded_collections (name) VALUES (%s)", (collection,))
        rows = self.store.chunks.embeddings(manifest.generation, dimension=manifest.dimension, only_new=not is_new)
        for chunk_ids, vectors in rows:
            self._milvus.put(collection, chunk_ids, vectors)
        return collection

    def _flip(self, manifest: Manifest, collection: str, originals: Sequence[Original]) -> None:
        """Make a generation whose vectors are there the current one, in the caller's transaction.

        Where versions are kept, the texts of those that died stay, each once, but no chunk of theirs.
        """
        values = {"generation": manifest.generation}
        dead = self.store.chunks.dead(manifest.generation)
        self.store.words.leave_out(dead)
        self._db.execute(
            "INSERT INTO unneeded_vectors (chunk_id) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING", (list(dead),)
        )
        condition = "died <= %(generation)s"
        if self.store.kept_versions.are_wanted():
            self._db.execute("DELETE FROM chunks WHERE chunk_id = ANY(%s)", (list(dead),))
            condition += (
                " AND EXISTS (SELECT 1 FROM documents AS later WHERE later.document_id = documents.document_id"
                " AND later.text_sha256 = documents.text_sha256 AND later.version_id > documents.version_id)"
            )
        self._db.execute(f"DELETE FROM documents WHERE {condition}", values)
        self.store.originals.keep(originals)
        self.store.recognitions.drop_unused()
        self.store.words.take_in()
        before = get_meta(self._db, "collection")
        if before and before != collection:
            self._db.execute("INSERT INTO unneeded_collections (name) VALUES (%s) ON CONFLICT DO NOTHING", (before,))
        self._db.execute("DELETE FROM unneeded_collections WHERE name = %s", (collection,))
        set_meta(self._db, "generation", str(manifest.generation))
        set_meta(self._db, "manifest", json.dumps(asdict(manifest)))
        set_meta(self._db, "collection", collection)

    def _clear(self, collection: str) -> None:
        """Take out of Milvus what nobody has needed for a while; PostgreSQL's clock says how long that is."""
        old = f"WHERE since < now() - interval '{KEPT_MINUTES} minutes'"
        vectors = [row[0] for row in self._db.execute(f"SELECT chunk_id FROM unneeded_vectors {old}")]
        if vectors:
            self._milvus.take_out(collection, vectors)
            self._db.execute("DELETE FROM unneeded_vectors WHERE chunk_id = ANY(%s)", (vectors,))
        for (name,) in self._db.execute(f"SELECT name FROM unneeded_collections {old}").fetchall():
            self._milvus.drop_collection(name)
            self._db.execute("DELETE FROM unneeded_collections WHERE name = %s", (name,))


def read_cluster_manifest(connection: Connection) -> Manifest:
    """What the current generation is made of; there is one."""
    values = json.loads(get_meta(connection, "manifest") or "{}")
    return Manifest(**{**values, "segments": ()})


@contextmanager
def cluster_writing(address: ClusterAddress, *, wait_seconds: float) -> Iterator[ClusterWriter]:
    """The writer of the index at `address`, for this process alone; its tables are made where there are none.

    Raises:
        EngineError: if PostgreSQL or Milvus cannot be used.
        IndexBusyError: if another process writes it for more than `wait_seconds`.
        IndexMismatchError: if it was made by another version of citespan.
    """
    with closing(connect(address)) as connection, mapped_errors(address):
        _lock(connection, address, wait_seconds)
        make_tables(connection, address)
        with closing(Milvus(address)) as milvus:
            yield ClusterWriter(ClusterStore(connection, address), milvus)


def _lock(connection: Connection, address: ClusterAddress, wait_seconds: float) -> None:
    until = time.monotonic() + wait_seconds
    while True:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        if row and row[0]:
            return
        if time.monotonic() >= until:
            raise IndexBusyError(
                f"{address}: another citespan has been writing this index for {wait_seconds:g} s; try again when it is"
                " done"
            )
        time.sleep(_POLL_SECONDS)
