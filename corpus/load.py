"""From files to documents: what is found below a path, and how each supported type is read."""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import stat
from functools import cache
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING

from citespan.corpus.document import Document
from citespan.corpus.errors import LoadError, UnsupportedTypeError
from citespan.corpus.formats.catalogue import PROGRAM_SUFFIXES
from citespan.corpus.formats.registry import (
    PARSED_SUFFIXES,
    PICTURE_SUFFIXES,
    RECORD_SUFFIXES,
    SCANNED_SUFFIXES,
    SUPPORTED_SUFFIXES,
    extractor_for,
    extractor_name,
    record_extractor_for,
)
from citespan.corpus.formats.worker import ExtractWorker
from citespan.corpus.recognition import NothingKept, read_scanned
from citespan.corpus.text.sections import sections_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import PageArea, Span
    from citespan.corpus.formats.extract import Extract
    from citespan.corpus.formats.scans.recognised import RecognisedPage
    from citespan.corpus.recognition import RecognisedPages

_NOTHING_KEPT = NothingKept()

SAMPLE_ROOT = Path(__file__).parent / "sample"
"""The folder of the bundled sample documents."""


_PLACES = ("row=", "message=", "part=")
_PLACE = re.compile(r"(?:row|message|part)=\d+(?:\.\d+)*(?:&(?:sheet|message|part)=[^#&]+)*")


def is_supported(path: PurePath) -> bool:
    """True if the file's type can be loaded, by its suffix; a file without one is looked into when it is loaded.

    Case files of `citespan check` are none: they hold the questions, beside the answers that are expected.
    """
    if path.name.lower().endswith((".qa.yaml", ".qa.yml")):
        return False
    return not path.suffix or path.suffix.lower() in SUPPORTED_SUFFIXES


def holds_records(path: Path) -> bool:
    """True if each row or record of the file is a document of its own, by its suffix."""
    return path.suffix.lower() in RECORD_SUFFIXES


def load_file(path: Path, *, root: Path) -> tuple[Document, ...]:
    """Read one file into documents whose `source` is its path relative to `root`: one, or one for each record.

    Raises:
        LoadError: if the file cannot be read, is not text, is empty or has a suffix that is not supported.
    """
    source = source_below(path, root)
    return load_documents(read_bytes(path, source=source), source=source, root_key=str(root.resolve()))


def check_name(source: str) -> None:
    """Make sure that a source can be stored and cited.

    Raises:
        LoadError: if it is not valid Unicode: on some systems a file's name may be any bytes.
    """
    try:
        source.encode("utf-8")
    except UnicodeEncodeError as exc:
        shown = source.encode("utf-8", "backslashreplace").decode()
        raise LoadError(f"{shown}: the file's name is not UTF-8; rename the file") from exc


def read_bytes(path: Path, *, source: str) -> bytes:
    """The content of a file.

    Raises:
        LoadError: if it cannot be read; the message names `source`.
    """
    try:
        # A pipe without a writer would block for ever, and it may have come in place of a file since that was listed.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise LoadError(f"{source}: cannot be read: it is no regular file; put the file itself there")
            return file.read()
    except OSError as exc:
        raise LoadError(f"{source}: cannot be read: {exc.strerror or exc}") from exc


def load_documents(
    data: bytes,
    *,
    source: str,
    root_key: str,
    sha256: str | None = None,
    password: str = "",
    recognised: RecognisedPages = _NOTHING_KEPT,
) -> tuple[Document, ...]:
    """The documents that a file's content makes: one, or one for each row of a table and each record.

    The source of a record is that of its file with its place, as in `prices.csv#row=3`. `sha256` is that of the
    content, where it is known already. `password` opens a PDF file; `recognised` keeps pages that are recognised.

    Raises:
        LoadError: if the content is not text, is empty or of a type that is not supported.

    Source: RFC 7111 for the form of the place.
    """
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in RECORD_SUFFIXES:
        return (
            load_bytes(
                data,
                source=source,
                document_id=document_id(root_key, source),
                sha256=sha256,
                password=password,
                recognised=recognised,
            ),
        )
    if suffix in PARSED_SUFFIXES:
        records = _worker().records(data, suffix=suffix, source=source)
    else:
        records = record_extractor_for(suffix)(data, source=source)
    sha256 = sha256 or hashlib.sha256(data).hexdigest()
    named = [(f"{source}#{record.place}" if record.place else source, record.extract) for record in records]
    return tuple(
        _document(sha256, extract, source=name, document_id=document_id(root_key, name)) for name, extract in named
    )


