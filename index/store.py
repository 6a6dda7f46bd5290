"""Documents, chunks and embeddings in SQLite: what must never be lost, and which of it is alive in which generation."""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
import numpy as np

from citespan.corpus.blocks import BlockKind
from citespan.corpus.document import Document, Page, Section, Span
from citespan.corpus.errors import IndexMismatchError
from citespan.corpus.load import text_sha256
from citespan.index.context import context
from citespan.index.kept_versions import KeptVersions
from citespan.index.lexical import LexicalIndex
from citespan.index.originals import Originals
from citespan.index.rows import Original, Place, Pointer, StoredChunk, StoredDocument
from citespan.index.schema import unusable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy.typing as npt

    from citespan.corpus.chunk import Chunk
    from citespan.index.where import Where

_LIVE = "born <= :generation AND (died IS NULL OR died > :generation)"
_FULFILLED = (
    "(:sources = '[]' OR EXISTS (SELECT 1 FROM json_each(:sources)"
    " WHERE source = value OR source GLOB replace(value, '[!', '[^')))"
    " AND NOT EXISTS (SELECT 1 FROM json_each(:titles) WHERE instr(casefold(title), value) = 0)"
    " AND (:after IS NULL OR published >= :after) AND (:before IS NULL OR published <= :before)"
)
"""What `citespan.index.where.Where` asks of a document, with its parameters."""


