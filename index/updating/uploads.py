"""Uploads: documents that come with their bytes and their name, and from no root; builds leave them alone."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError
from citespan.corpus.load import check_name, file_of, is_supported, load_documents, unsupported_type
from citespan.corpus.recognition import stop_recognising
from citespan.index.database.rows import UPLOADS, Original
from citespan.index.readers import require_index_at
from citespan.index.updating.intake import Intake
from citespan.index.updating.kept_pages import KeptPages
from citespan.index.updating.report import Failure, Progress
from citespan.index.writers import writing_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.index.address import IndexPlace
    from citespan.index.database.rows import StoredDocument
    from citespan.index.encoder import Encoder
    from citespan.index.seams import DocumentStore, Writer

LONGEST_NAME = 255
"""The longest name of an upload, in bytes of UTF-8."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to take in: its bytes, the name that its documents have as their source, and their SHA-256.

    Raises:
        UnsupportedTypeError: if the name's suffix is not that of a supported type.
        LoadError: if the name is empty, too long, a path, or holds control characters or half a character.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        check_upload_name(self.name)
        object.__setattr__(self, "sha256", hashlib.sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class UploadReport:
    """What became of some uploads: the ids of their documents, in order, and those of which there is none, and why.

    `taken` are the names of those that were taken in.
    """

    document_ids: tuple[str, ...]
    failures: tuple[Failure, ...]
    taken: tuple[str, ...] = ()


def check_upload_name(name: str) -> None:
    """Make sure that `name` is that of a file that can be read, and of no place.

    Raises:
        UnsupportedTypeError: if its suffix is not that of a supported type.
        LoadError: if it is empty, too long, a path, or holds control characters or half a character.
    """
    shown = name.encode("utf-8", "backslashreplace").decode()[:80]
    if not name:
        raise LoadError("a file has no name; send one with it, for its type and its citations")
    check_name(name)
    if any(unicodedata.category(character) == "Cc" for character in name):
        raise LoadError(f"{shown!a}: the name holds control characters; rename the file")
    if "/" in name or "\\" in name or name in {".", ".."}:
        raise LoadError(f"{shown}: is a path; send the file under its bare name")
    if len(name.encode()) > LONGEST_NAME:
        raise LoadError(f"{shown}...: the name is longer than {LONGEST_NAME} bytes; rename the file")
    if file_of(name) != name:
        raise LoadError(f"{shown}: is the name of a row of another file; rename the file")
    if not (PurePosixPath(name).suffix and is_supported(PurePosixPath(name))):
        raise unsupported_type(name)


def add_uploads(
    folder: IndexPlace,
    uploads: Sequence[Upload],
    *,
    encoder: Encoder,
    on_progress: Callable[[Progress], None] = lambda _: None,
    wait_seconds: float = 30.0,
) -> UploadReport:
    """Take uploads into the index at `folder`; what is uploaded again under the same name is a new version.

    All of them can be asked when this returns, or none if it raises, an exception from `on_progress` included. What a
    build that was killed had begun is taken back, for this publishes; the next build does it again.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if the index was made with another encoder, or is damaged.
        IndexBusyError: if a build holds the index for more than `wait_seconds`.
        CitespanError: if the folder cannot be written.
    """
    require_index_at(folder)
    with writing_at(folder, wait_seconds=wait_seconds) as writer:
        store = writer.store
        _undo(store)
        taking = _Taking(writer, folder, encoder, total=len(uploads), on_progress=on_progress)
        try:
            taking.take(uploads)
            return taking.finish()
        except BaseException:
            _undo(store)
            raise


class _Taking:
    """One run of `add_uploads`."""

    def __init__(
        self,
        writer: Writer,
        place: IndexPlace,
        encoder: Encoder,
        *,
        total: int,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._intake = Intake(writer, place, encoder, on_embedded=self._embedded)
        self._intake.check_recipe()
        self._stored: dict[str, dict[str, StoredDocument]] = defaultdict(dict)
        for document in writer.store.documents(self._intake.pointer.generation):
            if document.root == UPLOADS:
                self._stored[file_of(document.source)][document.document_id] = document
        self._on_progress = on_progress
        self._progress = Progress(0, total, 0)
        self._pages = KeptPages(writer.store, self._recognising)
        self._document_ids: list[str] = []
        self._originals: dict[str, Original] = {}
        self._failures: list[Failure] = []

    def take(self, uploads: Sequence[Upload]) -> None:
        """Read, cut, embed and store the uploads."""
        for done, upload in enumerate(uploads, start=1):
            self._take(upload)
            self._tell(files=done)
        self._intake.flush()

    def finish(self) -> UploadReport:
        """Publish, if there is anything new."""
        stop_recognising()
        if self._intake.changed:
            self._intake.publish(tuple(self._originals.values()))
        return UploadReport(tuple(self._document_ids), tuple(self._failures), tuple(self._originals))

    def _take(self, upload: Upload) -> None:
        stored = self._stored[upload.name]
        try:
            if upload.name in self._originals:
                raise LoadError(f"{upload.name}: comes twice at once; send one file of this name")
            documents = load_documents(
                upload.data, source=upload.name, root_key=UPLOADS, sha256=upload.sha256, recognised=self._pages
            )
        except LoadError as exc:
            kept = "; the version uploaded before stays" if stored else ""
            self._failures.append(Failure(upload.name, f"{exc}{kept}"))
            return
        for document in documents:
            self._document_ids.append(document.document_id)
            before = stored.pop(document.document_id, None)
            if before is None or not self._intake.is_current(before, upload.sha256):
                self._intake.add(document, UPLOADS, replaces=before)
        self._intake.expire(list(stored.values()))
        self._originals[upload.name] = Original(upload.name, upload.sha256, upload.data)

    def _embedded(self, chunks: int) -> None:
        self._tell(chunks=chunks)

    def _recognising(self, page: str) -> None:
        self._on_progress(replace(self._progress, recognising=page))

    def _tell(self, *, files: int | None = None, chunks: int = 0) -> None:
        before = self._progress
        self._progress = Progress(
            before.files if files is None else files, before.total_files, before.embedded_chunks + chunks
        )
        self._on_progress(self._progress)


def _undo(store: DocumentStore) -> None:
    with store.transaction():
        store.undo([document.version_id for document in store.unpublished()])
