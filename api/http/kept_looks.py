"""How the documents of an index look: made when asked for, kept for a while, by the hash of what it is made of."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar

from citespan.corpus.errors import LoadError
from citespan.corpus.looks import has_pictures, page_sizes_of, picture_of, rendering_of, seen_areas_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.corpus.document import Document, PageSize, SeenArea, Span
    from citespan.corpus.text.seen_markdown import RenderedPiece
    from citespan.index.contents import Contents
    from citespan.index.database.rows import StoredDocument

_T = TypeVar("_T")
_MOST_BYTES = 64_000_000
_BYTES_OF_A_PIECE = 300


class KeptLooks:
    """Pictures, sizes, places and renderings, the least recently asked for dropped when they are too many.

    Each is kept under the SHA-256 of the file or text that it was made of: it shows what was indexed, or nothing.
    """

    def __init__(self, *, most_bytes: int = _MOST_BYTES) -> None:
        """Keep about so many bytes."""
        self._most = most_bytes
        self._size = 0
        self._kept: OrderedDict[tuple[object, ...], tuple[object, int]] = OrderedDict()
        self._lock = threading.Lock()

    def sizes(self, contents: Contents, stored: StoredDocument) -> tuple[PageSize, ...]:
        """The sizes of all pages of a PDF file or picture.

        Raises:
            LoadError: if it is none, or cannot be opened.
            ChangedDocumentError: if the file is not what it was, and this was not kept.
        """
        return self._once(
            ("sizes", stored.sha256),
            lambda: page_sizes_of(_file(contents, stored), source=stored.source),
            lambda sizes: len(sizes) * _BYTES_OF_A_PIECE,
        )

    def picture(self, contents: Contents, stored: StoredDocument, number: int, *, width: int) -> bytes:
        """A page of a PDF file or picture as a picture (PNG).

        Raises:
            LoadError: if the file is no PDF file nor picture, cannot be opened or has no such page.
            ChangedDocumentError: as `sizes` does.
        """
        return self._once(
            ("picture", stored.sha256, number, width),
            lambda: picture_of(_file(contents, stored), number, width=width, source=stored.source),
            len,
        )

    def areas(self, contents: Contents, stored: StoredDocument, document: Document, span: Span) -> tuple[SeenArea, ...]:
        """Where a span of a document is seen on the pictures of its pages.

        Raises:
            LoadError: if the file is no PDF file nor picture, cannot be opened or makes another text today.
            ChangedDocumentError: as `sizes` does.
        """
        return self._once(
            ("areas", stored.sha256, document.text_sha256, span),
            lambda: seen_areas_of(_file(contents, stored), span, document, contents.recognised(stored.sha256)),
            lambda areas: (len(areas) + 1) * _BYTES_OF_A_PIECE,
        )

    def rendering(self, document: Document) -> tuple[RenderedPiece, ...]:
        """A Markdown document as it is rendered.

        Raises:
            LoadError: if it is none, or too long.
        """
        return self._once(
            ("rendering", document.source, document.text_sha256),
            lambda: rendering_of(document),
            lambda pieces: len(pieces) * _BYTES_OF_A_PIECE,
        )

    def _once(self, key: tuple[object, ...], make: Callable[[], _T], weigh: Callable[[_T], int]) -> _T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]  # type: ignore[return-value]  # what was kept under a key is what it makes
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = (made, weigh(made))
                self._size += self._kept[key][1]
            while self._size > self._most and len(self._kept) > 1:
                self._size -= self._kept.popitem(last=False)[1][1]
        return made


def _file(contents: Contents, stored: StoredDocument) -> bytes:
    if not has_pictures(stored.source):
        raise LoadError(
            f"{stored.source}: has no pages that can be shown; only PDF files and pictures have. Read its text"
        )
    with contents.original(stored) as file:
        return file.read()
