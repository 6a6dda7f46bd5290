"""How documents look: pages of PDF files as pictures, Markdown as it is rendered; made in a process of its own."""

from __future__ import annotations

import atexit
import base64
from dataclasses import asdict
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from citespan.corpus.document import PageSize, SeenArea
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.registry import PICTURE_SUFFIXES
from citespan.corpus.formats.scans.recognised import tree_of
from citespan.corpus.formats.worker import ExtractWorker
from citespan.corpus.load import file_of
from citespan.corpus.text.seen_markdown import RenderedPiece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Document, Span
    from citespan.corpus.formats.scans.recognised import RecognisedPage

_TIMEOUT_SECONDS = 30.0
"""How long a page or a rendering may take."""

MAX_RENDERED_CHARACTERS = 500_000
"""The longest Markdown text that is rendered; longer ones are read as they are written."""

_MARKDOWN = frozenset((".md", ".markdown"))


def has_pictures(source: str) -> bool:
    """True if the pages of a document with this source can be shown as pictures."""
    suffix = PurePosixPath(source).suffix.lower()
    return file_of(source) == source and (suffix == ".pdf" or suffix in PICTURE_SUFFIXES)


def is_rendered(document: Document) -> bool:
    """True if a document is one that can be rendered."""
    is_markdown = file_of(document.source) == document.source and (
        PurePosixPath(document.source).suffix.lower() in _MARKDOWN
    )
    return is_markdown and len(document.text) <= MAX_RENDERED_CHARACTERS


def page_sizes_of(data: bytes, *, source: str) -> tuple[PageSize, ...]:
    """The sizes of all pages of a PDF file, or of a picture, of which a pixel counts as a point.

    Raises:
        LoadError: if it cannot be opened.
    """
    return tuple(PageSize(**size) for size in _worker().look(data, "sizes", source=source))


def picture_of(data: bytes, number: int, *, width: int, source: str) -> bytes:
    """A page of a PDF file, or of a picture, as a picture (PNG), so many pixels wide; `number` counts from 1.

    Raises:
        LoadError: if it cannot be opened, has no such page, or takes too long.
    """
    return base64.b64decode(_worker().look(data, "picture", source=source, number=number, width=width))


def seen_areas_of(
    data: bytes, span: Span, document: Document, recognised: Sequence[RecognisedPage] = ()
) -> tuple[SeenArea, ...]:
    """Where a span of a document is seen on the pictures of its pages; `data` is the file that it was made of.

    `recognised` are the pages of it that were recognised.

    Raises:
        LoadError: if it cannot be opened, or makes another text today.
    """
    areas = _worker().look(
        data,
        "areas",
        source=document.source,
        of=asdict(span),
        text_sha256=document.text_sha256,
        recognised=[tree_of(page) for page in recognised],
    )
    return tuple(SeenArea(**area) for area in areas)


def rendering_of(document: Document) -> tuple[RenderedPiece, ...]:
    """A Markdown document as it is rendered.

    Raises:
        LoadError: if it is none, or too long, or takes too long.
    """
    if not is_rendered(document):
        raise LoadError(
            f"{document.source}: is not rendered; Markdown of at most {MAX_RENDERED_CHARACTERS:,} characters is."
            " Read its text"
        )
    pieces = _worker().look(document.text.encode("utf-8"), "rendering", source=document.source)
    return tuple(RenderedPiece(**piece) for piece in pieces)


@cache
def _worker() -> ExtractWorker:
    """One for looks alone, so that nobody waits for a file that is being indexed."""
    worker = ExtractWorker(timeout_seconds=_TIMEOUT_SECONDS)
    atexit.register(worker.close)
    return worker
