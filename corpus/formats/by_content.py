"""Files without a suffix: what they are is seen by how they begin."""

from __future__ import annotations

import io
import re
import zipfile

from citespan.corpus.errors import UnsupportedTypeError
from citespan.corpus.formats.archive import DAMAGES
from citespan.corpus.formats.decode import decode
from citespan.corpus.formats.extract import Record
from citespan.corpus.formats.registry import RECORD_SUFFIXES, SUPPORTED_SUFFIXES, extractor_for, record_extractor_for

_BEGINNINGS = (
    (re.compile(rb"%PDF-"), ".pdf"),
    (re.compile(rb"\{\\rtf"), ".rtf"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ".msg"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)\b", re.IGNORECASE), ".html"),
    (re.compile(rb"From \S+.*\r?\n[\w-]+: "), ".mbox"),
    (re.compile(rb"(?:Return-Path|Received|Delivered-To|Message-ID): ", re.IGNORECASE), ".eml"),
)
_MEMBERS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
_TYPES = {
    b"application/epub+zip": ".epub",
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT = 100_000


def extract_by_content(data: bytes, *, source: str) -> tuple[Record, ...]:
    """What the reader of the format makes of a file that its content belongs to; of any text, the text.

    Raises:
        UnsupportedTypeError: if it is a binary file of a type that is not read.
        LoadError: as the format's reader does.
    """
    suffix = suffix_of(data)
    if not suffix:
        raise UnsupportedTypeError(f"{source}: has no suffix, and its content is of no type that is read; give it one")
    if suffix in RECORD_SUFFIXES:
        return record_extractor_for(suffix)(data, source=source)
    return (Record("", extractor_for(suffix)(data, source=source)),)


def suffix_of(data: bytes) -> str:
    """The suffix of the format that a file's content belongs to: `.txt` of any text, empty of what is not read."""
    found = next((suffix for beginning, suffix in _BEGINNINGS if beginning.match(data)), "") or _of_archive(data)
    if not found and not data.startswith(b"PK\x03\x04"):
        head = data[:_LOOKED_AT]
        text = decode(head[: -3 if len(data) > _LOOKED_AT else None]).text
        found = "" if _CONTROL.search(text) else ".txt"
    return found if found in SUPPORTED_SUFFIXES else ""


def _of_archive(data: bytes) -> str:
    if not data.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _LOOKED_AT:
                return _TYPES.get(archive.read("mimetype").strip(), "")
    except DAMAGES:
        return ""
    return next((suffix for member, suffix in _MEMBERS.items() if member in names), "")
