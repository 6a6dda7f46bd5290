"""One document at a terminal: its whole text, a span of it in its surroundings, or where that stands on its pages."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from citespan.api.terminal.render import print_in_context
from citespan.corpus.document import Span
from citespan.corpus.errors import UsageError
from citespan.corpus.load import page_areas, read_bytes
from citespan.corpus.passwords import NO_PASSWORDS, Passwords
from citespan.index.contents import open_contents
from citespan.qa.cite import cite

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from citespan.corpus.document import Document
    from citespan.index.address import IndexPlace


def show_document(
    index: IndexPlace, document_id: str, *, text_sha256: str | None, span: tuple[int, int] | None, console: Console
) -> None:
    """Print the text of a document, today's or the version that `text_sha256` names; with `span`, that in context.

    Raises:
        MissingIndexError: if there is no index.
        UsageError: if there is no such document or version, or the span is not in it.
    """
    document = _document(index, document_id, text_sha256)
    if span is None:
        sys.stdout.write(document.text)
        return
    print_in_context(console, cite(document, _span(document, span)), document.text)


def print_boxes(
    index: IndexPlace,
    document_id: str,
    *,
    text_sha256: str | None,
    span: tuple[int, int],
    file: Path,
    passwords: Passwords = NO_PASSWORDS,
) -> None:
    """Print where a span stands on the pages of `file`, of which the document was made, as JSON: a box for each line.

    One of `passwords` opens the file if it is encrypted.

    Raises:
        MissingIndexError: if there is no index.
        UsageError: if there is no such document or version, or the span is not in it.
        LoadError: if the file is not the one that the document was made of, has no pages or cannot be read.
    """
    document = _document(index, document_id, text_sha256)
    with open_contents(index) as contents:
        recognised = contents.recognised(document.sha256)
    data, password = read_bytes(file, source=str(file)), passwords.of(document.source)
    areas = page_areas(data, _span(document, span), document, password=password, recognised=recognised)
    boxes = [{"page": area.page, **{edge: round(at, 2) for edge, at in asdict(area.box).items()}} for area in areas]
    print(json.dumps(boxes, indent=2))  # noqa: T201


def _span(document: Document, span: tuple[int, int]) -> Span:
    start, end = span
    if not 0 <= start < end <= len(document.text):
        raise UsageError(f"[{start}, {end}) is no span of {document.source}, which has {len(document.text)} characters")
    return Span(start, end)


def _document(index: IndexPlace, document_id: str, text_sha256: str | None) -> Document:
    with open_contents(index) as contents:
        if text_sha256 is None:
            if stored := contents.find(document_id):
                return contents.read(stored)
            raise UsageError(f"not in the index: {document_id}; 'citespan documents' lists the ids")
        if version := contents.version(document_id, text_sha256):
            return version
    raise UsageError(
        f"{document_id}: the index has no version with this SHA-256 of its text;"
        " older ones are there only if 'citespan index --keep-versions' ran before they were replaced"
    )
