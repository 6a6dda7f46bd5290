"""Old responses over HTTP: whether they hold in the documents of the index, and where their citations stand today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request

from citespan.api.http.statuses import documented
from citespan.api.wire.citations import (
    ResolutionsModel,
    VerificationModel,
    citations_of,
    documents_in,
    resolved_citations,
    verified_responses,
)
from citespan.api.wire.reading import parse_responses
from citespan.corpus.errors import LoadError
from citespan.index.contents import open_contents

if TYPE_CHECKING:
    from citespan.api.http.guard.sight import Sight
    from citespan.qa.answer import Response

MOST_CITATIONS = 100
"""The most citations that one request may bring."""

_RESPONSES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A response, as POST /v1/ask gave it; or several, one a line.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ResponseModel"}}},
    }
}


async def _body(request: Request) -> bytes:
    """The body as it came: a key that stands twice in an object would be lost in what it is parsed to."""
    return await request.body()


def citation_routes(sight: Sight) -> APIRouter:
    """The routes that hold responses against the documents that a request sees."""
    router = APIRouter(prefix="/v1", tags=["citations"])

    @router.post(
        "/verify",
        operation_id="verify",
        responses=documented(408, 413, 422, 429, 503),
        openapi_extra=_RESPONSES,
        summary="Check a response",
    )
    def verify(body: Annotated[bytes, Depends(_body)], http: Request) -> VerificationModel:
        """Check that what a response cites stands in the documents of the index, character by character."""
        responses = _responses(body)
        with open_contents(sight.of(http).index.folder) as contents:
            return verified_responses(responses, documents_in(contents), place="in the index")

    @router.post(
        "/resolve",
        operation_id="resolve",
        responses=documented(408, 413, 422, 429, 503),
        openapi_extra=_RESPONSES,
        summary="Follow citations",
    )
    def resolve(body: Annotated[bytes, Depends(_body)], http: Request) -> ResolutionsModel:
        """Say where the citations of a response stand today: exact, moved, changed, gone or ambiguous."""
        return ResolutionsModel(citations=resolved_citations(_responses(body), sight.of(http).index.folder))

    return router


def _responses(body: bytes) -> tuple[Response, ...]:
    responses = parse_responses(body, name="the body")
    count = len(citations_of(responses))
    if count > MOST_CITATIONS:
        raise LoadError(f"the body holds {count} citations, {MOST_CITATIONS} at most are taken; send it in parts")
    return responses
