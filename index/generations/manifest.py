"""Generations: complete sets of cache files, each written to a folder of its own and described by a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import IndexMismatchError
from citespan.index.generations.vectors import VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = "generations"
_MANIFEST = "manifest.json"
_VECTORS = "vectors.faiss"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation was built from and with.

    `fingerprint` depends on the documents, the encoder and the way they were cut, and on nothing else: two indexes with
    the same fingerprint give the same answers. `files` maps each cache file to its SHA-256.
    """

    generation: int
    fingerprint: str
    encoder: str
    dimension: int
    documents: int
    chunks: int
    files: dict[str, str]

    def to_json(self) -> str:
        """The manifest as JSON with sorted keys, so that equal manifests are equal texts."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def write_generation(
    folder: Path, vectors: VectorIndex, *, generation: int, fingerprint: str, encoder: str, documents: int
) -> tuple[Manifest, str]:
    """Write one generation's files below the index `folder`; return its manifest and that file's SHA-256.

    When this returns, files and folders are on the disk. Nothing points at them yet: the caller flips the pointer.
    """
    target = folder / _FOLDER / f"{generation:08d}"
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    vectors.write(target / _VECTORS)
    manifest = Manifest(
        generation=generation,
        fingerprint=fingerprint,
        encoder=encoder,
        dimension=vectors.dimension,
        documents=documents,
        chunks=len(vectors),
        files={_VECTORS: _sha256(target / _VECTORS)},
    )
    (target / _MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    for path in (target / _VECTORS, target / _MANIFEST, target, target.parent, folder):
        _fsync(path)
    return manifest, _sha256(target / _MANIFEST)


def read_generation(folder: Path, *, generation: int, manifest_sha256: str) -> tuple[Manifest, VectorIndex]:
    """The manifest and vectors of a generation, every file checked against its SHA-256.

    Raises:
        IndexMismatchError: if a file is missing or is not what was written.
    """
    target = folder / _FOLDER / f"{generation:08d}"
    _check(target / _MANIFEST, manifest_sha256, folder)
    manifest = Manifest(**json.loads((target / _MANIFEST).read_text(encoding="utf-8")))
    for name, sha256 in manifest.files.items():
        _check(target / name, sha256, folder)
    vectors = VectorIndex.read(target / _VECTORS)
    if (vectors.dimension, len(vectors)) != (manifest.dimension, manifest.chunks):
        raise _mismatch(target / _VECTORS, "does not hold what its manifest says", folder)
    return manifest, vectors


def remove_other_generations(folder: Path, *, keep: int) -> None:
    """Delete the folders of all generations but `keep`."""
    for path in (folder / _FOLDER).iterdir():
        if path.name != f"{keep:08d}":
            shutil.rmtree(path, ignore_errors=True)


def _check(path: Path, sha256: str, folder: Path) -> None:
    try:
        actual = _sha256(path)
    except OSError as exc:
        raise _mismatch(path, f"cannot be read ({exc.strerror})", folder) from exc
    if actual != sha256:
        raise _mismatch(path, "is damaged (its SHA-256 is not the recorded one)", folder)


def _mismatch(path: Path, what: str, folder: Path) -> IndexMismatchError:
    return IndexMismatchError(f"{path}: {what}; run 'citespan index --rebuild --index {folder}' (no document is lost)")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
