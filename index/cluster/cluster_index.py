"""Asking an index in PostgreSQL and Milvus: retrieval as in a folder, over one snapshot of the rows."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from citespan.corpus.errors import EngineError, IndexMismatchError, MissingIndexError
from citespan.index.cluster.cluster_writer import read_cluster_manifest
from citespan.index.cluster.milvus import Milvus
from citespan.index.cluster.side_tables import get_meta
from citespan.index.cluster.store import open_cluster_store
from citespan.index.generations.segments import count_off
from citespan.index.search.caches import Caches
from citespan.index.search.retrieve import Index
from citespan.index.search.variants import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from citespan.index.address import ClusterAddress
    from citespan.index.cluster.store import ClusterStore
    from citespan.index.encoder import Encoder


class ClusterIndex(Index):
    """An index in PostgreSQL and Milvus, opened for asking: as `Index`, with one connection for all threads."""

    def __init__(self, address: ClusterAddress, encoder: Encoder) -> None:
        """Connect, and make sure that its current generation is whole.

        Raises:
            MissingIndexError: if there is no index, or no build of it was ever finished.
            IndexMismatchError: if it was made with another encoder or by another version, or its vectors are missing.
            EngineError: if PostgreSQL or Milvus cannot be used.
        """
        self._address = address
        self._rows = open_cluster_store(address)
        self._begin(self._rows, encoder)
        try:
            self._milvus = Milvus(address)
            with self._reading():
                pass
        except BaseException:
            self._rows.close()
            raise

    @property
    def folder(self) -> ClusterAddress:
        """Where the index is."""
        return self._address

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            self._rows.close()
            self._milvus.close()
        self._embedding.shutdown(wait=False)

    @contextmanager
    def _reading(self) -> Iterator[Caches]:
        """One state of the store for one thread; a connection that was lost is made again."""
        with self._lock, ExitStack() as stack:
            try:
                stack.enter_context(self._rows.snapshot())
            except EngineError:
                self._connect_again()
                stack.enter_context(self._rows.snapshot())
            self._caches = self._current()
            yield self._caches

    def _check_scores(self, found: Mapping[int, float], stored: Mapping[int, float]) -> None:
        if off := count_off(found, stored):
            raise IndexMismatchError(
                f"{self._address}: in Milvus the vectors of {off} chunks are not those of PostgreSQL; run"
                f" 'citespan index --rebuild --index {self._address} --vectors {self._address.vectors}'"
            )

    def _connect_again(self) -> None:
        rows = open_cluster_store(self._address)
        self._rows.close()
        self._store = self._rows = rows
        self._caches = None

    def _current(self) -> Caches:
        """The caches of the snapshot's generation; those of the last question, if it is the same."""
        pointer = self._rows.pointer()
        if self._caches is not None and self._caches.pointer == pointer:
            return self._caches
        if not pointer.generation:
            raise MissingIndexError(
                f"{self._address}: no build of this index was finished; run 'citespan index PATH... --index"
                f" {self._address} --vectors {self._address.vectors}'"
            )
        connection = self._rows.connection
        manifest = read_cluster_manifest(connection)
        if (manifest.encoder, manifest.dimension) != (self._encoder.name, self._encoder.dimension):
            raise IndexMismatchError(
                f"{self._address}: the index was made with {manifest.encoder}, not with {self._encoder.name}; run"
                f" 'citespan index --rebuild --index {self._address} --vectors {self._address.vectors}' or use the"
                " encoder it was made with"
            )
        vectors = self._milvus.open(
            get_meta(connection, "collection") or "",
            encoder=manifest.encoder,
            dimension=manifest.dimension,
            chunks=manifest.chunks,
        )
        self._rows.words.forget()
        return Caches(pointer, manifest, vectors, _vocabulary(self._rows))


def _vocabulary(store: ClusterStore) -> Vocabulary:
    words = store.words
    return Vocabulary(words.has_stem, lambda initial: words.stems(initial=initial), words.stem)
