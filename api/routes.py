"""The HTTP routes. They run in worker threads, so that model work never blocks the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from citespan.api.schemas import AskRequest, ProblemModel, ResponseModel
from citespan.index.where import Where

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer

_PROBLEM: dict[str, Any] = {"model": ProblemModel, "content": {"application/problem+json": {}}}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {**_PROBLEM, "description": "The body is not JSON."},
    422: {**_PROBLEM, "description": "A field is missing, unknown or out of range."},
    503: {**_PROBLEM, "description": "The index cannot be asked at present."},
}


def routes(answerer: Answerer) -> APIRouter:
    """The routes that answer with `answerer`."""
    router = APIRouter()

    @router.post("/v1/ask", responses=_PROBLEMS, summary="Ask one question")
    def ask(request: AskRequest) -> ResponseModel:
        """Return verbatim answers with their citations, or an abstention with the nearest passages."""
        response = answerer.answer(
            request.question,
            threshold=request.threshold,
            where=Where.parse(request.where),
            explained=request.explain,
        )
        return ResponseModel.model_validate(response)

    @router.get("/healthz", summary="Is the server alive?")
    def healthz() -> dict[str, str]:
        """Return `ok` while the server runs."""
        return {"status": "ok"}

    @router.get("/readyz", responses={503: _PROBLEMS[503]}, summary="Can questions be asked?")
    def readyz() -> dict[str, str]:
        """Return the fingerprint of the index that answers, once its files have been checked."""
        return {"status": "ready", "index": answerer.current_fingerprint()}

    return router
