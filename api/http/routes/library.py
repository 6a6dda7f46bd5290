"""The documents of the index over HTTP: listing, describing, reading and removing them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from citespan.api.access.permissions import KeyScope
from citespan.api.http.entity_tags import DOCUMENTED, IfNoneMatch, is_known, unchanged
from citespan.api.http.errors import ReadOnlyError
from citespan.api.http.guard.access import grant_of
from citespan.api.http.routes.writable import check_writable, is_writable
from citespan.api.http.statuses import documented
from citespan.api.wire.cursor import cursor_of, place_of
from citespan.api.wire.document import (
    LONGEST_RANGE,
    DocumentDetailModel,
    DocumentListModel,
    LeftOutModel,
    PageModel,
    SectionModel,
    TextModel,
    listed_document,
)
from citespan.api.wire.response import DocumentModel
from citespan.corpus.errors import ChangedDocumentError, UnknownDocumentError, UsageError
from citespan.corpus.looks import has_pictures, is_rendered
from citespan.index.contents import open_contents, remove_documents
from citespan.index.database.order import Order
from citespan.index.where import Where

if TYPE_CHECKING:
    from citespan.api.http.guard.sight import Sight
    from citespan.api.wire.document import View
    from citespan.corpus.document import Document
    from citespan.index.contents import Contents
    from citespan.index.database.rows import StoredDocument

_WAIT_SECONDS = 5.0
"""How long a removal waits for a build."""

DocumentId = Annotated[
    str, Path(description="as citations and the list name it", examples=["iran-pakistan-border-md-9363b86a5f32"])
]
Sha256 = Annotated[
    str | None, Query(pattern="^[0-9a-f]{64}$", description="the `text_sha256` of a citation: its version")
]


def document_routes(sight: Sight) -> APIRouter:
    """The routes to the documents that a request sees."""
    router = APIRouter(prefix="/v1/documents", tags=["documents"])

    @router.get("", operation_id="listDocuments", responses=documented(422, 429, 503), summary="List documents")
    def documents(
        http: Request,
        *,
        limit: Annotated[int, Query(ge=1, le=1000, description="how many at most")] = 100,
        cursor: Annotated[str | None, Query(description="`next` of the list before, with the same `sort`")] = None,
        q: Annotated[
            str | None, Query(pattern=r"\S", max_length=1000, description="words, each in the title or the source")
        ] = None,
        source: Annotated[
            str | None,
            Query(min_length=1, max_length=1000, description="a source, a folder, or a pattern as in file names"),
        ] = None,
        sort: Annotated[Order, Query(description="`-` begins with the last; undated documents are always last")] = (
            Order.SOURCE
        ),
        files: Annotated[
            bool, Query(description="one entry for each file, which says how many rows, records or messages it has")
        ] = False,
    ) -> DocumentListModel:
        """Return the documents that can be asked; what changes meanwhile is never listed twice."""
        after = None if cursor is None else place_of(cursor, sort)
        where = Where(sources=(source,) if source else (), words=tuple(q.split()) if q else ())
        answerer = sight.of(http)
        may_remove = grant_of(http).may(KeyScope.UPLOAD) and not answerer.is_sample
        with open_contents(answerer.index.folder) as contents:
            list_them = contents.files if files else contents.documents
            found = list_them(after=after, limit=limit + 1, where=where, order=sort)
            total = contents.count(where=where, files=files) if after is None else None
            left_out = contents.left_out() if after is None and where == Where() else ()
        shown = found[:limit]
        return DocumentListModel(
            documents=tuple(map(listed_document, shown)),
            next=cursor_of(shown[-1], sort) if len(found) > limit else None,
            total=total,
            removable=may_remove and is_writable(answerer.index.folder),
            left_out=tuple(map(LeftOutModel.model_validate, left_out)),
        )

    @router.get(
        "/{document_id}",
        operation_id="getDocument",
        responses=documented(404, 422, 429, 503),
        summary="Describe a document",
    )
    def document(document_id: DocumentId, http: Request) -> DocumentDetailModel:
        """Return what is known of a document but its text."""
        with open_contents(sight.of(http).index.folder) as contents:
            stored = known_document(contents, document_id)
            return _detail(stored, contents.read(stored))

    @router.get(
        "/{document_id}/text",
        operation_id="getDocumentText",
        response_model=TextModel,
        responses=documented(404, 409, 422, 429, 503) | DOCUMENTED,
        summary="Read a document's text",
    )
    def text(
        document_id: DocumentId,
        *,
        http: Request,
        response: Response,
        start: Annotated[int, Query(ge=0, description="code points from the text's start", examples=[0])] = 0,
        end: Annotated[
            int | None,
            Query(ge=1, description=f"exclusive; the text's end, or {LONGEST_RANGE:,} further, if it is left out"),
        ] = None,
        sha256: Sha256 = None,
        if_none_match: IfNoneMatch = "",
    ) -> TextModel | Response:
        """Return a range of the text that offsets count in, of today's version or the one with this `text_sha256`."""
        with open_contents(sight.of(http).index.folder) as contents:
            today = contents.find(document_id)
            version = version_of(contents, document_id, sha256)
        last = min(start + LONGEST_RANGE, len(version.text)) if end is None else end
        if not start < last <= len(version.text):
            raise UsageError(
                f"[{start}, {last}) is no range of this text, which has {len(version.text)} characters;"
                " start is less than end, and end at most that"
            )
        if last - start > LONGEST_RANGE:
            raise UsageError(
                f"[{start}, {last}) has {last - start} characters, {LONGEST_RANGE} at most are given;"
                " ask for one part after the other"
            )
        current = today is not None and today.text_sha256 == version.text_sha256
        tag = f"{version.text_sha256}.{start}-{last}{'' if current else '.old'}"
        if is_known(tag, if_none_match):
            return unchanged(tag)
        response.headers["ETag"] = f'"{tag}"'
        return TextModel(
            document_id=version.document_id,
            source=version.source,
            text_sha256=version.text_sha256,
            current=current,
            characters=len(version.text),
            start=start,
            end=last,
            text=version.text[start:last],
        )

    @router.delete(
        "/{document_id}",
        operation_id="removeDocument",
        status_code=HTTPStatus.NO_CONTENT,
        responses=documented(403, 404, 422, 429, 503),
        summary="Remove a document",
    )
    def remove(
        document_id: Annotated[str, Path(examples=["tool-library-md-707112acf05d"])],
        http: Request,
    ) -> None:
        """Take a document out of every answer from now on.

        If its file still lies below an indexed path, it comes back when that path is indexed again.
        """
        answerer = sight.of(http)
        folder = answerer.index.folder
        with open_contents(folder) as contents:
            known_document(contents, document_id)
        if answerer.is_sample:
            raise ReadOnlyError(
                "the bundled sample documents stay; start citespan serve without --sample, over an index of your own"
            )
        check_writable(folder)
        remove_documents(folder, [document_id], wait_seconds=_WAIT_SECONDS)

    return router


