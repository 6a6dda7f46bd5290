"""From files to documents: what is found below a path, and how each supported type is read."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from citespan.corpus.decode import decode_text
from citespan.corpus.document import Document
from citespan.corpus.errors import LoadError, UsageError
from citespan.corpus.sections import Heading, is_furniture, markdown_headings, plain_headings, sections_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EXTRACTOR = "citespan-text/1"
_HEADINGS: dict[str, Callable[[str], tuple[Heading, ...]]] = {
    ".txt": plain_headings,
    ".md": markdown_headings,
    ".markdown": markdown_headings,
}

SUPPORTED_SUFFIXES = frozenset(_HEADINGS)
"""The file types that can be loaded, as lower-case suffixes."""

SAMPLE_ROOT = Path(__file__).parent / "sample"
"""The folder of the bundled sample documents."""


def is_supported(path: Path) -> bool:
    """True if the file's type can be loaded, by its suffix."""
    return path.suffix.lower() in SUPPORTED_SUFFIXES


def files_below(path: Path) -> Iterator[Path]:
    """The regular files at or below `path`, sorted; hidden files and folders are skipped, links are followed once.

    Raises:
        UsageError: if there is nothing at `path`.
    """
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise UsageError(f"{path}: no such file or folder")
    seen: set[tuple[int, int]] = set()
    for folder, subfolders, names in os.walk(path, followlinks=True):
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in seen:
            subfolders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith(".") and file.is_file():
                yield file


def load_file(path: Path, *, root: Path) -> Document:
    """Read one file into a document whose `source` is its path relative to `root`.

    Raises:
        LoadError: if the file cannot be read, is not text, is empty or has a suffix that is not supported.
    """
    source = source_below(path, root)
    return load_bytes(
        read_bytes(path, source=source), source=source, document_id=document_id(str(root.resolve()), source)
    )


def read_bytes(path: Path, *, source: str) -> bytes:
    """The content of a file.

    Raises:
        LoadError: if it cannot be read; the message names `source`.
    """
    try:
        return path.read_bytes()
    except OSError as exc:
        raise LoadError(f"{source}: cannot be read: {exc.strerror or exc}") from exc


def load_bytes(data: bytes, *, source: str, document_id: str) -> Document:
    """The document that a file's content makes; the suffix of `source` says how it is read.

    Raises:
        LoadError: if the content is not text, is empty or of a type that is not supported.
    """
    name = PurePosixPath(source)
    find_headings = _HEADINGS.get(name.suffix.lower())
    if find_headings is None:
        supported = ", ".join(sorted(SUPPORTED_SUFFIXES))
        raise LoadError(f"{source}: {name.suffix or 'no suffix'} is not a supported type ({supported})")
    text = decode_text(data, source=source)
    headings = find_headings(text)
    return Document(
        document_id=document_id,
        source=source,
        title=_title(headings, text) or name.stem,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=text_sha256(text),
        extractor=_EXTRACTOR,
        sections=sections_from(headings, text),
    )


def source_below(path: Path, root: Path) -> str:
    """The path of a file relative to its root, with slashes; the file's name where it is the root itself."""
    return path.name if path == root else path.relative_to(root).as_posix()


def document_id(root_key: str, source: str) -> str:
    """The URL-safe id of what stands at `source` below a root: it depends on the place alone, so it survives edits."""
    slug = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[-40:].lstrip("-")
    digest = hashlib.sha256(f"{root_key}\0{source}".encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"{slug}-{digest}" if slug else digest


def text_sha256(text: str) -> str:
    """The hexadecimal SHA-256 of a document's text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _title(headings: tuple[Heading, ...], text: str) -> str:
    """The outermost of the headings before the first prose; the longest of several: a headline outruns a rubric."""
    leading: list[Heading] = []
    position = 0
    for heading in headings:
        if not is_furniture(text[position : heading.start]):
            break
        leading.append(heading)
        position = heading.end
    return max(leading, key=lambda heading: (-heading.level, len(heading.text))).text if leading else ""
