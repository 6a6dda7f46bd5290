"""What a build tells: how far it is, and what it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.corpus.document import Loss


@dataclass(frozen=True, slots=True)
class Failure:
    """A file of a supported type that could not be indexed, and why."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class FileLoss:
    """What of a file that was indexed could not be read."""

    source: str
    loss: Loss


@dataclass(frozen=True, slots=True)
class MissingFolder:
    """A folder that is missing or empty, and of which so many documents are in the index."""

    path: str
    documents: int


@dataclass(slots=True)
class BuildReport:
    """What a build did. The first four count documents; `queued` counts files that workers are to take in.

    `skipped` counts files of unsupported types by suffix, `empty` those with no text at all; `skipped_files` are the
    paths of the former.
    `emptied` are folders that were looked at, hold no supported file any more, and of which nothing was dropped;
    `missing` are roots that no longer exist; `links_out` are links that lead out of their root, and were not followed.
    `losses` are those of all files that were looked at, the unchanged ones among them.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    queued: int = 0
    documents: int = 0
    chunks: int = 0
    embedded_chunks: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    skipped_files: list[str] = field(default_factory=list)
    empty: int = 0
    emptied: list[MissingFolder] = field(default_factory=list)
    missing: list[MissingFolder] = field(default_factory=list)
    links_out: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    losses: list[FileLoss] = field(default_factory=list)
    fingerprint: str = ""

    def skip(self, file: Path) -> None:
        """Count a file of a type that no reader takes."""
        self.skipped[file.suffix.lower() or "no suffix"] += 1
        self.skipped_files.append(str(file).encode("utf-8", "backslashreplace").decode())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: files looked at, of how many, and chunks embedded so far.

    `recognising` says which page is being recognised (OCR), as in `lease.pdf, page 3 (2 of 5)`; empty if none is.
    """

    files: int
    total_files: int
    embedded_chunks: int
    recognising: str = ""