def known_document(contents: Contents, document_id: str) -> StoredDocument:
    """The document with this id.

    Raises:
        UnknownDocumentError: if there is none.
    """
    if stored := contents.find(document_id):
        return stored
    raise UnknownDocumentError(f"there is no document {document_id}; GET /v1/documents lists those there are")


def version_of(contents: Contents, document_id: str, text_sha256: str | None) -> Document:
    """The version of a document with this hash of its text; today's, if none is named.

    Raises:
        UnknownDocumentError: if there is no such document.
        ChangedDocumentError: if it has changed since, and this version was not kept.
    """
    if text_sha256 is None:
        return contents.read(known_document(contents, document_id))
    if version := contents.version(document_id, text_sha256):
        return version
    today = contents.find(document_id)
    if today is None:
        raise UnknownDocumentError(
            f"there is no document {document_id}, and no old version of it; GET /v1/documents lists those there are"
        )
    raise ChangedDocumentError(
        f"{today.source} has changed since, and this version of it was not kept; its text_sha256 is now"
        f" {today.text_sha256}. Leave sha256 out to read it as it is now; POST /v1/resolve tells where a citation"
        " stands today"
    )


def _views(document: Document) -> tuple[View, ...]:
    pages: tuple[View, ...] = ("pages",) if has_pictures(document.source) else ()
    rendered: tuple[View, ...] = ("rendered",) if is_rendered(document) else ()
    return (*pages, *rendered, "text")


def _detail(stored: StoredDocument, document: Document) -> DocumentDetailModel:
    return DocumentDetailModel(
        **DocumentModel.model_validate(stored).model_dump(),
        published=document.published,
        url=document.url,
        characters=len(document.text),
        views=_views(document),
        sections=tuple(
            SectionModel(headings=section.headings, start=section.span.start, end=section.span.end)
            for section in document.sections
        ),
        pages=tuple(
            PageModel(
                number=page.number,
                start=page.span.start,
                end=page.span.end,
                ocr=min((line.confidence for line in page.recognised), default=None),
            )
            for page in document.pages
        ),
    )