def file_of(source: str) -> str:
    """The source of the file that a document was read from: without the place of a record, message or attachment."""
    file, _, place = source.rpartition("#")
    suffix = PurePosixPath(file).suffix.lower()
    is_place = place.startswith(_PLACES) if suffix else _PLACE.fullmatch(place)
    return file if is_place and suffix in RECORD_SUFFIXES else source


def extractor_of(source: str) -> str:
    """What makes the text of the document with this source today, with its version; its file is not read.

    Raises:
        KeyError: if files of its type are not supported.
    """
    return extractor_name(PurePosixPath(file_of(source)).suffix.lower())


def load_bytes(
    data: bytes,
    *,
    source: str,
    document_id: str,
    sha256: str | None = None,
    password: str = "",
    recognised: RecognisedPages = _NOTHING_KEPT,
) -> Document:
    """The one document that a file's content makes; the suffix of `source` says how it is read.

    Raises:
        UnsupportedTypeError: if its type is not supported, or one of records.
        LoadError: if the content is not text, or is empty.
    """
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in SUPPORTED_SUFFIXES - RECORD_SUFFIXES:
        raise unsupported_type(source)
    sha256 = sha256 or hashlib.sha256(data).hexdigest()
    if suffix in SCANNED_SUFFIXES:
        extract = read_scanned(
            _worker(), data, suffix=suffix, source=source, password=password, sha256=sha256, kept=recognised
        )
    elif suffix in PARSED_SUFFIXES:
        extract = _worker().extract(data, suffix=suffix, source=source)
    else:
        extract = extractor_for(suffix)(data, source=source)
    return _document(sha256, extract, source=source, document_id=document_id)


def unsupported_type(source: str) -> UnsupportedTypeError:
    """The error to raise where the type of a file, by its suffix, cannot be loaded."""
    supported = ", ".join(sorted(SUPPORTED_SUFFIXES - {*PROGRAM_SUFFIXES}))
    suffix = PurePosixPath(source).suffix or "no suffix"
    told = f"{source}: {suffix} is not a supported type ({supported}, and source code)"
    with_extra = "; pip install 'citespan[ocr]' has pictures read"
    return UnsupportedTypeError(told + (with_extra if suffix.lower() in PICTURE_SUFFIXES else ""))


def _document(sha256: str, extract: Extract, *, source: str, document_id: str) -> Document:
    return Document(
        document_id=document_id,
        source=source,
        title=extract.title or PurePosixPath(source).stem,
        text=extract.text,
        sha256=sha256,
        text_sha256=text_sha256(extract.text),
        extractor=extractor_of(source),
        sections=sections_from(extract.headings, extract.text),
        pages=extract.pages,
        published=extract.published,
        url=extract.url,
        encoding=extract.encoding,
        losses=extract.losses,
    )


def page_areas(
    data: bytes,
    span: Span,
    document: Document,
    *,
    password: str = "",
    recognised: Sequence[RecognisedPage] = (),
) -> tuple[PageArea, ...]:
    """Where a span of a document stands on its pages, if `data` is the PDF file or picture that it was made of.

    `password` opens the file; `recognised` are the pages of it that were recognised.

    Raises:
        LoadError: if it is another file, none with pages, or cannot be read, or makes another text today.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if not document.pages:
        raise LoadError(
            f"{document.source}: has no pages, so that there is no place on them; only PDF files and pictures have"
        )
    if sha256 != document.sha256:
        raise LoadError(
            f"{document.source}: this file has the SHA-256 {sha256}, the document was made of {document.sha256};"
            " name the file that was indexed"
        )
    return _worker().areas(
        data,
        span,
        text_sha256=document.text_sha256,
        source=document.source,
        password=password,
        recognised=recognised,
    )


@cache
def _worker() -> ExtractWorker:
    """The one worker of this process; it is stopped when the process ends."""
    worker = ExtractWorker()
    atexit.register(worker.close)
    return worker


def source_below(path: Path, root: Path) -> str:
    """The path of a file relative to its root, with slashes; the file's name where it is the root itself."""
    return path.name if path == root else path.relative_to(root).as_posix()


def document_id(root_key: str, source: str) -> str:
    """The URL-safe id of what stands at `source` below a root: it depends on the place alone, so it survives edits."""
    slug = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[-40:].lstrip("-")
    digest = hashlib.sha256(f"{root_key}\0{source}".encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"{slug}-{digest}" if slug else digest


def text_sha256(text: str) -> str:
    """The hexadecimal SHA-256 of a document's text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
