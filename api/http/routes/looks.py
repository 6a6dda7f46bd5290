"""Documents as they look over HTTP: pages as pictures, places on them, Markdown as it is rendered, words found."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from citespan.api.http.entity_tags import DOCUMENTED, IfNoneMatch, is_known, unchanged
from citespan.api.http.kept_looks import KeptLooks
from citespan.api.http.routes.library import DocumentId, Sha256, known_document, version_of
from citespan.api.http.statuses import documented
from citespan.api.wire.looks import (
    BoxesModel,
    PageSizeModel,
    PageSizesModel,
    PieceModel,
    RenderingModel,
    SeenBoxModel,
    WordsFoundModel,
    WordsPlaceModel,
)
from citespan.corpus.document import Span
from citespan.corpus.errors import ChangedDocumentError, UsageError
from citespan.corpus.text.word_search import find_words
from citespan.index.contents import open_contents

if TYPE_CHECKING:
    from citespan.api.http.guard.sight import Sight
    from citespan.corpus.text.seen_markdown import RenderedPiece

_TYPE = "image/png"
_MOST_FOUND = 1000

Start = Annotated[int, Query(ge=0, description="code points from the text's start", examples=[0])]
End = Annotated[int, Query(ge=1, description="exclusive", examples=[10])]


def look_routes(sight: Sight) -> APIRouter:
    """The routes to how the documents that a request sees look."""
    router = APIRouter(prefix="/v1/documents", tags=["documents"])
    looks = KeptLooks()

    @router.get(
        "/{document_id}/pages",
        operation_id="getDocumentPages",
        responses=documented(404, 409, 422, 429, 503),
        summary="List a PDF file's pages",
    )
    def pages(document_id: DocumentId, http: Request) -> PageSizesModel:
        """Return the sizes of all pages of a document's file, those without text among them."""
        with open_contents(sight.of(http).index.folder) as contents:
            stored = known_document(contents, document_id)
            sizes = looks.sizes(contents, stored)
        return PageSizesModel(
            document_id=document_id, sha256=stored.sha256, pages=tuple(map(PageSizeModel.model_validate, sizes))
        )

    @router.get(
        "/{document_id}/pages/{number}/picture",
        operation_id="getDocumentPagePicture",
        response_class=Response,
        responses=documented(404, 409, 422, 429, 503)
        | DOCUMENTED
        | {200: DOCUMENTED[200] | {"content": {_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
        summary="Show a page of a PDF file",
    )
    def picture(
        document_id: DocumentId,
        number: Annotated[int, Path(ge=1, le=100_000, description="counts from 1", examples=[1])],
        *,
        http: Request,
        width: Annotated[int, Query(ge=100, le=2400, description="pixels")] = 1200,
        if_none_match: IfNoneMatch = "",
    ) -> Response:
        """Return a page as a picture (PNG) of the file that was indexed; what has changed since is refused."""
        with open_contents(sight.of(http).index.folder) as contents:
            stored = known_document(contents, document_id)
            tag = f"{stored.sha256}.{number}-{width}"
            if is_known(tag, if_none_match):
                return unchanged(tag)
            data = looks.picture(contents, stored, number, width=width)
        return Response(data, media_type=_TYPE, headers={"ETag": f'"{tag}"'})

    @router.get(
        "/{document_id}/boxes",
        operation_id="getDocumentBoxes",
        responses=documented(404, 409, 422, 429, 503),
        summary="Find a span on a PDF file's pages",
    )
    def boxes(document_id: DocumentId, start: Start, end: End, http: Request, sha256: Sha256 = None) -> BoxesModel:
        """Return where a span of today's text is seen on the pictures of the pages, a box for each line.

        With another `sha256` than that of today's text it is refused (409): the file is no longer there.
        """
        with open_contents(sight.of(http).index.folder) as contents:
            stored = known_document(contents, document_id)
            if sha256 and sha256 != stored.text_sha256:
                raise ChangedDocumentError(
                    f"{stored.source} has changed since; its text_sha256 is now {stored.text_sha256}, and places on"
                    " its pages are known of that text alone"
                )
            document = contents.read(stored)
            if not start < end <= len(document.text):
                raise UsageError(
                    f"[{start}, {end}) is no range of this text, which has {len(document.text)} characters;"
                    " start is less than end, and end at most that"
                )
            areas = looks.areas(contents, stored, document, Span(start, end))
        return BoxesModel(
            document_id=document_id,
            text_sha256=stored.text_sha256,
            start=start,
            end=end,
            boxes=tuple(map(SeenBoxModel.model_validate, areas)),
        )

    @router.get(
        "/{document_id}/rendered",
        operation_id="getDocumentRendered",
        responses=documented(404, 409, 422, 429, 503),
        summary="Render a Markdown document",
    )
    def rendered(document_id: DocumentId, http: Request, sha256: Sha256 = None) -> RenderingModel:
        """Return a Markdown document as it is rendered, each text with its place; HTML in it is text."""
        with open_contents(sight.of(http).index.folder) as contents:
            document = version_of(contents, document_id, sha256)
        return RenderingModel(
            document_id=document_id,
            text_sha256=document.text_sha256,
            pieces=tuple(map(_piece, looks.rendering(document))),
        )

    @router.get(
        "/{document_id}/find",
        operation_id="findInDocument",
        responses=documented(404, 409, 422, 429, 503),
        summary="Find words in a document",
    )
    def find(
        document_id: DocumentId,
        q: Annotated[
            str,
            Query(pattern=r"\S", max_length=1000, description="words, side by side, in any case", examples=["the"]),
        ],
        http: Request,
        sha256: Sha256 = None,
    ) -> WordsFoundModel:
        """Return where words stand in a document's text, the first thousand places."""
        with open_contents(sight.of(http).index.folder) as contents:
            document = version_of(contents, document_id, sha256)
        found = tuple(islice(find_words(document.text, q), _MOST_FOUND + 1))
        return WordsFoundModel(
            document_id=document_id,
            text_sha256=document.text_sha256,
            found=tuple(WordsPlaceModel(start=span.start, end=span.end) for span in found[:_MOST_FOUND]),
            more=len(found) > _MOST_FOUND,
        )

    return router


def _piece(piece: RenderedPiece) -> PieceModel:
    return PieceModel(
        kind="open" if piece.tag else "text" if piece.text else "close",
        tag=piece.tag,
        href=piece.href,
        number=piece.number,
        text=piece.text,
        start=piece.start,
        end=piece.end,
    )
