"""The wire format of documents: how they are listed, described and read over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from citespan.api.wire.response import Confidence, DocumentModel, Offset, Wire

if TYPE_CHECKING:
    from citespan.index.database.rows import StoredDocument

LONGEST_RANGE = 100_000
"""The most code points of a text that one request gets."""


View = Literal["pages", "rendered", "text"]
"""How a document can be looked at: the pages of its file as pictures, as rendered, or its text."""

_KINDS = {"row": "rows", "message": "messages", "part": "parts"}


class LeftOutModel(Wire):
    """A file that was found below an indexed path, and of which there is no document."""

    source: str
    message: str = Field(description="why it could not be indexed")


class ListedDocumentModel(DocumentModel):
    """A document of the list; with `files`, a file and how many documents it makes."""

    published: str | None = Field(description="ISO 8601 date, where the document names one")
    count: int = Field(description="with `files`: how many documents of the file the list stands for")
    kind: str | None = Field(
        default=None, description="with `files`: what they are, such as `rows`; null where the file is one document"
    )


class DocumentListModel(Wire):
    """Some documents of the index, the cursor of the next ones, and whether they can be removed."""

    documents: tuple[ListedDocumentModel, ...]
    next: str | None = Field(description="the `cursor` of the next request; null at the end")
    total: int | None = Field(description="on the first page: how many the whole list has")
    removable: bool = Field(description="whether this server may remove documents")
    left_out: tuple[LeftOutModel, ...] = Field(
        description="on the first page of the whole list: what could not be indexed"
    )


class SectionModel(Wire):
    """A stretch of the text below one heading: the path of headings, outermost first, and its place."""

    headings: tuple[str, ...]
    start: Offset
    end: Offset


class PageModel(Wire):
    """The part of the text that stands on one page; numbers count from 1."""

    number: int = Field(ge=1)
    start: Offset
    end: Offset
    ocr: Confidence | None = Field(
        None, description="how sure text recognition (OCR) is of its least sure line; null if the text is the file's"
    )


class DocumentDetailModel(DocumentModel):
    """All that is known of a document but its text, which has `characters` code points."""

    published: str | None = Field(description="ISO 8601 date, where the document names one")
    url: str | None = Field(description="the address that a web page names as its own")
    characters: int
    views: tuple[View, ...] = Field(description="how it can be looked at, the best first")
    sections: tuple[SectionModel, ...]
    pages: tuple[PageModel, ...]


class TextModel(Wire):
    """A range of a document's text: `[start, end)` of its `characters` code points.

    `text_sha256` is that of the whole text; `current` is false for a version that was replaced or removed.
    """

    document_id: str
    source: str
    text_sha256: str
    current: bool
    characters: int
    start: Offset
    end: Offset
    text: str


def listed_document(stored: StoredDocument) -> ListedDocumentModel:
    """A document, or a file, of the list."""
    return ListedDocumentModel(
        **DocumentModel.model_validate(stored).model_dump(),
        published=stored.published,
        count=stored.count,
        kind=_KINDS.get(stored.part) if stored.part else None,
    )
