"""The supported formats: which extractor reads which suffix, and what it is called."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Protocol, cast

from citespan.corpus.formats.catalogue import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citespan.corpus.formats.extract import Extract, Record
    from citespan.corpus.formats.scans.recognised import RecognisedPage

OCR_RULES = "citespan-ocr/2"
"""What the engine is given and what is made of its lines; the number goes up whenever that may make another text."""


@cache
def ocr_engine() -> str:
    """The engine of text recognition with its version; empty where the extra `citespan[ocr]` is not installed."""
    try:
        return f"rapidocr/{version('rapidocr')}"
    except PackageNotFoundError:
        return ""


_BY_SUFFIX = {suffix: found for found in FORMATS for suffix in found.suffixes if ocr_engine() or not found.needs_ocr}

PLAIN_SUFFIXES = frozenset(suffix for suffix, found in _BY_SUFFIX.items() if found.is_plain)
"""Texts: nothing in them is parsed but headings, and offsets count in the file itself."""

RECORD_SUFFIXES = frozenset(suffix for suffix, found in _BY_SUFFIX.items() if found.has_parts)
"""Files of which each row, record or message is a document of its own."""

PARSED_SUFFIXES = frozenset(suffix for suffix, found in _BY_SUFFIX.items() if found.is_parsed)
"""Files that a process of its own reads."""

SCANNED_SUFFIXES = frozenset(suffix for suffix, found in _BY_SUFFIX.items() if found.has_scans and suffix)
"""Files of which pages without text are recognised, if the extra is installed."""

PICTURE_SUFFIXES = frozenset(suffix for found in FORMATS if found.needs_ocr for suffix in found.suffixes)
"""Pictures: files that are read only if the extra is installed."""

SUPPORTED_SUFFIXES = frozenset(_BY_SUFFIX) - {""}
"""The file types that can be loaded, as lower-case suffixes; files without one are looked into."""


class Extractor(Protocol):
    """Makes a text of a file's content."""

    def __call__(self, data: bytes, *, source: str) -> Extract:
        """The extract; raises `LoadError`, which names `source`, if there is none."""
        ...


class ScanExtractor(Protocol):
    """Makes a text of the content of a file, of which pages may have been recognised."""

    def __call__(
        self, data: bytes, *, source: str, password: str = "", recognised: Mapping[int, RecognisedPage] | None = None
    ) -> Extract:
        """The extract; raises `UnreadPagesError` if pages are to be recognised before there is any."""
        ...


class RecordExtractor(Protocol):
    """Makes texts of a file's records."""

    def __call__(self, data: bytes, *, source: str) -> tuple[Record, ...]:
        """The records, at least one; raises `LoadError`, which names `source`, if there is none."""
        ...


def extractor_for(suffix: str) -> Extractor:
    """The extractor for a lower-case suffix; its libraries are imported now, not before.

    Raises:
        KeyError: if the suffix is not supported, or is that of a file of records.
    """
    if suffix in RECORD_SUFFIXES:
        raise KeyError(suffix)
    return cast("Extractor", _imported(_BY_SUFFIX[suffix].reader))


def scan_extractor_for(suffix: str) -> ScanExtractor:
    """The extractor for a lower-case suffix of files whose pages may be recognised.

    Raises:
        KeyError: if the suffix is not that of such a file.
    """
    if suffix not in SCANNED_SUFFIXES:
        raise KeyError(suffix)
    return cast("ScanExtractor", _imported(_BY_SUFFIX[suffix].reader))


def record_extractor_for(suffix: str) -> RecordExtractor:
    """The extractor of records for a lower-case suffix.

    Raises:
        KeyError: if the suffix is not that of a file of records.
    """
    if suffix not in RECORD_SUFFIXES:
        raise KeyError(suffix)
    return cast("RecordExtractor", _imported(_BY_SUFFIX[suffix].reader))


@cache
def extractor_name(suffix: str) -> str:
    """What makes texts of files with this lower-case suffix, with its version; its libraries are not imported.

    Raises:
        KeyError: if the suffix is not supported.
    """
    found = _BY_SUFFIX[suffix]
    name = f"{found.library}/{version(found.library)} {found.name}" if found.library else found.name
    return f"{name} {ocr_engine()} {OCR_RULES}" if found.has_scans and ocr_engine() else name


def _imported(place: str) -> object:
    module, _, name = place.partition(":")
    return getattr(import_module(f"citespan.corpus.formats.{module}"), name)
