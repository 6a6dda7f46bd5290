"""Retrieval: the chunks of the current generation that fit a question best, by meaning and by words."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Protocol

from citespan.corpus.errors import UsageError
from citespan.corpus.text.chunk import Chunk
from citespan.corpus.text.tables import columns_above
from citespan.index.context import context
from citespan.index.database.schema import DATABASE, open_for_reading, settle
from citespan.index.database.store import Store
from citespan.index.generations.segments import check_scores
from citespan.index.search.caches import Caches, IndexState, current_caches
from citespan.index.search.query import FEW_TEXTS, Query, match_expression
from citespan.index.search.ranking import ranking_scores, wants_apparatus
from citespan.index.search.spelling import correct, unknown_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from citespan.corpus.document import Document
    from citespan.index.address import IndexPlace
    from citespan.index.database.rows import StoredChunk
    from citespan.index.encoder import Encoder
    from citespan.index.seams import DocumentStore
    from citespan.index.search.spelling import Spelling
    from citespan.index.where import Where

_CANDIDATES = 100
_CACHED_DOCUMENTS = 256
_MOST_LOOKED_AT = 500


class Written(Protocol):
    """What can be looked for in texts: an identifier, a name."""

    def phrases(self) -> Sequence[Sequence[str]]:
        """The runs of words as which full-text search may hold it, without punctuation."""
        ...

    def is_written_in(self, text: str, /) -> bool:
        """True if a text holds it."""
        ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk with the document that it was cut from, and why it was retrieved.

    `dense` is the cosine of question and chunk in [-1, 1]; `lexical` the BM25 score of the question's words, 0 if none
    occurs; `score` is what passages are ranked by, as `citespan.index.search.ranking.ranking_scores` says.
    """

    document: Document
    chunk: Chunk
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The passages for one question, best first, and the fingerprint of the index that they come from.

    `unknown` are the content words of the question that no text of the index holds; `corrected` maps words as they were
    typed to those that were searched for instead.
    """

    passages: tuple[Passage, ...]
    fingerprint: str
    unknown: tuple[str, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)


class Index:
    """An index opened for asking. It follows the current generation, and may be used from several threads."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Open the index in `folder` at its current generation, in a time that does not depend on how large it is.

        What an answer is made of is checked when it is read; `citespan.index.generations.whole` checks all of it.

        Raises:
            MissingIndexError: if there is no index, or no build of it was ever finished.
            IndexMismatchError: if it was made with another encoder or by another version, or what opening it reads is
                damaged.
        """
        self._folder = folder
        self._database = _identity(folder)
        self._begin(Store(open_for_reading(folder)), encoder)
        try:
            with self._reading():
                pass
        except BaseException:
            self._store.close()
            raise

    def _begin(self, store: DocumentStore, encoder: Encoder) -> None:
        """Ask `store`, of which no generation is loaded yet."""
        self._store = store
        self._encoder = encoder
        self._lock = RLock()
        self._embedding = ThreadPoolExecutor(thread_name_prefix="embedding")
        self._documents: OrderedDict[int, Document] = OrderedDict()
        self._caches: Caches | None = None

    @property
    def folder(self) -> IndexPlace:
        """Where the index is: its folder, or another place."""
        return self._folder

    @property
    def encoder(self) -> Encoder:
        """The encoder of the questions, with which documents are to be indexed."""
        return self._encoder

    @property
    def encoder_name(self) -> str:
        """The encoder that the index was made with."""
        return self._encoder.name

    def fingerprint(self) -> str:
        """The fingerprint of the current generation, as `state` says."""
        return self.state().manifest.fingerprint

    def state(self) -> IndexState:
        """What the index is now, what opening it reads checked if its generation is new.

        Raises:
            IndexMismatchError: if it is damaged.
        """
        with self._reading() as caches:
            return IndexState(self.folder, caches.manifest, len(self._store.chunks.dead(caches.pointer.generation)))

    @property
    def generation(self) -> int:
        """The number of the generation that answered last; each change of the index makes the next."""
        return self._caches.pointer.generation if self._caches else 0

    def close(self) -> None:
        """Close the index; if nobody else uses it, it stands in one file then."""
        with self._lock:
            self._store.close()
        settle(self._folder)
        self._embedding.shutdown(wait=False)

    def retrieve(self, query: Query | str, *, limit: int, where: Where | None = None) -> Retrieval:
        """The `limit` chunks that fit `query` best, best first; with `where`, of the documents that fulfil it.

        Candidates are the nearest chunks by cosine and the best by BM25. A document removed before this call does not
        occur.

        Raises:
            UsageError: if no document fulfils `where`, or there is none at all.
            IndexMismatchError: if a text is not what was indexed, or the store cannot be read.
        """
        if isinstance(query, str):
            query = Query.of(query)
        embedding = self._embedding.submit(self._encoder.encode_query, query.text)
        with self._reading() as caches:
            passages = self._ranked(caches, query, embedding, limit, where)
            return Retrieval(passages, caches.manifest.fingerprint, unknown_words(query, caches.vocabulary))

    def correct(self, question: str) -> Spelling:
        """The question with its misspelt words put right, as `citespan.index.search.spelling.correct` does.

        Raises:
            IndexMismatchError: if the store cannot be read.
        """
        with self._reading() as caches:
            return correct(question, vocabulary=caches.vocabulary, written=self._store.words.writings)

    def holds(self, written: Written, *, where: Where | None = None) -> bool:
        """True if any document names something; with `where`, any that fulfils it.

        Full-text search finds the chunks that may name it, up to `_MOST_LOOKED_AT`; where there are more, one does.

        Raises:
            IndexMismatchError: if the store cannot be read.
        """
        expression = " OR ".join(f'"{" ".join(words)}"' for words in written.phrases() if words)
        if not expression:
            return False
        with self._reading() as caches:
            among = None if where is None else self._store.chunks.ids_where(where, caches.pointer.generation)
            texts = self._store.words.texts(expression, limit=_MOST_LOOKED_AT, among=among)
        return len(texts) == _MOST_LOOKED_AT or any(map(written.is_written_in, texts))

    @contextmanager
    def _reading(self) -> Iterator[Caches]:
        """One state of the store, with the caches that belong to it loaded, for one thread."""
        with self._lock:
            self._reopen()
            with current_caches(self._folder, self._store, encoder=self._encoder, held=self._caches) as caches:
                self._caches = caches
                yield caches

    def _reopen(self) -> None:
        """Open the database again if a rebuild put another in its place: the old one changes no more."""
        database = _identity(self._folder)
        if database == self._database:
            return
        store = Store(open_for_reading(self._folder))
        self._store.close()
        self._store, self._database, self._caches = store, database, None
        self._documents.clear()

    def _ranked(
        self, caches: Caches, query: Query, embedding: Future[npt.NDArray[np.float32]], limit: int, where: Where | None
    ) -> tuple[Passage, ...]:
        """The best passages; words are searched while the question's vector is on its way."""
        generation = caches.pointer.generation
        among = None if where is None else self._store.chunks.ids_where(where, generation)
        if where is not None and not among:
            raise UsageError(f"no document fits {where}; 'citespan documents' lists what there is")
        pool = max(_CANDIDATES, limit) + len(self._store.chunks.dead(generation))
        lexical: Mapping[int, float] = {}
        count = partial(self._store.words.count, most=FEW_TEXTS + 1)
        if expression := match_expression(query, vocabulary=caches.vocabulary, count=count):
            lexical = self._store.words.scores(expression, limit=pool, among=among)
        vector = embedding.result()
        live = partial(self._store.chunks.live_kinds, generation=generation)
        nearest = caches.vectors.search(vector, limit=pool, live=live, among=among)
        kinds = live({*nearest, *lexical})
        dense = self._store.chunks.cosines(vector, kinds)
        self._check_scores(nearest, dense)
        if not kinds:
            raise UsageError(
                "the index holds no documents yet; add some with 'citespan index FOLDER', or upload them on the page"
            )
        scores = ranking_scores(kinds, dense, lexical, demote=not wants_apparatus(query.text))
        best = sorted(kinds, key=lambda chunk_id: (-scores[chunk_id], chunk_id))[:limit]
        return tuple(
            self._passage(
                self._store.chunks.read(chunk_id), scores[chunk_id], dense[chunk_id], lexical.get(chunk_id, 0.0)
            )
            for chunk_id in best
        )

    def _check_scores(self, found: Mapping[int, float], stored: Mapping[int, float]) -> None:
        check_scores(found, stored, self._folder)

    def _passage(self, row: StoredChunk, score: float, dense: float, lexical: float) -> Passage:
        document = self._document(row.version_id)
        chunk = Chunk(
            document_id=document.document_id,
            span=row.span,
            text=row.span.slice(document.text),
            headings=row.headings,
            sentences=row.sentences,
            kind=row.kind,
            preamble=document.text[row.preamble_start : row.span.start],
            columns=columns_above(document.text, row.span.start),
        )
        chunk = replace(chunk, context=context(document, chunk))
        return Passage(document, chunk, score, dense, lexical)

    def _document(self, version_id: int) -> Document:
        if version_id in self._documents:
            self._documents.move_to_end(version_id)
        else:
            self._documents[version_id] = self._store.document(version_id)
            if len(self._documents) > _CACHED_DOCUMENTS:
                self._documents.popitem(last=False)
        return self._documents[version_id]


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells the database in `folder` from another that is put in its place; None if there is none."""
    try:
        status = (folder / DATABASE).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
