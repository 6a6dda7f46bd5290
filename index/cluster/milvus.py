"""Vectors in Milvus: collections that name what they hold, filled from PostgreSQL and searched by cosine."""

from __future__ import annotations

import hashlib
import logging
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import grpc
import pymilvus
import regex

from citespan.corpus.errors import EngineError, IndexMismatchError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from citespan.index.address import ClusterAddress

COLLECTION_SCHEMA = 1
"""Grows whenever a collection is laid out otherwise."""

_LITE = ".db"
_WAIT_SECONDS = 10.0
_MOST_FOUND = 16_384
"""So many rows Milvus gives at most."""
_AT_ONCE = 5000
_ALL = "chunk_id >= 0"
_EXACT: Mapping[str, Any] = {"index_type": "FLAT", "metric_type": "IP"}
_GRAPH: Mapping[str, Any] = {
    "index_type": "HNSW",
    "metric_type": "IP",
    "params": {"M": 32, "efConstruction": 200},
}
_PLAIN = regex.compile(r"[^A-Za-z0-9]+")

for _name in ("pymilvus", "milvus_lite"):  # they write a traceback for each error that they raise as well
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


def collection_prefix(encoder: str, dimension: int) -> str:
    """How the names of collections begin that hold vectors of this encoder, in the schema of today."""
    digest = hashlib.sha256(encoder.encode()).hexdigest()[:12]
    return f"citespan{COLLECTION_SCHEMA}_{_PLAIN.sub('_', encoder)[:80]}_{digest}_{dimension}_"


