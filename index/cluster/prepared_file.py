"""Files of the queue, read, cut and embedded before anybody holds the lock of the index's writer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from citespan.corpus.errors import LoadError, UnsupportedTypeError
from citespan.corpus.load import extractor_of, load_documents
from citespan.index.context import embedded_text
from citespan.index.database.rows import UPLOADS
from citespan.index.updating.intake import BUFFERED_CHUNKS, cut, recipe_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    import numpy.typing as npt

    from citespan.corpus.document import Document
    from citespan.corpus.formats.scans.recognised import RecognisedPage
    from citespan.corpus.text.chunk import Chunk
    from citespan.index.cluster.store import ClusterStore
    from citespan.index.cluster.work_queue import QueuedFile
    from citespan.index.encoder import Encoder

_STRETCH_CHUNKS = 128
_MOST_BYTES = 64_000_000


@dataclass(slots=True)
class PreparedDocument:
    """A document of a file, with the vectors of its chunks, float32 [n_chunks, dimension]; None if it needs none."""

    document: Document
    chunks: Sequence[Chunk]
    vectors: npt.NDArray[np.float32] | None = None


@dataclass(slots=True)
class PreparedFile:
    """What a file is made of, or the `problem` with it; `data` are the bytes of an upload.

    `pages` are those that text recognition read, now or before.
    """

    item: QueuedFile
    data: bytes = field(default=b"", repr=False)
    parts: list[PreparedDocument] = field(default_factory=list)
    pages: list[RecognisedPage] = field(default_factory=list)
    problem: str | None = None

    @property
    def document_ids(self) -> tuple[str, ...]:
        """The ids of its documents; none if there is a problem."""
        return () if self.problem is not None else tuple(part.document.document_id for part in self.parts)


class Preparing:
    """Reads one file after the other, and embeds the chunks of many together."""

    def __init__(self, store: ClusterStore, encoder: Encoder, stopping: Event) -> None:
        """Look up in `store` what is known already; embed nothing more when `stopping` is set."""
        self._store = store
        self._encoder = encoder
        self._stopping = stopping
        self._recipe = recipe_of(encoder)
        self._generation = store.pointer().generation
        self._files: list[PreparedFile] = []

    @property
    def is_full(self) -> bool:
        """True if it is time to embed and store what was read."""
        chunks = sum(len(part.chunks) for file in self._files for part in file.parts)
        return chunks >= BUFFERED_CHUNKS or sum(len(file.data) for file in self._files) >= _MOST_BYTES

    def refuse(self, file: QueuedFile, problem: str) -> None:
        """Let a file fail for good."""
        self._files.append(PreparedFile(file, problem=problem))

    def read(self, file: QueuedFile, data: bytes) -> None:
        """Read and cut a file; one that cannot be read fails for good."""
        prepared = PreparedFile(file, data if file.root == UPLOADS else b"")
        if data.strip():
            try:
                documents = load_documents(
                    data,
                    source=file.source,
                    root_key=file.root_key,
                    sha256=file.sha256,
                    recognised=_PagesInHand(self._store, prepared.pages),
                )
            except UnsupportedTypeError:  # a file without suffix was looked into
                documents = ()
            except LoadError as exc:
                prepared.problem, documents = str(exc), ()
            prepared.parts = [PreparedDocument(document, self._new_chunks(file, document)) for document in documents]
        self._files.append(prepared)

    def embedded(self) -> tuple[PreparedFile, ...]:
        """What was read since the last call, embedded; nothing if it was stopped meanwhile."""
        files, self._files = tuple(self._files), []
        parts = [part for file in files for part in file.parts if part.chunks]
        texts = [embedded_text(part.document, chunk) for part in parts for chunk in part.chunks]
        vectors = []
        for start in range(0, len(texts), _STRETCH_CHUNKS):
            if self._stopping.is_set():
                return ()
            vectors.append(self._encoder.encode_documents(texts[start : start + _STRETCH_CHUNKS]))
        if vectors:
            every, row = np.concatenate(vectors), 0
            for part in parts:
                part.vectors = every[row : row + len(part.chunks)]
                row += len(part.chunks)
        return files

    def _new_chunks(self, file: QueuedFile, document: Document) -> Sequence[Chunk]:
        """The chunks to embed; none if the index has the document, or its vectors from another."""
        known = self._store.documents(self._generation, document_id=document.document_id)
        is_known = any(
            (one.sha256, one.recipe, one.extractor) == (file.sha256, self._recipe, extractor_of(one.source))
            for one in known
        )
        if is_known or self._store.chunks.twin(document, recipe=self._recipe) is not None:
            return ()
        return cut(document, self._encoder)


class _PagesInHand:
    """Keeps recognised pages in a store, and in a list, from which they can be stored again."""

    def __init__(self, store: ClusterStore, pages: list[RecognisedPage]) -> None:
        self._store = store
        self._pages = pages

    def known(self, sha256: str) -> tuple[RecognisedPage, ...]:
        found = self._store.recognitions.known(sha256)
        self._pages.extend(found)
        return found

    def keep(self, sha256: str, page: RecognisedPage) -> None:
        self._pages.append(page)
        with self._store.transaction():
            self._store.recognitions.keep(sha256, page)

    def begin(self, source: str, number: int, *, done: int, count: int) -> None:
        """Tell nobody."""
