"""Feedback over HTTP: what somebody says of a response is kept for a while, and can be deleted."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from pydantic import ValidationError
from starlette import status

from citespan.api.feedback.store import FeedbackStore
from citespan.api.http.errors import NoFeedbackError
from citespan.api.http.routes.writable import is_writable
from citespan.api.http.statuses import documented
from citespan.api.wire.citations import citations_of
from citespan.api.wire.feedback import FeedbackModel, FeedbackRequest
from citespan.api.wire.reading import response_from
from citespan.api.wire.response import ResponseModel
from citespan.corpus.errors import LoadError

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def feedback_routes(answerer: Answerer, *, days: int) -> APIRouter:
    """The routes that keep feedback on the answers of `answerer`, each for so many days; none if that is 0."""
    router = APIRouter(prefix="/v1/feedback", tags=["feedback"])
    folder = answerer.index.folder
    store = FeedbackStore(folder, days=days) if isinstance(folder, FilePath) else None

    @router.post(
        "",
        operation_id="giveFeedback",
        status_code=status.HTTP_201_CREATED,
        responses=documented(400, 403, 408, 413, 415, 422, 429, 503),
        summary="Say whether a response is right",
    )
    def give(request: FeedbackRequest) -> FeedbackModel:
        """Keep a response with what somebody says of it; `id` deletes it, and after `kept_until` it is deleted anyway.

        It holds the question: `citespan feedback --export` makes a file of known questions of it.
        """
        kept = _kept()
        response = _response(request.response)
        for citation in citations_of([response_from(response)]):
            if citation.end - citation.start != len(citation.exact):
                raise LoadError(
                    f"{citation.source}: a quote of {len(citation.exact)} characters cannot stand at"
                    f" [{citation.start}, {citation.end}); send the response as it was given"
                )
        stored = kept.keep(response, request.verdict, expected=request.expected)
        return FeedbackModel(id=stored.id, kept_until=kept.kept_until(stored))

    @router.delete(
        "/{feedback_id}",
        operation_id="removeFeedback",
        status_code=HTTPStatus.NO_CONTENT,
        responses=documented(403, 404, 422, 429, 503),
        summary="Delete feedback",
    )
    def remove(
        feedback_id: Annotated[
            str, Path(description="`id`, as it was given", examples=["5f3d6a0e4c1b4c0f9a52d1f6f3c0e7ab"])
        ],
    ) -> None:
        """Delete feedback, with the question and the response in it."""
        _kept().delete(feedback_id)

    def _kept() -> FeedbackStore:
        if days == 0 or store is None:
            raise NoFeedbackError(
                "this server keeps no feedback; whoever runs it can start it without --no-feedback, or set"
                " CITESPAN_FEEDBACK_DAYS"
            )
        if answerer.is_sample:
            raise NoFeedbackError("no feedback is kept on the sample documents; start citespan serve without --sample")
        if not is_writable(folder):
            raise NoFeedbackError("this server keeps no feedback, for its index is read-only")
        return store

    return router


def _response(tree: dict[str, Any]) -> ResponseModel:
    """The response in a request.

    Raises:
        LoadError: if it is none.
    """
    try:
        return ResponseModel.model_validate_json(json.dumps(tree), strict=True)
    except RecursionError as exc:
        raise LoadError("not a response of citespan: it is nested too deeply") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LoadError(f"not a response of citespan: {where}: {first['msg']}; send it as it was given") from exc
