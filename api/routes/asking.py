"""Asking over HTTP: answers to a question, passages for a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from citespan.api.problems import documented
from citespan.api.schemas import AskRequest, ResponseModel, SearchModel, SearchRequest
from citespan.api.searching import search_model
from citespan.corpus.errors import UsageError
from citespan.index.where import Where
from citespan.qa.answerer import checked_question

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def asking_routes(answerer: Answerer) -> APIRouter:
    """The routes that answer with `answerer` and search its index."""
    router = APIRouter(prefix="/v1", tags=["asking"])

    @router.post("/ask", responses=documented(400, 413, 422, 503), summary="Ask one question")
    def ask(request: AskRequest) -> ResponseModel:
        """Return verbatim answers with their citations, or an abstention with the nearest passages."""
        response = answerer.answer(
            request.question,
            threshold=_threshold(request),
            where=Where.parse(request.where),
            explained=request.explain,
        )
        return ResponseModel.model_validate(response)

    @router.post("/search", responses=documented(400, 413, 422, 503), summary="Search passages")
    def search(request: SearchRequest) -> SearchModel:
        """Return the passages that fit a query best, best first, without an answer."""
        query = checked_question(request.query)
        found = answerer.index.retrieve(query, limit=request.limit, where=Where.parse(request.where))
        return search_model(query, found)

    def _threshold(request: AskRequest) -> float | None:
        if request.risk is None:
            return request.threshold
        if request.threshold is not None:
            raise UsageError("a threshold and a risk exclude each other; leave one out")
        return answerer.threshold_for(request.risk)

    return router
