"""A document as a row of the database: what is written of it, and how it is read again, its text checked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from citespan.corpus.document import Document, Loss, Page, RecognisedSpan, Section, Span
from citespan.corpus.errors import IndexMismatchError
from citespan.corpus.load import text_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    "document_id, source, title, text, sha256, text_sha256, extractor, sections, pages, published, url, encoding,"
    " losses"
)
"""The columns of `documents` that hold the document itself, in the order in which `document_of` takes them."""


def row_of(document: Document) -> dict[str, str | None]:
    """The values of `COLUMNS` by name; sections and pages as JSON arrays, offsets in code points."""
    sections = [(section.headings, section.span.start, section.span.end) for section in document.sections]
    return {
        "document_id": document.document_id,
        "source": document.source,
        "title": document.title,
        "text": document.text,
        "sha256": document.sha256,
        "text_sha256": document.text_sha256,
        "extractor": document.extractor,
        "sections": json.dumps(sections, ensure_ascii=False),
        "pages": json.dumps([_page_tree(page) for page in document.pages]),
        "published": document.published,
        "url": document.url,
        "encoding": document.encoding,
        "losses": json.dumps([(loss.message, loss.pages, loss.rows) for loss in document.losses], ensure_ascii=False),
    }


def document_of(row: tuple[Any, ...]) -> Document:
    """The document of a row of `COLUMNS`, its text checked against its hash.

    Raises:
        IndexMismatchError: if the stored text is not what was stored, or what stands beside it cannot be read.
    """
    document_id, source, title, text, sha256, expected, extractor, sections, pages, published, url, encoding, losses = (
        row
    )
    if text_sha256(text) != expected:
        raise IndexMismatchError(
            f"{source}: its stored text is damaged (SHA-256 mismatch), so it is not cited;"
            " run 'citespan index' on its folder"
        )
    try:
        return Document(
            document_id=document_id,
            source=source,
            title=title,
            text=text,
            sha256=sha256,
            text_sha256=expected,
            extractor=extractor,
            sections=tuple(Section(tuple(path), Span(start, end)) for path, start, end in json.loads(sections)),
            pages=tuple(_page_of(*page) for page in json.loads(pages)),
            published=published,
            url=url,
            encoding=encoding,
            losses=losses_of(losses),
        )
    except (TypeError, ValueError) as exc:  # zeros, as a disk may give back the last page of a long row
        raise IndexMismatchError(f"{source}: its stored sections are damaged; run 'citespan index --rebuild'") from exc


def _page_tree(page: Page) -> tuple[object, ...]:
    """The number of a page, where it starts and ends and, if it was recognised, the same and how sure of each line."""
    recognised = [(one.span.start, one.span.end, round(one.confidence, 4)) for one in page.recognised]
    return (page.number, page.span.start, page.span.end, *((recognised,) if recognised else ()))


def _page_of(number: int, start: int, end: int, recognised: Sequence[tuple[int, int, float]] = ()) -> Page:
    lines = (RecognisedSpan(Span(first, last), confidence) for first, last, confidence in recognised)
    return Page(number, Span(start, end), tuple(lines))


def losses_of(column: str) -> tuple[Loss, ...]:
    """What a value of the column `losses` says."""
    return tuple(Loss(message, tuple(pages), tuple(rows)) for message, pages, rows in json.loads(column))
