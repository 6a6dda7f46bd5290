"""The chunks of an index and their vectors, each of one version of a document, whose life it shares."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from citespan.corpus.document import Span
from citespan.corpus.errors import IndexMismatchError
from citespan.corpus.text.blocks import BlockKind
from citespan.index.context import context
from citespan.index.database.document_row import row_of
from citespan.index.database.rows import StoredChunk
from citespan.index.database.schema import LIVE
from citespan.index.where import FULFILLED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import apsw
    import numpy.typing as npt

    from citespan.corpus.document import Document
    from citespan.corpus.text.chunk import Chunk
    from citespan.index.where import Where

COLUMNS = 'start, "end", lead, kind, headings, context, sentences, embedding'
"""The columns of `chunks` that hold the chunk itself and its vector."""


class StoredChunks:
    """The rows of chunks. They have no generations of their own: a chunk is alive where its version is."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use the connection of the store that holds the documents."""
        self._db = connection

    def add(
        self, version_id: int, document: Document, chunks: Sequence[Chunk], embeddings: npt.NDArray[np.float32]
    ) -> None:
        """Add the chunks of `document`, which is stored as this version, in the caller's transaction.

        `embeddings` are their vectors in order, float32 [n_chunks, dimension], rows of unit length.

        Raises:
            ValueError: if there are more chunks than vectors, or fewer.
        """
        self._db.executemany(
            f"INSERT INTO chunks (version_id, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    version_id,
                    chunk.span.start,
                    chunk.span.end,
                    chunk.span.start - len(chunk.preamble),
                    chunk.kind.value,
                    json.dumps(chunk.headings),
                    context(document, chunk),
                    json.dumps([(span.start, span.end) for span in chunk.sentences]),
                    vector.astype("<f4").tobytes(),
                )
                for chunk, vector in zip(chunks, embeddings, strict=True)
            ],
        )

    def twin(self, document: Document, *, recipe: str) -> int | None:
        """A version that has the chunks and vectors that `document` would get; None if there is none."""
        row = self._db.execute(
            "SELECT version_id FROM documents WHERE text_sha256 = :text_sha256 AND recipe = :recipe"
            " AND title = :title AND sections = :sections"
            " AND EXISTS (SELECT 1 FROM chunks WHERE chunks.version_id = documents.version_id)",
            {**row_of(document), "recipe": recipe},
        ).fetchone()
        return None if row is None else int(row[0])

    def copy(self, *, source: int, target: int) -> None:
        """Give the version `target` the chunks and vectors of the version `source`, in the caller's transaction."""
        self._db.execute(
            f"INSERT INTO chunks (version_id, {COLUMNS}) SELECT ?, {COLUMNS} FROM chunks"
            " WHERE version_id = ? ORDER BY chunk_id",
            (target, source),
        )

    def embeddings(
        self, generation: int, *, dimension: int, after: int = 0, rows: int = 4096
    ) -> Iterator[tuple[tuple[int, ...], npt.NDArray[np.float32]]]:
        """The chunk ids above `after` that are alive in `generation`, ascending, `rows` at a time.

        With each batch come its vectors, float32 [n, dimension].

        Raises:
            IndexMismatchError: if a stored vector is damaged: not of this dimension and unit length.
        """
        cursor = self._db.execute(
            "SELECT chunk_id, embedding FROM chunks CROSS JOIN documents USING (version_id)"  # in the order of the ids
            f" WHERE chunk_id > :after AND {LIVE} ORDER BY chunk_id",
            {"generation": generation, "after": after},
        )
        while batch := list(islice(cursor, rows)):
            yield tuple(row[0] for row in batch), unit_vectors([row[1] for row in batch], dimension)

    def cosines(self, query: npt.NDArray[np.float32], chunk_ids: Collection[int]) -> dict[int, float]:
        """The cosine of `query`, float32 [dimension], with each of these chunks, to the last digit the same among any.

        Raises:
            KeyError: if there is no such chunk.
            IndexMismatchError: if a stored vector is damaged: not of this dimension and unit length.
        """
        rows = dict(
            self._db.execute(
                "SELECT chunk_id, embedding FROM chunks WHERE chunk_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(chunk_ids)),),
            )
        )
        return cosines_of(query, rows, wanted=chunk_ids)

    def read(self, chunk_id: int) -> StoredChunk:
        """One chunk, alive or dead.

        Raises:
            KeyError: if there is no such chunk.
            IndexMismatchError: if it is damaged.
        """
        row = self._db.execute(
            'SELECT version_id, start, "end", lead, kind, headings, sentences FROM chunks WHERE chunk_id = ?',
            (chunk_id,),
        ).fetchone()
        if row is None:
            raise KeyError(chunk_id)
        version_id, start, end, preamble_start, kind, headings, sentences = row
        try:
            return StoredChunk(
                chunk_id,
                version_id,
                Span(start, end),
                preamble_start,
                BlockKind(kind),
                tuple(json.loads(headings)),
                tuple(Span(*pair) for pair in json.loads(sentences)),
            )
        except (TypeError, ValueError) as exc:  # zeros, as a disk may give back the last page of a long row
            raise IndexMismatchError(f"a stored passage is damaged ({exc}); run 'citespan index --rebuild'") from exc

    def live_kinds(self, chunk_ids: Collection[int], generation: int) -> dict[int, BlockKind]:
        """Those of the chunks that are alive in `generation`, with what they are."""
        rows = self._db.execute(
            f"SELECT chunk_id, kind FROM chunks JOIN documents USING (version_id) WHERE {LIVE}"
            " AND chunk_id IN (SELECT value FROM json_each(:chunk_ids))",
            {"generation": generation, "chunk_ids": json.dumps(list(chunk_ids))},
        )
        return {chunk_id: BlockKind(kind) for chunk_id, kind in rows}

    def ids_where(self, where: Where, generation: int) -> frozenset[int]:
        """The ids of the chunks alive in `generation` whose documents fulfil the conditions."""
        rows = self._db.execute(
            f"SELECT chunk_id FROM chunks JOIN documents USING (version_id) WHERE {LIVE} AND {FULFILLED}",
            {"generation": generation, **where.parameters()},
        )
        return frozenset(row[0] for row in rows)

    def dead(self, generation: int) -> tuple[int, ...]:
        """The chunks that died with or before `generation` and are not deleted yet, which its pointer's flip does."""
        rows = self._db.execute(
            "SELECT chunk_id FROM documents CROSS JOIN chunks USING (version_id) WHERE died <= ?", (generation,)
        )
        return tuple(row[0] for row in rows)


