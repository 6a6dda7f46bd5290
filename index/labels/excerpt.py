"""Excerpts: an index of some documents of another, as if there had never been others in it.

Word statistics, vocabulary, vectors, fingerprint, lists and counts are those of these documents alone, because nothing
else is in it. Ids of chunks and versions are kept, so that equals are in the order that they have in the whole index.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import apsw

from citespan.index.database.copied_rows import VersionPlace, copy_versions, versions_of
from citespan.index.database.schema import open_for_writing, unusable
from citespan.index.database.store import Store
from citespan.index.generations.manifest import read_manifest
from citespan.index.generations.publish import publish
from citespan.index.generations.vector_kind import VectorKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from citespan.index.database.left_out import LeftOut
    from citespan.index.generations.manifest import Manifest
    from citespan.index.labels.labelling import Labelling


@dataclass(frozen=True, slots=True)
class Selected:
    """What of an index an excerpt is to hold, and the manifest of the generation that it stands in."""

    versions: tuple[VersionPlace, ...]
    left_out: tuple[LeftOut, ...]
    keeps_versions: bool
    manifest: Manifest

    @property
    def digest(self) -> str:
        """What two selections have in common that give the same excerpt, whatever else is in the index."""
        left_out = [asdict(file) for file in self.left_out]
        versions = [(version.version_id, version.lives) for version in self.versions]
        made = (self.manifest.encoder, self.manifest.dimension)
        text = json.dumps([versions, left_out, self.keeps_versions, made])
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def select(connection: apsw.Connection, folder: Path, labelling: Labelling, labels: Collection[str]) -> Selected:
    """What those may see who hold `labels`, in the caller's snapshot of the index in `folder`.

    Raises:
        IndexMismatchError: if the manifest of its generation is missing or damaged.
    """
    store = Store(connection)
    pointer = store.pointer()
    held = frozenset(labels)
    return Selected(
        tuple(
            version
            for version in versions_of(connection, pointer.generation)
            if held & labelling.of(version.root, version.source)
        ),
        tuple(file for file in store.left_out.listed() if held & labelling.of(file.root, file.source)),
        store.kept_versions.are_wanted(),
        read_manifest(folder, pointer),
    )


def make_excerpt(source: apsw.Connection, selected: Selected, folder: Path) -> None:
    """Make an index of what was `selected` from `source`, in the same snapshot, in the empty `folder`.

    Raises:
        CitespanError: if it cannot be written.
        IndexMismatchError: if the source is damaged.
    """
    with closing(open_for_writing(folder)) as target:
        store = Store(target)
        try:
            target.execute("PRAGMA synchronous = OFF")  # it is made again if it is lost
            with store.transaction():
                copy_versions(source, target, selected.versions, left_out=selected.left_out)
        except apsw.Error as exc:
            raise unusable(folder, exc) from exc
        made = selected.manifest
        publish(store, folder, encoder=made.encoder, dimension=made.dimension, vectors=VectorKind.EXACT)
