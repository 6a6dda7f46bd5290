"""Publishing: one writer at a time, and the step from the rows of the store to a new current generation."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from bisect import bisect_left, bisect_right
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import apsw
import filelock

from citespan.corpus.errors import CitespanError, IndexBusyError, IndexMismatchError
from citespan.index.database.repair import repair_database
from citespan.index.database.rows import Original, Pointer, StoredDocument
from citespan.index.database.schema import open_for_writing, unusable
from citespan.index.database.store import Store
from citespan.index.generations.manifest import (
    Manifest,
    make_folder,
    read_manifest,
    remove_leftovers,
    write_manifest,
)
from citespan.index.generations.segments import Segment, generation_folder, write_segment
from citespan.index.generations.tiers import count_to_fold
from citespan.index.generations.vector_kind import VectorKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LOGGER = logging.getLogger(__name__)

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
    store: Store,
    folder: Path,
    *,
    encoder: str,
    dimension: int,
    originals: Sequence[Original] = (),
    rebuild: bool = False,
    vectors: VectorKind | None = None,
) -> Manifest:
    """Write the next generation from what is to live in it, and make it the current one; return its manifest.

    Its segments are those of the current generation that have live rows, and one of the chunks that are new; with
    `rebuild`, or where those are missing or truncated, one of all chunks. Where segments are to be folded, as
    `citespan.index.generations.tiers` says, another generation follows in which they are; if there is no room for
    it, that waits for a later build. `originals` are kept from now on. `vectors` says how what is written is searched;
    None leaves that as it is.

    Raises:
        IndexMismatchError: if documents of different encoders would live in it, or a stored vector is damaged.
    """
    pointer = store.pointer()
    generation = pointer.generation + 1
    documents = store.documents(generation)
    if len({document.recipe for document in documents}) > 1:
        raise IndexMismatchError(
            f"{folder}: a change of encoder was interrupted; finish it with 'citespan index --rebuild --index {folder}'"
        )
    new = manifest_of(documents, generation=generation, encoder=encoder, dimension=dimension)
    current = _current(folder, pointer)
    new = replace(new, vectors=vectors or (current.vectors if current else VectorKind.AUTO))
    written = _extended(store, folder, new, () if rebuild or not current else _kept(store, current, new))
    if sum(segment.live for segment in written.segments) != new.chunks:
        _LOGGER.warning("%s: the segments do not hold what the store does; they are written again from it", folder)
        written = _extended(store, folder, new, ())
    _flip(store, folder, Pointer(generation, write_manifest(folder, written)), originals=originals)
    return _folded(store, folder, written)


def use_vectors(folder: Path, kind: VectorKind, *, wait_seconds: float = 30.0) -> None:
    """Let the vectors of the index in `folder` be searched in this way from now on; all are written again if need be.

    What a build that was killed had begun is taken back, for this publishes; the next build does it again.

    Raises:
        IndexBusyError: if a build holds the index for more than `wait_seconds`.
        IndexMismatchError: if the index is damaged.
        CitespanError: if it cannot be written.
    """
    with writing(folder, wait_seconds=wait_seconds) as store:
        manifest = read_manifest(folder, store.pointer())
        if manifest.vectors is not kind:
            with store.transaction():
                store.undo([document.version_id for document in store.unpublished()])
            publish(store, folder, encoder=manifest.encoder, dimension=manifest.dimension, rebuild=True, vectors=kind)


def _current(folder: Path, pointer: Pointer) -> Manifest | None:
    """The manifest of the current generation; None if there is none, or its files are not what they should be."""
    if not pointer.generation:
        return None
    try:
        return read_manifest(folder, pointer)
    except IndexMismatchError as exc:
        _LOGGER.warning("%s; all vectors are written again from the database", exc)
        return None


def _kept(store: Store, current: Manifest, new: Manifest) -> tuple[Segment, ...]:
    """The segments of the current generation that the `new` one needs, with the rows that live in it."""
    if (current.encoder, current.dimension) != (new.encoder, new.dimension):
        return ()
    dead = sorted(store.chunks.dead(new.generation))
    counted = (
        replace(segment, live=segment.live - bisect_right(dead, segment.last_id) + bisect_left(dead, segment.first_id))
        for segment in current.segments
    )
    return tuple(segment for segment in counted if segment.live)


def _extended(store: Store, folder: Path, manifest: Manifest, kept: Sequence[Segment]) -> Manifest:
    """The manifest with the segments that are `kept`, and one, just written, of the live chunks above them."""
    make_folder(folder, manifest.generation)
    after = kept[-1].last_id if kept else 0
    rows = store.chunks.embeddings(manifest.generation, dimension=manifest.dimension, after=after)
    made = write_segment(
        folder, rows, generation=manifest.generation, dimension=manifest.dimension, kind=manifest.vectors
    )
    return replace(manifest, segments=(*kept, made) if made else tuple(kept))


def _flip(store: Store, folder: Path, pointer: Pointer, *, originals: Sequence[Original] = ()) -> None:
    """Make a generation that is on the disk the current one; what only earlier ones needed goes."""
    with store.transaction():
        store.flip(pointer, originals=originals)
    remove_leftovers(folder, pointer)


def _folded(store: Store, folder: Path, manifest: Manifest) -> Manifest:
    """The manifest, or that of a generation after it in which segments are folded, if it is time to and there is room.

    The rows are read from the database, not from the segments: what would be damaged there does not go on.
    """
    count = count_to_fold(manifest.segments)
    if not count:
        return manifest
    following = replace(manifest, generation=manifest.generation + 1)
    try:
        folded = _extended(store, folder, following, manifest.segments[: len(manifest.segments) - count])
        pointer = Pointer(folded.generation, write_manifest(folder, folded))
    except OSError as exc:
        _LOGGER.warning("%s: no segments are folded (%s); the index is whole, a later build tries again", folder, exc)
        shutil.rmtree(generation_folder(folder, following.generation), ignore_errors=True)
        return manifest
    _flip(store, folder, pointer)
    return folded


def manifest_of(documents: Sequence[StoredDocument], *, generation: int, encoder: str, dimension: int) -> Manifest:
    """The manifest of a generation in which these documents live; it has no segments yet."""
    return Manifest(
        generation=generation,
        fingerprint=_fingerprint(documents),
        encoder=encoder,
        dimension=dimension,
        documents=len(documents),
        chunks=sum(document.chunks for document in documents),
        segments=(),
    )


def _fingerprint(documents: Sequence[StoredDocument]) -> str:
    """What two indexes have in common that hold the same documents, cut and encoded in the same way."""
    parts = sorted((document.document_id, document.text_sha256, document.recipe) for document in documents)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
