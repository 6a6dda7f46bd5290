"""Recognised pages of files that are taken in: kept at once, so that a build that is stopped loses none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.corpus.formats.scans.recognised import RecognisedPage
    from citespan.index.seams import DocumentStore


class KeptPages:
    """Keeps pages in a store, as `citespan.corpus.recognition.RecognisedPages` asks for."""

    def __init__(self, store: DocumentStore, on_begin: Callable[[str], None]) -> None:
        """Write to `store`, outside of its transactions; tell `on_begin` which page is recognised now."""
        self._store = store
        self._on_begin = on_begin

    def known(self, sha256: str) -> tuple[RecognisedPage, ...]:
        """The pages that were recognised of the file with this SHA-256."""
        return self._store.recognitions.known(sha256)

    def keep(self, sha256: str, page: RecognisedPage) -> None:
        """Keep a page of the file with this SHA-256, each in a transaction of its own."""
        with self._store.transaction():
            self._store.recognitions.keep(sha256, page)

    def begin(self, source: str, number: int, *, done: int, count: int) -> None:
        """Tell that a page is recognised now, the next after `done` of `count`."""
        self._on_begin(f"{source}, page {number} ({done + 1} of {count})" if count > 1 else f"{source}, page {number}")
