"""The seams of an index: what asking and updating call on its store and its vectors, whatever these stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from citespan.index.database.order import Order

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    import numpy as np
    import numpy.typing as npt

    from citespan.corpus.document import Document
    from citespan.corpus.text.blocks import BlockKind
    from citespan.corpus.text.chunk import Chunk
    from citespan.index.database.left_out import LeftOut
    from citespan.index.database.order import ListPlace
    from citespan.index.database.rows import Original, Pointer, StoredChunk, StoredDocument
    from citespan.index.generations.manifest import Manifest
    from citespan.index.ocr_pages import PagesRecognised
    from citespan.index.where import Where


class ChunkVectors(Protocol):
    """The vectors of one generation, searched as one. Some may be of removed chunks."""

    def search(
        self,
        query: npt.NDArray[np.float32],
        *,
        limit: int,
        live: Callable[[Collection[int]], Collection[int]],
        among: Collection[int] | None = None,
    ) -> dict[int, float]:
        """The ids of the `limit` live chunks with the highest cosines with `query`, float32 [dimension], best first."""
        ...


class ChunkRows(Protocol):
    """The chunks of the documents."""

    def add(
        self, version_id: int, document: Document, chunks: Sequence[Chunk], embeddings: npt.NDArray[np.float32]
    ) -> None:
        """Add the chunks of a version with their vectors, float32 [n_chunks, dimension]."""
        ...

    def twin(self, document: Document, *, recipe: str) -> int | None:
        """A version that has the chunks and vectors that `document` would get; None if there is none."""
        ...

    def copy(self, *, source: int, target: int) -> None:
        """Give the version `target` the chunks and vectors of the version `source`."""
        ...

    def cosines(self, query: npt.NDArray[np.float32], chunk_ids: Collection[int]) -> dict[int, float]:
        """The cosine of `query`, float32 [dimension], with each of these chunks."""
        ...

    def read(self, chunk_id: int) -> StoredChunk:
        """One chunk, alive or dead; `KeyError` if there is none."""
        ...

    def live_kinds(self, chunk_ids: Collection[int], generation: int) -> dict[int, BlockKind]:
        """Those of the chunks that are alive in `generation`, with what they are."""
        ...

    def ids_where(self, where: Where, generation: int) -> frozenset[int]:
        """The ids of the chunks alive in `generation` whose documents fulfil the conditions."""
        ...

    def dead(self, generation: int) -> Sequence[int]:
        """The chunks that died with or before `generation` and are not deleted yet."""
        ...


class WordSearch(Protocol):
    """Which chunks hold which words. An expression is of phrases in double quotes with OR between them."""

    def scores(self, expression: str, *, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """The BM25 scores of the `limit` chunks that match best, best first; higher is better."""
        ...

    def count(self, word: str, *, most: int) -> int:
        """How many chunks hold the word, or another one with its stem; `most` if there are more."""
        ...

    def stem(self, word: str) -> str:
        """The stem by which a word is searched."""
        ...

    def writings(self, stem: str) -> Counter[str]:
        """The words with this stem as some chunks write them, with how often they do."""
        ...

    def texts(self, expression: str, *, limit: int, among: Collection[int] | None = None) -> tuple[str, ...]:
        """What stands in up to `limit` chunks that match, and in the titles and headings above."""
        ...

    def has_stem(self, stem: str) -> bool:
        """True if any chunk holds a word with this stem."""
        ...

    def stems(self, *, initial: str) -> tuple[str, ...]:
        """The stems of all words that are searched and begin with this character, sorted."""
        ...


class VersionsKept(Protocol):
    """The texts that were replaced or removed, if the index is to keep such."""

    def are_wanted(self) -> bool:
        """True if they are to be kept."""
        ...

    def keep(self) -> None:
        """Keep them from now on."""
        ...

    def find(self, document_id: str, text_sha256: str) -> int | None:
        """The newest version of a document that has this text, alive or kept."""
        ...


class UploadedFiles(Protocol):
    """What was uploaded, as it came."""

    def lost(self) -> Iterator[Original]:
        """Those of which no document is left."""
        ...

    def find(self, name: str, sha256: str) -> bytes | None:
        """The bytes of one; None if it was not kept."""
        ...


class FileList(Protocol):
    """The files that the documents were made of."""

    def listed(
        self,
        generation: int,
        *,
        after: ListPlace | None = None,
        limit: int | None = None,
        where: Where | None = None,
        order: Order = Order.SOURCE,
    ) -> tuple[StoredDocument, ...]:
        """The files of which a document is alive in `generation`."""
        ...

    def count(self, generation: int, *, where: Where | None = None, files: bool = False) -> int:
        """How many documents alive in `generation` fulfil `where`; with `files`, of how many files they are."""
        ...


class FilesLeftOut(Protocol):
    """The files that could not be indexed, and why."""

    def listed(self) -> tuple[LeftOut, ...]:
        """The files, sorted by source."""
        ...

    def replace(self, new: Iterable[LeftOut], *, where: Callable[[LeftOut], bool]) -> None:
        """Forget those for which `where` is true, and remember the new ones."""
        ...


class DocumentStore(Protocol):
    """What must never be lost: the versions of the documents, and which of them live in which generation.

    Each is born with one generation and dies with another; a reader looks at one generation in one `snapshot`.
    """

    @property
    def chunks(self) -> ChunkRows:
        """The chunks of the documents, with their vectors."""
        ...

    @property
    def words(self) -> WordSearch:
        """What full-text search knows of the chunks."""
        ...

    @property
    def kept_versions(self) -> VersionsKept:
        """Whether old texts are kept, and which."""
        ...

    @property
    def originals(self) -> UploadedFiles:
        """What was uploaded, as it came."""
        ...

    @property
    def recognitions(self) -> PagesRecognised:
        """What text recognition found on pages that are pictures."""
        ...

    @property
    def files(self) -> FileList:
        """The files that the documents were made of."""
        ...

    @property
    def left_out(self) -> FilesLeftOut:
        """The files that could not be indexed, and why."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Make the writes inside happen together or, when an exception leaves the block, not at all."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Make all reads inside see one state of the store, whatever is written meanwhile."""
        ...

    def pointer(self) -> Pointer:
        """The current generation."""
        ...

    def roots(self) -> tuple[str, ...]:
        """The roots that were indexed, sorted."""
        ...

    def set_roots(self, *, add: Collection[str] = (), drop: Collection[str] = ()) -> None:
        """Change which roots the index mirrors."""
        ...

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
        """The documents that are alive in `generation`, sorted by `order` and id."""
        ...

    def unpublished(self) -> tuple[StoredDocument, ...]:
        """The versions that were added, or died, without a generation to say so."""
        ...

    def document(self, version_id: int) -> Document:
        """One version of a document, its text checked against its hash."""
        ...

    def add(self, document: Document, *, root: str, recipe: str, born: int) -> int:
        """Add a version of a document, as yet without chunks; return its id."""
        ...

    def expire(self, version_ids: Collection[int], *, died: int) -> None:
        """Let these versions live up to generation `died`, exclusively."""
        ...

    def forget_versions(self) -> None:
        """Forget the texts that were kept, and keep no more."""
        ...

    def undo(self, version_ids: Collection[int]) -> None:
        """Take back what a build that was killed did to these versions."""
        ...


class Writer(Protocol):
    """Who alone may change an index, for as long as it is held."""

    @property
    def store(self) -> DocumentStore:
        """The rows, which the next generation is made of."""
        ...

    def manifest(self) -> Manifest:
        """What the current generation is made of; `IndexMismatchError` if a part of it is missing."""
        ...

    def publish(
        self, *, encoder: str, dimension: int, originals: Sequence[Original] = (), rebuild: bool = False
    ) -> Manifest:
        """Make what is to live next the current generation; with `rebuild` all vectors are written again."""
        ...