class Store:
    """The rows of one index. Each version of a document is born with one generation and dies with another."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use a connection from `citespan.index.schema`."""
        self._db = connection
        self.words = LexicalIndex(connection)
        """What full-text search knows of the chunks."""
        self.kept_versions = KeptVersions(connection)
        """Whether old texts are kept, and which."""
        self.originals = Originals(connection)
        """What was uploaded, as it came."""

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
        after: Place | None = None,
        limit: int | None = None,
        where: Where | None = None,
    ) -> tuple[StoredDocument, ...]:
        """The documents that are alive in `generation`, sorted by source and id.

        With `document_id` only that one; with `after` those behind this place, whether it is still taken or not; with
        `where` those that fulfil it; at most `limit`.
        """
        conditions = [_LIVE]
        if document_id is not None:
            conditions.append("document_id = :document_id")
        if after is not None:
            conditions.append("(source, document_id) > (:after_source, :after_id)")
        if where is not None:
            conditions.append(_FULFILLED)
        return self._listed(
            " AND ".join(conditions),
            generation=generation,
            document_id=document_id,
            after_source=None if after is None else after.source,
            after_id=None if after is None else after.document_id,
            limit=-1 if limit is None else limit,
            **({} if where is None else where.parameters()),
        )

    def unpublished(self) -> tuple[StoredDocument, ...]:
        """The versions that were added, or died, without a generation to say so: a build or removal was killed.

        A version that died and has no chunks any more is one that is kept.
        """
        return self._listed(
            "born > :generation OR died > :generation"
            " OR (died IS NOT NULL AND version_id IN (SELECT version_id FROM chunks))",
            generation=self.pointer().generation,
            limit=-1,
        )

    def _listed(self, condition: str, **values: int | str | None) -> tuple[StoredDocument, ...]:
        rows = self._db.execute(
            "SELECT version_id, document_id, root, source, title, sha256, text_sha256, extractor, recipe,"
            " (SELECT count(*) FROM chunks WHERE chunks.version_id = documents.version_id)"
            f" FROM documents WHERE {condition} ORDER BY source, document_id LIMIT :limit",
            values,
        )
        return tuple(StoredDocument(*row) for row in rows)

    def document(self, version_id: int) -> Document:
        """One version of a document, its text checked against its hash.

        Raises:
            KeyError: if there is no such version.
            IndexMismatchError: if the stored text is not what was stored.
        """
        row = self._db.execute(
            "SELECT document_id, source, title, text, sha256, text_sha256, extractor, sections, pages, published, url"
            " FROM documents WHERE version_id = ?",
            (version_id,),
        ).fetchone()
        if row is None:
            raise KeyError(version_id)
        document_id, source, title, text, sha256, expected, extractor, sections, pages, published, url = row
        if text_sha256(text) != expected:
            raise IndexMismatchError(
                f"{source}: its stored text is damaged (SHA-256 mismatch), so it is not cited;"
                " run 'citespan index' on its folder"
            )
        return Document(
            document_id=document_id,
            source=source,
            title=title,
            text=text,
            sha256=sha256,
            text_sha256=expected,
            extractor=extractor,
            sections=tuple(Section(tuple(path), Span(start, end)) for path, start, end in json.loads(sections)),
            pages=tuple(Page(number, Span(start, end)) for number, start, end in json.loads(pages)),
            published=published,
            url=url,
        )

    def add(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        embeddings: npt.NDArray[np.float32],
        *,
        root: str,
        recipe: str,
        born: int,
    ) -> None:
        """Add a version of a document that is born with generation `born`, with its chunks' vectors, in order."""
        version_id = self._add_document(document, root=root, recipe=recipe, born=born)
        self._db.executemany(
            'INSERT INTO chunks (version_id, start, "end", lead, kind, headings, context, sentences, embedding)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    version_id,
                    chunk.span.start,
                    chunk.span.end,
                    chunk.span.start - len(chunk.lead),
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
        """A version whose chunks and vectors are those that `document` would get."""
        row = self._db.execute(
            "SELECT version_id FROM documents"
            " WHERE text_sha256 = ? AND recipe = ? AND extractor = ? AND title = ? AND sections = ?"
            " AND EXISTS (SELECT 1 FROM chunks WHERE chunks.version_id = documents.version_id)",
            (document.text_sha256, recipe, document.extractor, document.title, _sections_json(document)),
        ).fetchone()
        return None if row is None else int(row[0])

    def add_copy(self, document: Document, twin: int, *, root: str, recipe: str, born: int) -> None:
        """Add a version of a document with the chunks and vectors of its `twin`."""
        version_id = self._add_document(document, root=root, recipe=recipe, born=born)
        self._db.execute(
            'INSERT INTO chunks (version_id, start, "end", lead, kind, headings, context, sentences, embedding)'
            ' SELECT ?, start, "end", lead, kind, headings, context, sentences, embedding FROM chunks'
            " WHERE version_id = ? ORDER BY chunk_id",
            (version_id, twin),
        )

    def expire(self, version_ids: Collection[int], *, died: int) -> None:
        """Let these versions live up to generation `died`, exclusively."""
        self._db.executemany(
            "UPDATE documents SET died = ? WHERE version_id = ?",
            [(died, version_id) for version_id in version_ids],
        )

    def embeddings(
        self, generation: int, *, dimension: int, rows: int = 4096
    ) -> Iterator[tuple[tuple[int, ...], npt.NDArray[np.float32]]]:
        """The chunk ids alive in `generation` and their vectors, float32 [n, dimension], `rows` at a time.

        Raises:
            IndexMismatchError: if a stored vector is damaged: not of this dimension and unit length.
        """
        cursor = self._db.execute(
            f"SELECT chunk_id, embedding FROM chunks JOIN documents USING (version_id) WHERE {_LIVE} ORDER BY chunk_id",
            {"generation": generation},
        )
        while batch := list(islice(cursor, rows)):
            blob = b"".join(row[1] for row in batch)
            vectors = np.frombuffer(blob, dtype="<f4").astype(np.float32)
            if vectors.size != len(batch) * dimension:
                raise IndexMismatchError("a stored vector has the wrong length; run 'citespan index --rebuild'")
            vectors = vectors.reshape(-1, dimension)
            if not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3):
                raise IndexMismatchError("a stored vector is damaged; run 'citespan index --rebuild'")
            yield tuple(row[0] for row in batch), vectors

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
        dead = f"version_id IN (SELECT version_id FROM documents WHERE NOT ({_LIVE}))"
        live = {"generation": pointer.generation}
        if self.kept_versions.are_wanted():
            self._db.execute(f"DELETE FROM chunks WHERE {dead}", live)
            dead += (
                " AND EXISTS (SELECT 1 FROM documents AS later WHERE later.document_id = documents.document_id"
                " AND later.text_sha256 = documents.text_sha256 AND later.version_id > documents.version_id)"
            )
        self._db.execute(f"DELETE FROM documents WHERE {dead}", live)
        self.originals.keep(originals)
        self.words.refresh()
        self._db.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [("generation", str(pointer.generation)), ("manifest_sha256", pointer.manifest_sha256)],
        )

    def live(self, chunk_ids: Collection[int], generation: int) -> dict[int, BlockKind]:
        """Those of the chunks that are alive in `generation`, with what they are."""
        rows = self._db.execute(
            f"SELECT chunk_id, kind FROM chunks JOIN documents USING (version_id) WHERE {_LIVE}"
            " AND chunk_id IN (SELECT value FROM json_each(:chunk_ids))",
            {"generation": generation, "chunk_ids": json.dumps(list(chunk_ids))},
        )
        return {chunk_id: BlockKind(kind) for chunk_id, kind in rows}

    def chunk(self, chunk_id: int) -> StoredChunk:
        """One chunk.

        Raises:
            KeyError: if there is no such chunk.
        """
        row = self._db.execute(
            'SELECT version_id, start, "end", lead, kind, headings, sentences FROM chunks WHERE chunk_id = ?',
            (chunk_id,),
        ).fetchone()
        if row is None:
            raise KeyError(chunk_id)
        version_id, start, end, lead, kind, headings, sentences = row
        return StoredChunk(
            chunk_id,
            version_id,
            Span(start, end),
            lead,
            BlockKind(kind),
            tuple(json.loads(headings)),
            tuple(Span(*pair) for pair in json.loads(sentences)),
        )

    def dead_chunks(self, generation: int) -> int:
        """The number of chunks that died with or before `generation` and are still in its caches."""
        count = self._db.execute(
            "SELECT count(*) FROM chunks JOIN documents USING (version_id) WHERE died <= ?", (generation,)
        ).get
        return int(count)

    def chunks_where(self, where: Where, generation: int) -> frozenset[int]:
        """The chunks alive in `generation` of the documents that fulfil the conditions."""
        rows = self._db.execute(
            f"SELECT chunk_id FROM chunks JOIN documents USING (version_id) WHERE {_LIVE} AND {_FULFILLED}",
            {"generation": generation, **where.parameters()},
        )
        return frozenset(row[0] for row in rows)

    def _roll_back(self) -> None:
        if self._db.in_transaction:  # after some errors SQLite has done it by itself
            self._db.execute("ROLLBACK")

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        try:
            yield
        except apsw.Error as exc:
            raise unusable(Path(self._db.filename).parent, exc) from exc

    def _add_document(self, document: Document, *, root: str, recipe: str, born: int) -> int:
        self._db.execute(
            "INSERT INTO documents (document_id, root, source, title, text, sha256, text_sha256, extractor, sections,"
            " pages, published, url, recipe, born) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.document_id,
                root,
                document.source,
                document.title,
                document.text,
                document.sha256,
                document.text_sha256,
                document.extractor,
                _sections_json(document),
                json.dumps([(page.number, page.span.start, page.span.end) for page in document.pages]),
                document.published,
                document.url,
                recipe,
                born,
            ),
        )
        return self._db.last_insert_rowid()


def _sections_json(document: Document) -> str:
    return json.dumps(
        [(section.headings, section.span.start, section.span.end) for section in document.sections],
        ensure_ascii=False,
    )
