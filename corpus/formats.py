"""The supported formats: which extractor reads which suffix."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from citespan.corpus.extract import Extract

PLAIN_SUFFIXES = frozenset((".txt", ".md", ".markdown"))
"""Texts: read in this process, since nothing in them is parsed but headings."""

_EXTRACTORS = {
    ".txt": "citespan.corpus.plain:extract_plain",
    ".md": "citespan.corpus.plain:extract_markdown",
    ".markdown": "citespan.corpus.plain:extract_markdown",
    ".html": "citespan.corpus.web:extract_web",
    ".htm": "citespan.corpus.web:extract_web",
    ".xhtml": "citespan.corpus.web:extract_web",
    ".pdf": "citespan.corpus.pdf:extract_pdf",
    ".docx": "citespan.corpus.word:extract_word",
    ".epub": "citespan.corpus.epub:extract_epub",
}

SUPPORTED_SUFFIXES = frozenset(_EXTRACTORS)
"""The file types that can be loaded, as lower-case suffixes."""


class Extractor(Protocol):
    """Makes a text of a file's content."""

    def __call__(self, data: bytes, *, source: str) -> Extract:
        """The extract; raises `LoadError`, which names `source`, if there is none."""
        ...


def extractor_for(suffix: str) -> Extractor:
    """The extractor for a lower-case suffix; its libraries are imported now, not before.

    Raises:
        KeyError: if the suffix is not supported.
    """
    module, _, name = _EXTRACTORS[suffix].partition(":")
    return cast("Extractor", getattr(import_module(module), name))