def cosines_of(
    query: npt.NDArray[np.float32], columns: Mapping[int, bytes], *, wanted: Collection[int]
) -> dict[int, float]:
    """The cosine of `query` with each wanted chunk, by the values of the column `embedding`.

    Raises:
        KeyError: if one has none.
        IndexMismatchError: if one is damaged.
    """
    if missing := set(wanted) - columns.keys():
        raise KeyError(f"there are no chunks {sorted(missing)}")
    products = unit_vectors(list(columns.values()), len(query)) * query
    return dict(zip(columns, products.sum(axis=1).tolist(), strict=True))  # `@` may round by how many rows there are


def unit_vectors(columns: Sequence[bytes], dimension: int) -> npt.NDArray[np.float32]:
    """The vectors in these values of the column `embedding`, float32 [n, dimension].

    Raises:
        IndexMismatchError: if one is damaged.
    """
    vectors = np.frombuffer(b"".join(columns), dtype="<f4").astype(np.float32)
    if vectors.size != len(columns) * dimension:
        raise IndexMismatchError("a stored vector has the wrong length; run 'citespan index --rebuild'")
    vectors = vectors.reshape(-1, dimension)
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3):
        raise IndexMismatchError("a stored vector is damaged; run 'citespan index --rebuild'")
    return vectors
