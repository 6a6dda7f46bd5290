"""Caches: what is held in memory of one generation of an index that is open."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import IndexMismatchError, MissingIndexError
from citespan.index.generations.manifest import Manifest, read_manifest, read_vectors
from citespan.index.generations.segments import SegmentedVectors
from citespan.index.search.variants import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.index.address import IndexPlace
    from citespan.index.database.rows import Pointer
    from citespan.index.encoder import Encoder
    from citespan.index.seams import ChunkVectors, DocumentStore


@dataclass(frozen=True, slots=True)
class Caches:
    """The manifest and the vectors of the generation that `pointer` names, and the words that it holds.

    The words are looked up in the store, inside the snapshot in which the caches were given.
    """

    pointer: Pointer
    manifest: Manifest
    vectors: ChunkVectors
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index is at one time; two are equal only if nothing changed in between that answers are made of.

    `removed` counts the chunks of its generation that are removed: a removal counts before it has a generation.
    """

    place: IndexPlace
    manifest: Manifest
    removed: int


@contextmanager
def current_caches(folder: Path, store: DocumentStore, *, encoder: Encoder, held: Caches | None) -> Iterator[Caches]:
    """A snapshot of the store of the index in `folder`, with the caches of its generation.

    Of those that are `held` what is unchanged is taken over, and not read. A build that publishes twice while its first
    generation is looked at takes files of that one away: no damage, as long as the next look finds another generation.

    Raises:
        MissingIndexError: if no build was ever finished.
        IndexMismatchError: if the index was made with another encoder, or a file is damaged.
    """
    failed: Pointer | None = None
    while True:
        with store.snapshot():
            pointer = store.pointer()
            try:
                caches = held if held and held.pointer == pointer else _load(folder, store, pointer, encoder, held)
            except IndexMismatchError:
                if pointer == failed:
                    raise
                failed = pointer
                continue
            yield caches
            return


def _load(folder: Path, store: DocumentStore, pointer: Pointer, encoder: Encoder, held: Caches | None) -> Caches:
    if not pointer.generation:
        raise MissingIndexError(
            f"{folder}: no build of this index was finished; run 'citespan index PATH... --index {folder}'"
        )
    manifest = read_manifest(folder, pointer)
    if (manifest.encoder, manifest.dimension) != (encoder.name, encoder.dimension):
        raise IndexMismatchError(
            f"{folder}: the index was made with {manifest.encoder}, not with {encoder.name};"
            f" run 'citespan index --rebuild --index {folder}' or use the encoder it was made with"
        )
    known = held.vectors if held and isinstance(held.vectors, SegmentedVectors) else None
    vectors = read_vectors(folder, manifest, held=known)
    words = store.words
    vocabulary = Vocabulary(words.has_stem, lambda initial: words.stems(initial=initial), words.stem)
    return Caches(pointer, manifest, vectors, vocabulary)
