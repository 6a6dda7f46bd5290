"""Publishing: one writer at a time, and the step from the rows of the store to a new current generation."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import apsw
import filelock

from citespan.corpus.errors import CitespanError, IndexBusyError, IndexMismatchError
from citespan.index.database.repair import repair_database
from citespan.index.database.rows import Original, Pointer, StoredDocument
from citespan.index.database.schema import open_for_writing, unusable
from citespan.index.database.store import Store
from citespan.index.generations.manifest import Manifest, remove_other_generations, write_generation
from citespan.index.generations.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


LOCK = "write.lock"
"""The file in an index's folder that its writer holds."""


@contextmanager
def writing(folder: Path, *, wait_seconds: float, repair: bool = False) -> Iterator[Store]:
    """The store of the index in `folder`, for this process alone to write; with `repair`, repaired if it is damaged.

    Raises:
        CitespanError: if the folder cannot be written: a read-only or full disk, missing rights, a file in its place.
        IndexBusyError: if another process holds it for more than `wait_seconds`.
        IndexMismatchError: if the index was made by another version of citespan, or is damaged.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / LOCK, timeout=wait_seconds):
            if repair:
                repair_database(folder)
            store = Store(open_for_writing(folder))
            try:
                yield store
            finally:
                store.close()
    except apsw.Error as exc:
        raise unusable(folder, exc) from exc
    except filelock.Timeout as exc:
        raise IndexBusyError(
            f"{folder}: another citespan has been writing this index for {wait_seconds:g} s; try again when it is done"
        ) from exc
    except OSError as exc:
        raise CitespanError(
            f"{folder}: the index cannot be written: {exc.strerror or exc}; the last complete state stays."
            " Free some space or fix the permissions, or name another folder with --index"
        ) from exc


def publish(
    store: Store, folder: Path, *, encoder: str, dimension: int, originals: Sequence[Original] = ()
) -> Manifest:
    """Write the next generation from what is to live in it, and make it the current one; return its manifest.

    `originals` are kept from then on.

    Raises:
        IndexMismatchError: if documents of different encoders would live in it, or a stored vector is damaged.
    """
    generation = store.pointer().generation + 1
    documents = store.documents(generation)
    if len({document.recipe for document in documents}) > 1:
        raise IndexMismatchError(
            f"{folder}: a change of encoder was interrupted; finish it with 'citespan index --rebuild --index {folder}'"
        )
    vectors = VectorIndex(dimension)
    for chunk_ids, rows in store.chunks.embeddings(generation, dimension=dimension):
        vectors.add(chunk_ids, rows)
    manifest, manifest_sha256 = write_generation(
        folder,
        vectors,
        generation=generation,
        fingerprint=_fingerprint(documents),
        encoder=encoder,
        documents=len(documents),
    )
    with store.transaction():
        store.flip(Pointer(generation, manifest_sha256), originals=originals)
    remove_other_generations(folder, keep=generation)
    return manifest


def _fingerprint(documents: Sequence[StoredDocument]) -> str:
    parts = sorted((document.document_id, document.text_sha256, document.recipe) for document in documents)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
