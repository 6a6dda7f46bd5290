"""File updates: a file is read, compared with what is known of it, and taken in if it is new or has changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError, UnsupportedTypeError
from citespan.corpus.load import check_name, holds_records, load_documents, read_bytes, source_below
from citespan.index.database.left_out import LeftOut
from citespan.index.updating.report import Failure, FileLoss

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from citespan.corpus.document import Loss
    from citespan.corpus.passwords import Passwords
    from citespan.corpus.recognition import RecognisedPages
    from citespan.index.database.rows import StoredDocument
    from citespan.index.updating.intake import Intake
    from citespan.index.updating.report import BuildReport


class FileUpdates:
    """Brings the documents of one file after the other up to date, and reports what became of each."""

    def __init__(self, intake: Intake, report: BuildReport, passwords: Passwords, recognised: RecognisedPages) -> None:
        """Hand new and changed documents to `intake`, and count in `report`; open PDF files with `passwords`.

        `recognised` keeps the pages that are recognised.
        """
        self._passwords = passwords
        self._recognised = recognised
        self._intake = intake
        self._report = report
        self.left_out: list[LeftOut] = []
        """What could not be taken in."""

    def update(self, file: Path, root: Path, key: str, stored: Sequence[StoredDocument]) -> set[str]:
        """Bring the documents of `file`, which lies below `root`, up to date; return their ids.

        `stored` are those that are known of it; `key` stands for the root in the ids of new ones.
        """
        source = source_below(file, root)
        known = {document.document_id: document for document in stored}
        try:
            check_name(source)
            data = read_bytes(file, source=source)
        except LoadError as exc:
            kept = "; the version indexed before stays" if stored else ""
            self.fail(root, source, f"{exc}{kept}")
            return set(known)
        if not data.strip():
            self._report.empty += 1
            return set()
        sha256 = hashlib.sha256(data).hexdigest()
        current = {document.document_id for document in stored if self._intake.is_current(document, sha256)}
        if len(current) == len(stored) == 1 and not holds_records(file):
            self._report.unchanged += 1
            self._tell_losses(source, stored[0].losses)
            return current
        try:
            documents = load_documents(
                data,
                source=source,
                root_key=key,
                sha256=sha256,
                password=self._passwords.of(source),
                recognised=self._recognised,
            )
        except UnsupportedTypeError:  # a file without suffix was looked into
            self._report.skip(file)
            return set()
        except LoadError as exc:
            stale = [document for document in stored if not self._intake.is_sound(document, sha256)]
            before = f"; the version indexed before {'is dropped' if stale else 'stays'}" if stored else ""
            self.fail(root, source, f"{exc}{before}")
            self._intake.expire(stale)
            return set(known)
        self._tell_losses(source, documents[0].losses)
        for document in documents:
            replaces = known.get(document.document_id)
            if document.document_id in current:
                self._report.unchanged += 1
                continue
            if replaces:
                self._report.updated += 1
            else:
                self._report.added += 1
            self._intake.add(document, str(root), replaces=replaces)
        return {document.document_id for document in documents}

    def fail(self, root: Path, source: str, message: str) -> None:
        """Report a file or folder that could not be taken in, and keep it visible."""
        self._report.failures.append(Failure(source, message))
        shown = source.encode("utf-8", "backslashreplace").decode()
        self.left_out.append(LeftOut(str(root), shown, message))

    def _tell_losses(self, source: str, losses: Sequence[Loss]) -> None:
        self._report.losses += [FileLoss(source, loss) for loss in losses]
