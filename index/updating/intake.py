"""Taking documents in: cut and embedded into rows of the next generation, which is published at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from citespan.corpus.errors import IndexMismatchError
from citespan.corpus.load import extractor_of
from citespan.corpus.text.chunk import chunk_document
from citespan.index.context import embedded_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import numpy.typing as npt

    from citespan.corpus.document import Document
    from citespan.corpus.text.chunk import Chunk
    from citespan.index.address import IndexPlace
    from citespan.index.database.rows import Original, StoredDocument
    from citespan.index.encoder import Encoder
    from citespan.index.generations.manifest import Manifest
    from citespan.index.seams import Writer

DEFAULT_CHUNK_TOKENS = 160
"""The most tokens of one chunk, unless the encoder takes fewer."""

BUFFERED_CHUNKS = 512
"""How many chunks are embedded and written at once."""
_STRETCH_CHUNKS = 128
"""So many are embedded between two moments at which a server that stops can end the work."""


def recipe_of(encoder: Encoder, *, chunk_tokens: int = DEFAULT_CHUNK_TOKENS) -> str:
    """What documents are made with: the encoder and the most tokens of a chunk."""
    return f"{encoder.name} {min(chunk_tokens, encoder.max_tokens)}"


def cut(document: Document, encoder: Encoder, *, chunk_tokens: int = DEFAULT_CHUNK_TOKENS) -> tuple[Chunk, ...]:
    """The chunks of a document, as `recipe_of` says."""
    most = min(chunk_tokens, encoder.max_tokens)
    return tuple(chunk_document(document, count_tokens=encoder.count_tokens, max_tokens=most))


@dataclass(frozen=True, slots=True)
class _Pending:
    """A cut but not yet embedded version of a document, and the versions that it replaces."""

    document: Document
    root: str
    chunks: tuple[Chunk, ...]
    replaced: Sequence[int]


class Intake:
    """What is decided and embedded on the way from one generation to the next."""

    def __init__(
        self,
        writer: Writer,
        place: IndexPlace,
        encoder: Encoder,
        *,
        chunk_tokens: int = DEFAULT_CHUNK_TOKENS,
        on_embedded: Callable[[int], None],
    ) -> None:
        """Write with `writer` the index at `place`; tell `on_embedded` how many chunks were just embedded."""
        self._writer = writer
        self._store = store = writer.store
        self._place = place
        self._encoder = encoder
        self._chunk_tokens = min(chunk_tokens, encoder.max_tokens)
        self._on_embedded = on_embedded
        self._buffer: list[_Pending] = []
        self._buffered_chunks = 0
        self.recipe = recipe_of(encoder, chunk_tokens=chunk_tokens)
        """What documents are made with: encoder and chunk size."""
        self.pointer = store.pointer()
        """The generation that answers until this one is published."""
        self.born = self.pointer.generation + 1
        """The generation that is made."""
        self.changed = bool(store.unpublished())
        """True if there is anything to publish."""

    def check_recipe(self) -> None:
        """Raise `IndexMismatchError` if the index was made, or begun, with another encoder or chunk size."""
        for generation in (self.pointer.generation, self.born):
            for document in self._store.documents(generation):
                if document.recipe != self.recipe:
                    raise IndexMismatchError(
                        f"{self._place}: the index was made with {document.recipe}, not with {self.recipe};"
                        f" run 'citespan index --rebuild --index {self._place}' to rebuild it with this encoder"
                    )

    def is_current(self, stored: StoredDocument, sha256: str) -> bool:
        """True if reading the bytes with this SHA-256 today would make the same document, which is whole."""
        return stored.extractor == extractor_of(stored.source) and self.is_sound(stored, sha256)

    def is_sound(self, stored: StoredDocument, sha256: str) -> bool:
        """True if a stored document was made of the bytes with this SHA-256, by whatever extractor, and is whole."""
        if stored.sha256 != sha256 or stored.recipe != self.recipe:
            return False
        try:
            self._store.document(stored.version_id)
        except IndexMismatchError:
            return False
        return True

    def expire(self, documents: Collection[StoredDocument]) -> None:
        """Let documents die with the next generation."""
        if documents:
            self.changed = True
            with self._store.transaction():
                self._store.expire([document.version_id for document in documents], died=self.born)

    def add(self, document: Document, root: str, *, replaces: StoredDocument | None) -> None:
        """Take a version of a document in; the one it replaces dies in the same transaction, and not before."""
        self.changed = True
        replaced = [replaces.version_id] if replaces else []
        twin = self._store.chunks.twin(document, recipe=self.recipe)
        if twin is not None:
            with self._store.transaction():
                self._store.expire(replaced, died=self.born)
                self._store.chunks.copy(source=twin, target=self._add(document, root))
            return
        chunks = cut(document, self._encoder, chunk_tokens=self._chunk_tokens)
        self._buffer.append(_Pending(document, root, chunks, replaced))
        self._buffered_chunks += len(chunks)
        if self._buffered_chunks >= BUFFERED_CHUNKS:
            self.flush()

    def add_embedded(
        self,
        document: Document,
        root: str,
        chunks: Sequence[Chunk],
        vectors: npt.NDArray[np.float32],
        *,
        replaces: StoredDocument | None,
    ) -> None:
        """As `add`, of a document that was cut and embedded before: float32 [n_chunks, dimension]."""
        self.changed = True
        with self._store.transaction():
            self._store.expire([replaces.version_id] if replaces else [], died=self.born)
            self._store.chunks.add(self._add(document, root), document, chunks, vectors)

    def flush(self) -> None:
        """Embed what is buffered, the chunks of many small documents together, and commit it."""
        texts = [embedded_text(pending.document, chunk) for pending in self._buffer for chunk in pending.chunks]
        if texts:
            vectors = self._embedded(texts)
            with self._store.transaction():
                row = 0
                for pending in self._buffer:
                    rows = vectors[row : row + len(pending.chunks)]
                    row += len(rows)
                    self._store.expire(pending.replaced, died=self.born)
                    version_id = self._add(pending.document, pending.root)
                    self._store.chunks.add(version_id, pending.document, pending.chunks, rows)
            self._on_embedded((len(texts) - 1) % _STRETCH_CHUNKS + 1)
        self._buffer.clear()
        self._buffered_chunks = 0

    def _add(self, document: Document, root: str) -> int:
        return self._store.add(document, root=root, recipe=self.recipe, born=self.born)

    def _embedded(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of the texts, float32 [n_texts, dimension]; of all but the last stretch it is told on the way."""
        parts = []
        for start in range(0, len(texts), _STRETCH_CHUNKS):
            if start:
                self._on_embedded(_STRETCH_CHUNKS)
            parts.append(self._encoder.encode_documents(texts[start : start + _STRETCH_CHUNKS]))
        return np.concatenate(parts)

    def publish(self, originals: Sequence[Original] = (), *, rebuild: bool = False) -> Manifest:
        """Write the next generation, with `rebuild` all its vectors, and point at it; `originals` are kept then."""
        return self._writer.publish(
            encoder=self._encoder.name, dimension=self._encoder.dimension, originals=originals, rebuild=rebuild
        )
