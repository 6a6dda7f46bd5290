"""Asking over HTTP: answers to a question, passages for a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.sse import EventSourceResponse  # noqa: TC002 - FastAPI reads the annotation
from pydantic import Tag

from citespan.api.http.errors import RefusedError
from citespan.api.http.guard.access import grant_of
from citespan.api.http.routes.streaming import event_stream
from citespan.api.http.statuses import documented
from citespan.api.standards.form import Form, form_accepted
from citespan.api.standards.write import written
from citespan.api.wire.batch import answer_one
from citespan.api.wire.requests import ASKED_BY, AskManyRequest, AskRequest, SearchRequest
from citespan.api.wire.response import ResponseModel, ResponsesModel, SearchModel
from citespan.api.wire.search import search_model
from citespan.corpus.errors import UsageError
from citespan.index.search import forgiving
from citespan.index.where import Where
from citespan.qa.answer import Response as Said
from citespan.qa.conversation import Conversation, EarlierTurn
from citespan.qa.question.question import check_question

if TYPE_CHECKING:
    from citespan.api.http.guard.sight import Sight
    from citespan.api.http.guard.slots import Slots
    from citespan.api.http.metrics import Metrics
    from citespan.api.wire.requests import EarlierTurnModel
    from citespan.qa.answerer import Answerer

_FORMS = tuple(form for form in Form if form is not Form.JSON)


def asking_routes(sight: Sight, metrics: Metrics, slots: Slots) -> APIRouter:
    """The routes that answer and search, each request from what it sees."""
    router = APIRouter(prefix="/v1", tags=["asking"])

    @router.post(
        "/ask",
        operation_id="ask",
        response_model=ResponseModel | ResponsesModel,
        responses=documented(400, 408, 413, 415, 422, 429, 503)
        | {200: {"content": {kind: {} for kind in ("text/event-stream", *(form.media_type for form in _FORMS))}}},
        summary="Ask a question, or several",
    )
    def ask(
        request: Annotated[Annotated[AskRequest, Tag("one")] | Annotated[AskManyRequest, Tag("many")], ASKED_BY],
        http: Request,
        accept: Annotated[str, Header(include_in_schema=False)] = "",
    ) -> ResponseModel | ResponsesModel | EventSourceResponse | Response:
        """Return verbatim answers with their citations, or an abstention with the nearest passages.

        An abstention for `low_confidence` has a `lead`, the most likely span, which is not an answer.

        With `history`, a follow-up question is resolved from the earlier turns; `resolved` then says how it was read.

        To those who accept `text/event-stream`, the stages are sent as events `retrieved`, `read` and `answered`; the
        data of the last one is the response. `Accept` may also name another form: Markdown with footnotes, Web
        Annotations, `char=` fragments, content blocks, CSL-JSON or BibTeX.

        With `questions` instead of `question`, `responses` holds what each of them gets; one that cannot be answered
        gets an error there, and the others their responses.
        """
        if isinstance(request, AskManyRequest):
            return _answered(request, accept, http)
        grant_of(http).questions.append(request.question)
        answerer = sight.of(http)
        question, where, explained = request.question, Where.parse(request.where), request.explain
        threshold = _threshold(request, answerer)
        conversation = Conversation(answerer, map(_earlier, request.history))
        answering = conversation.stages(
            question, threshold=threshold, where=where, explained=explained, as_typed=request.as_typed
        )
        stages = metrics.timed(slots.in_time(answering))
        if "text/event-stream" in accept:
            return event_stream(stages)
        *_, said = stages
        response, form = ResponseModel.model_validate(said), form_accepted(accept)
        if form is Form.JSON:
            return response
        return Response(written(response, form), media_type=form.media_type)

    @router.post(
        "/search",
        operation_id="search",
        responses=documented(400, 408, 413, 415, 422, 429, 503),
        summary="Search passages",
    )
    def search(request: SearchRequest, http: Request) -> SearchModel:
        """Return the passages that fit a query best, best first, without an answer."""
        grant_of(http).questions.append(request.query)
        query, where = check_question(request.query), Where.parse(request.where)
        index = sight.of(http).index
        found = forgiving.search(index, query, limit=request.limit, where=where, as_typed=request.as_typed)
        return search_model(query, found)

    def _answered(request: AskManyRequest, accept: str, http: Request) -> ResponsesModel:
        if "text/event-stream" in accept or form_accepted(accept) is not Form.JSON:
            raise UsageError("several questions are answered in JSON only; ask one by one for a stream or another form")
        answerer = sight.of(http)
        where, threshold = Where.parse(request.where), _threshold(request, answerer)

        def ask_one(question: str) -> Said:
            grant_of(http).questions.append(question)
            stages = Conversation(answerer).stages(
                question, threshold=threshold, where=where, explained=request.explain, as_typed=request.as_typed
            )
            *_, said = metrics.timed(slots.in_time(stages))
            if not isinstance(said, Said):
                raise TypeError("the last stage is a response")
            return said

        trees = ({"question": given} if isinstance(given, str) else given for given in request.questions)
        return ResponsesModel(
            responses=tuple(
                answer_one(tree, ask_one, line=number, forgiven=RefusedError) for number, tree in enumerate(trees, 1)
            )
        )

    def _threshold(request: AskRequest | AskManyRequest, answerer: Answerer) -> float | None:
        if request.risk is None:
            return request.threshold
        if request.threshold is not None:
            raise UsageError("a threshold and a risk exclude each other; leave one out")
        return answerer.threshold_for(request.risk)

    return router


def _earlier(turn: EarlierTurnModel) -> EarlierTurn:
    return EarlierTurn(turn.resolved or turn.question, tuple(turn.answers), tuple(turn.evidence))
