"""What an index holds: listing it and taking documents out, without an encoder."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from citespan.corpus.errors import ChangedDocumentError, UnknownDocumentError
from citespan.corpus.load import file_of
from citespan.index.database.order import Order
from citespan.index.database.rows import UPLOADS
from citespan.index.file_copy import copy_of
from citespan.index.readers import open_store, require_index_at
from citespan.index.updating.scopes import path_of
from citespan.index.writers import writing_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from citespan.corpus.document import Document
    from citespan.corpus.formats.scans.recognised import RecognisedPage
    from citespan.index.address import IndexPlace
    from citespan.index.database.left_out import LeftOut
    from citespan.index.database.order import ListPlace
    from citespan.index.database.rows import StoredDocument
    from citespan.index.seams import DocumentStore
    from citespan.index.where import Where


class Contents:
    """One state of an index, opened for reading: one connection and one snapshot for all that is asked of it."""

    def __init__(self, store: DocumentStore) -> None:
        """Read from `store`, of which a snapshot is held."""
        self._store = store
        self._generation = store.pointer().generation

    def documents(
        self,
        *,
        after: ListPlace | None = None,
        limit: int | None = None,
        where: Where | None = None,
        order: Order = Order.SOURCE,
    ) -> tuple[StoredDocument, ...]:
        """The documents that can be asked, sorted by `order` and id; at most `limit` of those `after` a place of it.

        With `where` only those that fulfil it.
        """
        return self._store.documents(self._generation, after=after, limit=limit, where=where, order=order)

    def files(
        self,
        *,
        after: ListPlace | None = None,
        limit: int | None = None,
        where: Where | None = None,
        order: Order = Order.SOURCE,
    ) -> tuple[StoredDocument, ...]:
        """As `documents`, with one entry for all that were made of one file, which says how many those are.

        It has the id of the first of them, and the file's source; with `where` those count that fulfil it.
        """
        return self._store.files.listed(self._generation, after=after, limit=limit, where=where, order=order)

    def count(self, *, where: Where | None = None, files: bool = False) -> int:
        """How many documents, or files, fulfil `where`."""
        return self._store.files.count(self._generation, where=where, files=files)

    def find(self, document_id: str) -> StoredDocument | None:
        """The document with this id as it is listed, without its text; None if it cannot be asked."""
        return next(iter(self._store.documents(self._generation, document_id=document_id)), None)

    def read(self, stored: StoredDocument) -> Document:
        """A listed document with its text.

        Raises:
            IndexMismatchError: if the text is damaged.
        """
        return self._store.document(stored.version_id)

    def original(self, stored: StoredDocument) -> IO[bytes]:
        """A copy of the file that a listed document was made of, byte for byte: its SHA-256 is that of the document.

        Raises:
            ChangedDocumentError: if the file is not what it was, or not there any more.
        """
        if stored.root != UPLOADS:
            return copy_of(stored)
        data = self._store.originals.find(file_of(stored.source), stored.sha256)
        if data is None or hashlib.sha256(data).hexdigest() != stored.sha256:
            raise ChangedDocumentError(f"{stored.source}: the file that was uploaded was not kept; upload it again")
        return BytesIO(data)

    def recognised(self, sha256: str) -> tuple[RecognisedPage, ...]:
        """What text recognition found on the pages of the file with this SHA-256, of which a document was made."""
        return self._store.recognitions.all_of(sha256)

    def left_out(self) -> tuple[LeftOut, ...]:
        """The files that were found and could not be indexed, sorted by source."""
        return self._store.left_out.listed()

    def version(self, document_id: str, text_sha256: str) -> Document | None:
        """The version of a document that has this text: today's, or an older one if the index keeps them, or None.

        Raises:
            IndexMismatchError: if the text is damaged.
        """
        version_id = self._store.kept_versions.find(document_id, text_sha256)
        return None if version_id is None else self._store.document(version_id)


@contextmanager
def open_contents(folder: IndexPlace) -> Iterator[Contents]:
    """The contents of the index in `folder`, or at another place, as they are now, until the block ends.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if it was made by another version of citespan, or is damaged.
    """
    store = open_store(folder)
    try:
        with store.snapshot():
            yield Contents(store)
    finally:
        store.close()


def list_documents(
    folder: IndexPlace, *, limit: int | None = None, where: Where | None = None
) -> tuple[StoredDocument, ...]:
    """The documents that can be asked now, sorted by source and id, at most `limit`; with `where` those that fulfil it.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if it was made by another version of citespan, or is damaged.
    """
    with open_contents(folder) as contents:
        return contents.documents(limit=limit, where=where)


def read_documents(folder: IndexPlace) -> Iterator[Document]:
    """The documents that can be asked now, one after the other, sorted by source.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if it was made by another version of citespan, or a text is damaged.
    """
    with open_contents(folder) as contents:
        yield from map(contents.read, contents.documents())


def read_version(folder: IndexPlace, document_id: str, text_sha256: str) -> Document | None:
    """As `Contents.version`, of the index in `folder` as it is now.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if it was made by another version of citespan, or the text is damaged.
    """
    with open_contents(folder) as contents:
        return contents.version(document_id, text_sha256)


def remove_documents(
    folder: IndexPlace, document_ids: Collection[str], *, wait_seconds: float = 30.0
) -> tuple[StoredDocument, ...]:
    """Take documents out of every answer from now on; return what was removed.

    What a build that was killed had begun is taken back, for this publishes; the next build does it again.

    Raises:
        MissingIndexError: if there is no index.
        UnknownDocumentError: if an id is not in the index; nothing is removed then.
        IndexBusyError: if a build holds the index for more than `wait_seconds`.
    """

    def named(live: Sequence[StoredDocument]) -> list[StoredDocument]:
        by_id = {document.document_id: document for document in live}
        if unknown := sorted(set(document_ids) - set(by_id)):
            raise UnknownDocumentError(f"not in the index: {', '.join(unknown)}; 'citespan documents' lists the ids")
        return [by_id[name] for name in dict.fromkeys(document_ids)]

    return _remove(folder, named, wait_seconds=wait_seconds)


def remove_below(folder: IndexPlace, path: Path, *, wait_seconds: float = 30.0) -> tuple[StoredDocument, ...]:
    """Take all documents at and below a path out of every answer, and forget the roots there; return what was removed.

    The path need not exist any more.

    Raises:
        MissingIndexError: if there is no index.
        UnknownDocumentError: if no document stands there.
        IndexBusyError: if a build holds the index for more than `wait_seconds`.
    """
    place = path.resolve()

    def below(live: Sequence[StoredDocument]) -> list[StoredDocument]:
        found = [document for document in live if document.root != UPLOADS and path_of(document).is_relative_to(place)]
        if not found:
            raise UnknownDocumentError(f"{path}: no document of the index stands there; 'citespan documents' lists all")
        return found

    return _remove(folder, below, wait_seconds=wait_seconds, forgotten=place)


def _remove(
    folder: IndexPlace,
    chosen: Callable[[Sequence[StoredDocument]], Sequence[StoredDocument]],
    *,
    wait_seconds: float,
    forgotten: Path | None = None,
) -> tuple[StoredDocument, ...]:
    require_index_at(folder)
    with writing_at(folder, wait_seconds=wait_seconds) as writer:
        store = writer.store
        pointer = store.pointer()
        removed = tuple(chosen(store.documents(pointer.generation)))
        with store.transaction():
            store.undo([document.version_id for document in store.unpublished()])
            store.expire([document.version_id for document in removed], died=pointer.generation)
            if forgotten is not None:
                store.set_roots(drop=[root for root in store.roots() if Path(root).is_relative_to(forgotten)])
        manifest = writer.manifest()
        writer.publish(encoder=manifest.encoder, dimension=manifest.dimension)
        return removed
