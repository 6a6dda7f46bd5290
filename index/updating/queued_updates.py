"""Queued updates: a file that is new or has changed is put into a queue, from which workers take it in."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from citespan.corpus.errors import LoadError
from citespan.corpus.load import check_name, holds_records, read_bytes, source_below

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from citespan.index.database.left_out import LeftOut
    from citespan.index.database.rows import StoredDocument
    from citespan.index.updating.file_updates import FileUpdates
    from citespan.index.updating.intake import Intake
    from citespan.index.updating.report import BuildReport


class FileQueue(Protocol):
    """Files that wait for workers to take them in."""

    def put(self, *, root: str, root_key: str, source: str, sha256: str, data: bytes) -> bool:
        """Queue a file of a root; false if it waits there with these very bytes already."""
        ...

    def drop(self, sources: Collection[tuple[str, str]]) -> None:
        """Drop what waits of these files, each a root and a source, and no worker has."""
        ...

    def waiting(self) -> tuple[tuple[str, str], ...]:
        """The files of roots that wait, each a root and a source."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class QueuedUpdates:
    """Compares one file after the other with what is known of it, and queues those that workers are to read."""

    def __init__(self, queue: FileQueue, intake: Intake, report: BuildReport, known: FileUpdates) -> None:
        """Put into `queue` what `intake` does not know; what cannot be read from the disk, `known` reports."""
        self._queue = queue
        self._intake = intake
        self._report = report
        self._direct = known
        self._looked_at: set[tuple[str, str]] = set()

    @property
    def left_out(self) -> list[LeftOut]:
        """What could not be queued."""
        return self._direct.left_out

    def update(self, file: Path, root: Path, key: str, stored: Sequence[StoredDocument]) -> set[str]:
        """Queue `file`, which lies below `root`, if it is new or has changed; return the ids that are known of it.

        `stored` are its documents; `key` stands for the root in the ids of new ones.
        """
        source = source_below(file, root)
        known = {document.document_id for document in stored}
        try:
            check_name(source)
            data = read_bytes(file, source=source)
        except LoadError as exc:
            kept = "; the version indexed before stays" if stored else ""
            self.fail(root, source, f"{exc}{kept}")
            return known
        if not data.strip():
            self._report.empty += 1
            return set()
        self._looked_at.add((str(root), source))
        sha256 = hashlib.sha256(data).hexdigest()
        current = sum(self._intake.is_current(document, sha256) for document in stored)
        if current and current == len(stored) and (current == 1 or holds_records(file)):
            self._report.unchanged += current
        elif self._queue.put(root=str(root), root_key=key, source=source, sha256=sha256, data=data):
            self._report.queued += 1
        return known

    def fail(self, root: Path, source: str, message: str) -> None:
        """Report a file or folder that could not be queued, and keep it visible."""
        self._direct.fail(root, source, message)

    def drop_gone(self, scopes: Sequence[tuple[Path, Path]], *, kept: Sequence[Path]) -> None:
        """Drop from the queue what is no longer at or below the paths of `scopes`, each with its root.

        What stands below those in `kept` nobody could look at.
        """
        gone = [
            (root, source)
            for root, source in self._queue.waiting()
            if (root, source) not in self._looked_at
            and any(root == str(below) and (Path(root) / source).is_relative_to(path) for path, below in scopes)
            and not any((Path(root) / source).is_relative_to(path) for path in kept)
        ]
        self._queue.drop(gone)
