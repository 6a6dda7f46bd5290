"""Recognition: pages without text are read by text recognition (OCR), each once, and kept by whoever asks."""

from __future__ import annotations

import atexit
from functools import cache
from typing import TYPE_CHECKING, Protocol

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.extract import UnreadPagesError
from citespan.corpus.formats.registry import ocr_engine
from citespan.corpus.formats.scans.recognised import RecognisedPage
from citespan.corpus.formats.worker import ExtractWorker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.formats.extract import Extract

MAX_RECOGNISED_PAGES = 1000
"""The most pages that are recognised of one file."""

PAGE_TIMEOUT_SECONDS = 300.0
"""How long one page may take."""

_MEMORY_MEGABYTES = 4096
"""How much address space the process that recognises may take; it uses about a quarter of it."""


class RecognisedPages(Protocol):
    """Keeps what was recognised, so that no page of the same file is recognised twice."""

    def known(self, sha256: str) -> Sequence[RecognisedPage]:
        """The pages that were recognised of the file with this SHA-256."""
        ...

    def keep(self, sha256: str, page: RecognisedPage) -> None:
        """Keep a page of the file with this SHA-256."""
        ...

    def begin(self, source: str, number: int, *, done: int, count: int) -> None:
        """Tell that the page with this number is recognised now; `done` of `count` are already."""
        ...


class NothingKept:
    """Keeps nothing, and tells nobody."""

    def known(self, sha256: str) -> Sequence[RecognisedPage]:  # noqa: ARG002
        """No pages."""
        return ()

    def keep(self, sha256: str, page: RecognisedPage) -> None:
        """Keep nothing."""

    def begin(self, source: str, number: int, *, done: int, count: int) -> None:
        """Tell nobody."""


def read_scanned(
    worker: ExtractWorker,
    data: bytes,
    *,
    suffix: str,
    source: str,
    password: str,
    sha256: str,
    kept: RecognisedPages,
) -> Extract:
    """What `worker` reads of a file, pages without text recognised if the extra is installed, or known.

    Each page has `PAGE_TIMEOUT_SECONDS`; one that crashes or takes longer is named in the document's losses.

    Raises:
        UnreadPagesError: if the file has no text, and nothing to recognise it is installed.
        LoadError: if the file cannot be read, or holds no text.
    """
    known = {page.number: page for page in kept.known(sha256)}

    def read() -> Extract:
        pages = tuple(known.values())
        return worker.extract(data, suffix=suffix, source=source, password=password, recognised=pages)

    try:
        extract = read()
        unread = extract.unread
    except UnreadPagesError as exc:
        if not ocr_engine():
            raise
        unread = exc.pages
    else:
        if not unread or not ocr_engine():
            return extract
    for number in unread:
        known[number] = _recognised(data, number, unread, suffix=suffix, source=source, password=password, kept=kept)
        if not known[number].failure:
            kept.keep(sha256, known[number])
    return read()


def _recognised(
    data: bytes,
    number: int,
    unread: Sequence[int],
    *,
    suffix: str,
    source: str,
    password: str,
    kept: RecognisedPages,
) -> RecognisedPage:
    done = unread.index(number)
    if done >= MAX_RECOGNISED_PAGES:
        return RecognisedPage(number, failure=f"{MAX_RECOGNISED_PAGES} pages of a file are at most; split it")
    kept.begin(source, number, done=done, count=len(unread))
    try:
        return _recogniser().recognise(data, number, suffix=suffix, source=source, password=password)
    except LoadError as exc:
        return RecognisedPage(number, failure=str(exc).removeprefix(f"{source}: "))


def stop_recognising() -> None:
    """End the process that recognises, if there is one: it is large."""
    if _recogniser.cache_info().currsize:
        _recogniser().close()


@cache
def _recogniser() -> ExtractWorker:
    """The one that recognises; it is stopped when this process ends."""
    worker = ExtractWorker(timeout_seconds=PAGE_TIMEOUT_SECONDS, memory_megabytes=_MEMORY_MEGABYTES)
    atexit.register(worker.close)
    return worker
