"""Chat completions: asking with what was written for OpenAI's clients."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlencode
from uuid import uuid4

from fastapi import APIRouter, Path, Request
from fastapi.sse import EventSourceResponse, format_sse_event

from citespan.api.http.guard.access import grant_of
from citespan.api.http.statuses import documented
from citespan.api.wire.chat_completions import (
    MODEL,
    Annotation,
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionRequest,
    ChunkChoice,
    CompletionChoice,
    CompletionMessage,
    Delta,
    ModelListModel,
    ModelModel,
    UrlCitation,
    Usage,
)
from citespan.api.wire.plain_words import answers_in, lines_of
from citespan.api.wire.response import ResponseModel
from citespan.corpus.errors import UnknownDocumentError, UsageError
from citespan.qa.answer import Response
from citespan.qa.conversation import Conversation, EarlierTurn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from citespan.api.http.guard.sight import Sight
    from citespan.api.http.guard.slots import Slots
    from citespan.api.http.metrics import Metrics
    from citespan.api.wire.chat_completions import ChatMessage
    from citespan.qa.answer import Citation

_CREATED = int(time.time())
"""The model's age: clients want one."""


def chat_completion_routes(sight: Sight, metrics: Metrics, slots: Slots) -> APIRouter:
    """The routes that answer in the shape of OpenAI's API, each request from what it sees."""
    router = APIRouter(prefix="/v1", tags=["OpenAI"])

    @router.post(
        "/chat/completions",
        operation_id="createChatCompletion",
        response_model=ChatCompletion,
        responses=documented(400, 408, 413, 415, 422, 429, 503) | {200: {"content": {"text/event-stream": {}}}},
        summary="Ask as a chat completion",
    )
    def complete(request: ChatCompletionRequest, http: Request) -> ChatCompletion | EventSourceResponse:
        """Answer the last message of a user, in the context of the messages before it.

        `message.content` holds the texts of the answers, one a line, or says why there is none; `citespan` is the
        response, as `POST /v1/ask` gives it. Any `model` is taken, and whatever steers a generative one is ignored.
        """
        question, earlier = _asked(request.messages)
        grant_of(http).questions.append(question)
        answerer = sight.of(http)
        stages = Conversation(answerer, earlier).stages(question)
        *_, said = metrics.timed(slots.in_time(stages))
        if not isinstance(said, Response):
            raise TypeError("the last stage is a response")
        completion = _completion(
            said, request, base=str(http.base_url), count_tokens=answerer.index.encoder.count_tokens
        )
        if not request.stream:
            return completion
        with_usage = request.stream_options is not None and request.stream_options.include_usage
        return EventSourceResponse(_events(completion, with_usage=with_usage))

    @router.get(
        "/models", operation_id="listModels", responses=documented(422, 429, 503), summary="List what completes chats"
    )
    def models() -> ModelListModel:
        """Return the one model there is."""
        return ModelListModel(data=(ModelModel(id=MODEL, created=_CREATED),))

    @router.get(
        "/models/{model}",
        operation_id="getModel",
        responses=documented(404, 422, 429, 503),
        summary="Describe what completes chats",
    )
    def model(model: Annotated[str, Path(examples=[MODEL])]) -> ModelModel:
        """Return the one model there is, if it is that."""
        if model != MODEL:
            raise UnknownDocumentError(f"there is no model {model}; GET /v1/models lists the one there is")
        return ModelModel(id=MODEL, created=_CREATED)

    return router


def _asked(messages: Sequence[ChatMessage]) -> tuple[str, list[EarlierTurn]]:
    """The question, and the turns before it.

    Raises:
        UsageError: if no user says anything.
    """
    asking = [number for number, message in enumerate(messages) if message.role == "user"]
    if not asking:
        raise UsageError("no message has the role user; its content is the question")
    if not messages[asking[-1]].text.strip():
        raise UsageError("the last message of the user holds no text; pictures and files cannot be asked about")
    turns = [
        EarlierTurn(messages[start].text, answers=_answers(messages[start + 1 : end]))
        for start, end in pairwise(asking)
        if messages[start].text.strip()
    ]
    return messages[asking[-1]].text, turns


def _answers(messages: Sequence[ChatMessage]) -> tuple[str, ...]:
    return tuple(line for message in messages if message.role == "assistant" for line in answers_in(message.text))


def _completion(
    said: Response,
    request: ChatCompletionRequest,
    *,
    base: str,
    count_tokens: Callable[[Sequence[str]], tuple[int, ...]],
) -> ChatCompletion:
    lines = lines_of(said)
    content = "\n".join(lines)
    asked, told = sum(count_tokens([message.text for message in request.messages])), sum(count_tokens([content]))
    message = CompletionMessage(content=content, annotations=tuple(_annotations(said, lines, base=base)))
    return ChatCompletion(
        id=f"chatcmpl-{uuid4().hex}",
        created=int(time.time()),
        model=request.model,
        choices=(CompletionChoice(message=message),),
        usage=Usage(prompt_tokens=asked, completion_tokens=told, total_tokens=asked + told),
        citespan=ResponseModel.model_validate(said),
    )


def _annotations(said: Response, lines: Sequence[str], *, base: str) -> Iterator[Annotation]:
    """The citations of each line, in the order of the lines."""
    start = 0
    for answer, line in zip(said.answers, lines, strict=False):
        for citation in answer.citations:
            yield Annotation(
                url_citation=UrlCitation(
                    start_index=start,
                    end_index=start + len(line),
                    title=citation.title,
                    url=citation.link or _address(citation, base),
                )
            )
        start += len(line) + 1


def _address(citation: Citation, base: str) -> str:
    """Where the page shows a citation in its document."""
    span = urlencode({"start": citation.start, "end": citation.end, "sha256": citation.text_sha256})
    return f"{base.rstrip('/')}/documents/{quote(citation.document_id)}?{span}"


def _events(completion: ChatCompletion, *, with_usage: bool) -> Iterator[bytes]:
    """The completion in pieces: the role, each line, the citations with the whole response, the usage."""
    message = completion.choices[0].message
    lines = message.content.splitlines(keepends=True)
    yield _event(completion, Delta(role="assistant", content=""))
    for line in lines:
        yield _event(completion, Delta(content=line))
    yield _event(completion, Delta(annotations=message.annotations), is_last=True)
    if with_usage:
        chunk = _chunk(completion, ()).model_copy(update={"usage": completion.usage})
        yield format_sse_event(data_str=chunk.model_dump_json())
    yield format_sse_event(data_str="[DONE]")


def _event(completion: ChatCompletion, delta: Delta, *, is_last: bool = False) -> bytes:
    choice = ChunkChoice(delta=delta, finish_reason="stop" if is_last else None)
    chunk = _chunk(completion, (choice,))
    if is_last:
        chunk = chunk.model_copy(update={"citespan": completion.citespan})
    return format_sse_event(data_str=chunk.model_dump_json())


def _chunk(completion: ChatCompletion, choices: tuple[ChunkChoice, ...]) -> ChatCompletionChunk:
    return ChatCompletionChunk(id=completion.id, created=completion.created, model=completion.model, choices=choices)
