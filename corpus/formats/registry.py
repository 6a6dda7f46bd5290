"""The supported formats: which extractor reads which suffix, and what it is called."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from citespan.corpus.formats.extract import Extract
    from citespan.corpus.formats.records import Record

PLAIN_SUFFIXES = frozenset((".txt", ".rst", ".md", ".markdown"))
"""Texts: read in this process, since nothing in them is parsed but headings."""

_EXTRACTORS = {
    ".txt": "citespan.corpus.formats.plain:extract_plain",
    ".rst": "citespan.corpus.formats.plain:extract_plain",
    ".md": "citespan.corpus.formats.plain:extract_markdown",
    ".markdown": "citespan.corpus.formats.plain:extract_markdown",
    ".html": "citespan.corpus.formats.web.page:extract_web",
    ".htm": "citespan.corpus.formats.web.page:extract_web",
    ".xhtml": "citespan.corpus.formats.web.page:extract_web",
    ".pdf": "citespan.corpus.formats.pdf.document:extract_pdf",
    ".docx": "citespan.corpus.formats.word.document:extract_word",
    ".epub": "citespan.corpus.formats.epub:extract_epub",
}

_RECORD_EXTRACTORS = {
    ".csv": "citespan.corpus.formats.records:extract_table",
    ".tsv": "citespan.corpus.formats.records:extract_table",
    ".jsonl": "citespan.corpus.formats.records:extract_json_lines",
    ".ndjson": "citespan.corpus.formats.records:extract_json_lines",
    ".json": "citespan.corpus.formats.records:extract_json",
}

_NAMES = {
    "citespan.corpus.formats.plain": "citespan-text/4",
    "citespan.corpus.formats.web.page": "citespan-web/4",
    "citespan.corpus.formats.pdf.document": "citespan-pdf/3",
    "citespan.corpus.formats.word.document": "citespan-word/2",
    "citespan.corpus.formats.epub": "citespan-epub/3",
    "citespan.corpus.formats.records": "citespan-records/3",
}
"""A number goes up whenever a module may make another text, headings or date of a file: indexes then read it again."""

_LIBRARIES = {
    "citespan.corpus.formats.web.page": "trafilatura",
    "citespan.corpus.formats.pdf.document": "pypdfium2",
}
"""The packages that the texts depend on, too."""

RECORD_SUFFIXES = frozenset(_RECORD_EXTRACTORS)
"""Files of which each row or record is a document of its own."""

SUPPORTED_SUFFIXES = frozenset(_EXTRACTORS) | RECORD_SUFFIXES
"""The file types that can be loaded, as lower-case suffixes."""


class Extractor(Protocol):
    """Makes a text of a file's content."""

    def __call__(self, data: bytes, *, source: str) -> Extract:
        """The extract; raises `LoadError`, which names `source`, if there is none."""
        ...


class RecordExtractor(Protocol):
    """Makes texts of a file's records."""

    def __call__(self, data: bytes, *, source: str) -> tuple[Record, ...]:
        """The records, at least one; raises `LoadError`, which names `source`, if there is none."""
        ...


def extractor_for(suffix: str) -> Extractor:
    """The extractor for a lower-case suffix; its libraries are imported now, not before.

    Raises:
        KeyError: if the suffix is not supported.
    """
    return cast("Extractor", _imported(_EXTRACTORS[suffix]))


def record_extractor_for(suffix: str) -> RecordExtractor:
    """The extractor of records for a lower-case suffix.

    Raises:
        KeyError: if the suffix is not that of a file of records.
    """
    return cast("RecordExtractor", _imported(_RECORD_EXTRACTORS[suffix]))


@cache
def extractor_name(suffix: str) -> str:
    """What makes texts of files with this lower-case suffix, with its version; its libraries are not imported.

    Raises:
        KeyError: if the suffix is not supported.
    """
    module, _, _ = (_EXTRACTORS | _RECORD_EXTRACTORS)[suffix].partition(":")
    library = _LIBRARIES.get(module)
    return f"{library}/{version(library)} {_NAMES[module]}" if library else _NAMES[module]


def _imported(place: str) -> object:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
