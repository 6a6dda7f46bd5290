"""Manifests: what one generation is made of, and the files of an index that none of it needs."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import IndexMismatchError
from citespan.index.generations.segments import (
    Segment,
    SegmentedVectors,
    check_file,
    check_length,
    file_sha256,
    generation_folder,
    read_segment,
    segment_file,
)
from citespan.index.generations.vector_kind import VectorKind

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.database.rows import Pointer

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation was built from and with.

    `fingerprint` depends on the documents, the encoder and the way they were cut, and on nothing else: two indexes with
    the same fingerprint give the same answers. `segments` hold the vectors of the `chunks`, oldest first; those that
    earlier generations wrote stand in the folders of these. `vectors` is how they are searched, as was last asked for.
    """

    generation: int
    fingerprint: str
    encoder: str
    dimension: int
    documents: int
    chunks: int
    segments: tuple[Segment, ...]
    vectors: VectorKind = VectorKind.AUTO

    def to_json(self) -> str:
        """The manifest as JSON with sorted keys, so that equal manifests are equal texts."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def make_folder(folder: Path, generation: int) -> None:
    """Make the empty folder of a generation of the index in `folder`; what a killed build left in it goes."""
    target = generation_folder(folder, generation)
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write a manifest into its generation's folder, beside the segment that it brings; return the file's SHA-256.

    When this returns, files and folders are on the disk. Nothing points at them yet: the caller flips the pointer.
    """
    target = generation_folder(folder, manifest.generation)
    (target / _MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    for path in (*target.iterdir(), target, target.parent, folder):
        _fsync(path)
    return file_sha256(target / _MANIFEST)


def read_manifest(folder: Path, pointer: Pointer) -> Manifest:
    """The manifest of the generation that the pointer names; its segments are there, and have their length.

    Raises:
        IndexMismatchError: if a file is missing or truncated, or the manifest is not what was written.
    """
    path = generation_folder(folder, pointer.generation) / _MANIFEST
    check_file(path, pointer.manifest_sha256, folder)
    values = json.loads(path.read_text(encoding="utf-8"))
    segments = tuple(Segment(**segment) for segment in values["segments"])
    kind = VectorKind(values.get("vectors", VectorKind.AUTO))  # earlier builds did not ask
    manifest = Manifest(**{**values, "segments": segments, "vectors": kind})
    for segment in manifest.segments:
        check_length(folder, segment)
    return manifest


def read_vectors(folder: Path, manifest: Manifest, *, held: SegmentedVectors | None = None) -> SegmentedVectors:
    """The vectors of a manifest's segments as `read_segment` gives them; what is `held` of them is taken over.

    Raises:
        IndexMismatchError: if a file is missing or is not what was written.
    """
    return SegmentedVectors(
        {
            segment: (held.unchanged(segment) if held else None)
            or read_segment(folder, segment, dimension=manifest.dimension)
            for segment in manifest.segments
        }
    )


def leftovers(folder: Path, pointer: Pointer) -> tuple[Path, ...]:
    """Files and folders of the index in `folder` that the pointer's generation does not need, sorted.

    They are those of earlier generations, and of one that was being written. None if the manifest cannot be read.
    """
    try:
        segments = read_manifest(folder, pointer).segments if pointer.generation else ()
    except IndexMismatchError:
        return ()
    current = generation_folder(folder, pointer.generation)
    used = {segment_file(folder, segment) for segment in segments} | {current / _MANIFEST}
    kept = {file.parent for file in used}
    found: list[Path] = []
    for path in current.parent.glob("*"):
        found += [file for file in path.glob("*") if file not in used] if path in kept else [path]
    return tuple(sorted(found))


def remove_leftovers(folder: Path, pointer: Pointer) -> None:
    """Delete what the pointer's generation does not need, as far as that can be done."""
    for path in leftovers(folder, pointer):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