class Milvus:
    """The Milvus that holds the vectors of an index. All methods may be called from any thread."""

    def __init__(self, address: ClusterAddress) -> None:
        """Connect; a milvus-lite is opened for this process alone, until it ends.

        Raises:
            UsageError: if the address is neither that of a server nor of a milvus-lite.
            EngineError: if it cannot be reached, or another process has the milvus-lite open.
        """
        self._address = address
        self._uri = address.vectors
        self._is_lite = self._uri.endswith(_LITE)
        if not self._is_lite and not self._uri.startswith(("http://", "https://")):
            raise UsageError(
                f"--vectors {self._uri}: is no Milvus; write http://HOST:19530, or a file that ends with {_LITE}"
            )
        with self._mapped_errors():
            self._client = pymilvus.MilvusClient(self._uri, timeout=_WAIT_SECONDS)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def make_collection(self, encoder: str, dimension: int) -> str:
        """Make an empty collection for vectors of this encoder and dimension; return its name, which says so."""
        name = f"{collection_prefix(encoder, dimension)}{uuid.uuid4().hex[:12]}"
        with self._mapped_errors():
            schema = pymilvus.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("chunk_id", pymilvus.DataType.INT64, is_primary=True)
            schema.add_field("vector", pymilvus.DataType.FLOAT_VECTOR, dim=dimension)
            parameters = self._client.prepare_index_params()
            parameters.add_index("vector", **(_EXACT if self._is_lite else _GRAPH))
            self._client.create_collection(
                name, schema=schema, index_params=parameters, consistency_level="Strong", timeout=_WAIT_SECONDS
            )
        return name

    def drop_collection(self, name: str) -> None:
        """Drop a collection, if it is there."""
        with self._mapped_errors():
            if self._client.has_collection(name):
                self._client.drop_collection(name)

    def put(self, name: str, chunk_ids: Sequence[int], vectors: npt.NDArray[np.float32]) -> None:
        """Put the rows of `vectors`, float32 [n, dimension], into a collection; what it has under these ids goes."""
        rows = [{"chunk_id": chunk_id, "vector": vector} for chunk_id, vector in zip(chunk_ids, vectors, strict=True)]
        with self._mapped_errors():
            self._client.upsert(name, rows)

    def take_out(self, name: str, chunk_ids: Sequence[int]) -> None:
        """Take vectors out of a collection."""
        with self._mapped_errors():
            for start in range(0, len(chunk_ids), _AT_ONCE):
                self._client.delete(name, ids=list(chunk_ids[start : start + _AT_ONCE]))

    def open(self, name: str, *, encoder: str, dimension: int, chunks: int) -> CollectionVectors:
        """A collection, opened for searching, which holds the vectors of at least so many chunks.

        Raises:
            IndexMismatchError: if it is not there, is of another encoder, dimension or schema, or lacks vectors.
        """
        if not name.startswith(collection_prefix(encoder, dimension)):
            raise self._mismatch(f"its collection {name} was not made for {encoder} by this version of citespan")
        with self._mapped_errors():
            if not self._client.has_collection(name):
                raise self._mismatch(f"{self._uri} has no collection {name}")
            fields = self._client.describe_collection(name)["fields"]
            found = next((field["params"].get("dim") for field in fields if field["name"] == "vector"), None)
            if found is None or int(found) != dimension:
                raise self._mismatch(f"its collection {name} has vectors of {found}, not of {dimension}")
            self._client.load_collection(name)
            held = int(self._client.query(name, filter="", output_fields=["count(*)"])[0]["count(*)"])
        if held < chunks:
            raise self._mismatch(f"its collection {name} holds {held} vectors of {chunks}")
        return CollectionVectors(self, name)

    def nearest(
        self, name: str, query: npt.NDArray[np.float32], *, limit: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """The chunk ids of the `limit` highest cosines with `query`, best first; with `among`, only those of these."""
        conditions = (
            [_ALL]
            if among is None
            else [f"chunk_id in {list(among[start : start + _AT_ONCE])}" for start in range(0, len(among), _AT_ONCE)]
        )
        parameters = {} if self._is_lite else {"params": {"ef": max(2 * limit, 256)}}
        with self._mapped_errors():
            found = {
                int(hit["chunk_id"]): float(hit["distance"])
                for condition in conditions
                for hit in self._search(
                    name,
                    data=[query],
                    limit=limit,
                    filter="" if condition is _ALL else condition,
                    output_fields=["chunk_id"],
                    search_params=parameters,
                    consistency_level="Strong",
                    timeout=_WAIT_SECONDS,
                )
            }
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    def _search(self, name: str, **asked: Any) -> list[Any]:
        """What is found; a collection that a Milvus has not loaded, since it was restarted, is loaded first."""
        try:
            return list(self._client.search(name, **asked)[0])
        except pymilvus.MilvusException as exc:
            if "load" not in str(exc):
                raise
            self._client.load_collection(name)
            return list(self._client.search(name, **asked)[0])

    def _mismatch(self, what: str) -> IndexMismatchError:
        return IndexMismatchError(
            f"{self._address}: {what}; run 'citespan index --rebuild --index {self._address} --vectors {self._uri}',"
            " which writes all vectors again from PostgreSQL, or name the Milvus that holds them"
        )

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        try:
            yield
        except (pymilvus.MilvusException, grpc.RpcError) as exc:
            told = " ".join(str(getattr(exc, "message", "") or exc).split())[:300]
            remedy = (
                "another process may have it open; a file serves one process, a Milvus server many"
                if self._is_lite
                else "no document is lost; look whether it runs, and try again"
            )
            raise EngineError(f"{self._uri}: Milvus cannot be used ({told}): {remedy}") from exc


class CollectionVectors:
    """The vectors of one collection. Some may be of removed chunks, or of a build that is not done."""

    def __init__(self, milvus: Milvus, name: str) -> None:
        """Search the collection of this name."""
        self._milvus = milvus
        self._name = name

    def search(
        self,
        query: npt.NDArray[np.float32],
        *,
        limit: int,
        live: Callable[[Collection[int]], Collection[int]],
        among: Collection[int] | None = None,
    ) -> dict[int, float]:
        """The ids of the `limit` live chunks with the highest cosines with `query`, float32 [dimension], best first.

        `live` gives those of some chunk ids that are alive; with `among`, only these chunks are looked at.
        """
        most = _MOST_FOUND if among is None else min(_MOST_FOUND, len(among))
        wanted = min(limit, most)
        chosen = None if among is None else sorted(among)
        while wanted:
            found = self._milvus.nearest(self._name, query, limit=wanted, among=chosen)
            alive = frozenset(live(found.keys()))
            if len(alive) >= limit or len(found) < wanted or wanted == most:
                kept = [(chunk_id, score) for chunk_id, score in found.items() if chunk_id in alive]
                return dict(kept[:limit])
            wanted = min(2 * wanted, most)
        return {}
