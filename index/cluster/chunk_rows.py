"""The chunks of an index in PostgreSQL, with their vectors and the stems of their words."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from citespan.corpus.document import Span
from citespan.corpus.text.blocks import BlockKind
from citespan.corpus.text.look_alikes import folded
from citespan.corpus.text.marks import without_marks
from citespan.index.cluster.schema import LIVE
from citespan.index.cluster.where_sql import condition, parameters
from citespan.index.context import context
from citespan.index.database.document_row import row_of
from citespan.index.database.rows import StoredChunk
from citespan.index.database.stored_chunks import cosines_of, unit_vectors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    from citespan.corpus.document import Document
    from citespan.corpus.text.chunk import Chunk
    from citespan.index.cluster.postgresql import Connection
    from citespan.index.cluster.stems import Stemmer
    from citespan.index.where import Where

_COLUMNS = 'start, "end", lead, kind, headings, sentences, embedding, searched, context, stems, context_stems'


class ClusterChunks:
    """The rows of chunks. They have no generations of their own: a chunk is alive where its version is."""

    def __init__(self, connection: Connection, stemmer: Stemmer) -> None:
        """Use the connection of the store; `stemmer` finds the words that are searched."""
        self._db = connection
        self._stemmer = stemmer

    def add(
        self, version_id: int, document: Document, chunks: Sequence[Chunk], embeddings: npt.NDArray[np.float32]
    ) -> None:
        """Add the chunks of `document`, which is stored as this version, in the caller's transaction.

        `embeddings` are their vectors in order, float32 [n_chunks, dimension], rows of unit length.

        Raises:
            ValueError: if there are more chunks than vectors, or fewer.
        """
        with self._db.cursor() as cursor, cursor.copy(f"COPY chunks (version_id, {_COLUMNS}) FROM STDIN") as copy:
            for chunk, vector in zip(chunks, embeddings, strict=True):
                lead = chunk.span.start - len(chunk.preamble)
                text = _searched(document.text[lead : chunk.span.end])
                around = _searched(context(document, chunk))
                copy.write_row(
                    (
                        version_id,
                        chunk.span.start,
                        chunk.span.end,
                        lead,
                        chunk.kind.value,
                        json.dumps(chunk.headings),
                        json.dumps([(span.start, span.end) for span in chunk.sentences]),
                        vector.astype("<f4").tobytes(),
                        text,
                        around,
                        " ".join(self._stemmer.stems(text)),
                        " ".join(self._stemmer.stems(around)),
                    )
                )
        self._note_new(version_id)

    def twin(self, document: Document, *, recipe: str) -> int | None:
        """A version that has the chunks and vectors that `document` would get; None if there is none."""
        row = self._db.execute(
            "SELECT version_id FROM documents WHERE text_sha256 = %(text_sha256)s AND recipe = %(recipe)s"
            " AND title = %(title)s AND sections = %(sections)s"
            " AND EXISTS (SELECT 1 FROM chunks WHERE chunks.version_id = documents.version_id) LIMIT 1",
            {**row_of(document), "recipe": recipe},
        ).fetchone()
        return None if row is None else int(row[0])

    def copy(self, *, source: int, target: int) -> None:
        """Give the version `target` the chunks and vectors of the version `source`, in the caller's transaction."""
        self._db.execute(
            f"INSERT INTO chunks (version_id, {_COLUMNS}) SELECT %s, {_COLUMNS} FROM chunks"
            " WHERE version_id = %s ORDER BY chunk_id",
            (target, source),
        )
        self._note_new(target)

    def embeddings(
        self, generation: int, *, dimension: int, only_new: bool, rows: int = 1000
    ) -> Iterator[tuple[tuple[int, ...], npt.NDArray[np.float32]]]:
        """The chunk ids that are alive in `generation`, ascending, `rows` at a time, with their vectors.

        These are float32 [n, dimension]. With `only_new` they are those of chunks that no generation had before.

        Raises:
            IndexMismatchError: if a stored vector is damaged: not of this dimension and unit length.
        """
        new = " JOIN new_chunks USING (chunk_id)" if only_new else ""
        with self._db.transaction(), self._db.cursor("embeddings", binary=True) as cursor:
            cursor.itersize = rows
            cursor.execute(
                f"SELECT chunk_id, embedding FROM chunks JOIN documents USING (version_id){new} WHERE {LIVE}"
                " ORDER BY chunk_id",
                {"generation": generation},
            )
            while batch := list(islice(cursor, rows)):
                yield tuple(row[0] for row in batch), unit_vectors([bytes(row[1]) for row in batch], dimension)

    def cosines(self, query: npt.NDArray[np.float32], chunk_ids: Collection[int]) -> dict[int, float]:
        """The cosine of `query`, float32 [dimension], with each of these chunks, to the last digit the same among any.

        Raises:
            KeyError: if there is no such chunk.
            IndexMismatchError: if a stored vector is damaged: not of this dimension and unit length.
        """
        rows = self._db.execute(
            "SELECT chunk_id, embedding FROM chunks WHERE chunk_id = ANY(%s)", (list(chunk_ids),), binary=True
        )
        return cosines_of(query, {int(row[0]): bytes(row[1]) for row in rows}, wanted=chunk_ids)

    def read(self, chunk_id: int) -> StoredChunk:
        """One chunk, alive or dead.

        Raises:
            KeyError: if there is no such chunk.
        """
        row = self._db.execute(
            'SELECT version_id, start, "end", lead, kind, headings, sentences FROM chunks WHERE chunk_id = %s',
            (chunk_id,),
        ).fetchone()
        if row is None:
            raise KeyError(chunk_id)
        version_id, start, end, preamble_start, kind, headings, sentences = row
        return StoredChunk(
            chunk_id,
            version_id,
            Span(start, end),
            preamble_start,
            BlockKind(kind),
            tuple(json.loads(headings)),
            tuple(Span(*pair) for pair in json.loads(sentences)),
        )

    def live_kinds(self, chunk_ids: Collection[int], generation: int) -> dict[int, BlockKind]:
        """Those of the chunks that are alive in `generation`, with what they are."""
        rows = self._db.execute(
            f"SELECT chunk_id, kind FROM chunks JOIN documents USING (version_id) WHERE {LIVE}"
            " AND chunk_id = ANY(%(chunk_ids)s) ORDER BY chunk_id",
            {"generation": generation, "chunk_ids": list(chunk_ids)},
        )
        return {chunk_id: BlockKind(kind) for chunk_id, kind in rows}

    def ids_where(self, where: Where, generation: int) -> frozenset[int]:
        """The ids of the chunks alive in `generation` whose documents fulfil the conditions."""
        rows = self._db.execute(
            f"SELECT chunk_id FROM chunks JOIN documents USING (version_id) WHERE {condition(where)}",
            {"generation": generation, **parameters(where)},
        )
        return frozenset(row[0] for row in rows)

    def dead(self, generation: int) -> tuple[int, ...]:
        """The chunks that died with or before `generation` and are not deleted yet, which publishing does."""
        rows = self._db.execute(
            "SELECT chunk_id FROM documents JOIN chunks USING (version_id) WHERE died <= %s", (generation,)
        )
        return tuple(row[0] for row in rows)

    def _note_new(self, version_id: int) -> None:
        self._db.execute("INSERT INTO new_chunks SELECT chunk_id FROM chunks WHERE version_id = %s", (version_id,))


def _searched(text: str) -> str:
    return folded(without_marks(text)).replace("\0", " ")
