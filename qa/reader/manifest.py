"""The weights' manifest: which files a reader consists of, and proof that they are the released ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class WeightsManifest:
    """The reader's name and version, and the SHA-256 (hexadecimal) of each file beside the manifest."""

    name: str
    version: str
    sha256: Mapping[str, str]


def verify(folder: Path, *, remedy: str) -> WeightsManifest:
    """Return the manifest of `folder` once every file that it lists has been read and found unchanged.

    Raises:
        ModelError: if the manifest or a file is missing, damaged or another one; the message ends with
        `remedy`.
    """
    manifest = _read(folder, remedy)
    for name, expected in manifest.sha256.items():
        path = folder / name
        try:
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
                length = stream.tell()
        except OSError as exc:
            raise ModelError(f"{path}: cannot be read ({exc.strerror}); {remedy}") from exc
        if found != expected:
            raise ModelError(
                f"{path}: truncated or altered: {length} bytes with SHA-256 {found[:12]}...,"
                f" not {expected[:12]}... as released; {remedy}"
            )
    return manifest


def write(folder: Path, *, name: str, version: str, files: tuple[str, ...]) -> None:
    """Write the manifest of `files` as they lie in `folder` now."""
    sha256 = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files}
    text = json.dumps({"name": name, "version": version, "sha256": sha256}, indent=2)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _read(folder: Path, remedy: str) -> WeightsManifest:
    path = folder / FILE
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        name, version, sha256 = tree["name"], tree["version"], dict(tree["sha256"])
    except OSError as exc:
        raise ModelError(f"{path}: cannot be read ({exc.strerror}); {remedy}") from exc
    except (ValueError, KeyError, TypeError) as exc:
        raise ModelError(f"{path}: not a weights manifest ({exc!r}); {remedy}") from exc
    if not all(isinstance(value, str) for value in (name, version, *sha256, *sha256.values())):
        raise ModelError(f"{path}: not a weights manifest (a value is not a text); {remedy}")
    return WeightsManifest(name=name, version=version, sha256=sha256)
