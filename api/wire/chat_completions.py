"""The wire format of chat completions, as OpenAI's clients send and read them.

Source: OpenAI API reference, Chat Completions and Models.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from citespan.api.wire.response import ResponseModel, Wire

MODEL = "citespan"
"""The one model that is listed; any other name is taken, too."""


class _Taken(BaseModel):
    """What clients send; fields that steer a generative model, such as `temperature`, are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)


class ContentPart(_Taken):
    """A part of a message; only those of type `text` are read."""

    type: str
    text: str | None = None


class ChatMessage(_Taken):
    """A message of a conversation; those of `user` ask, those of `assistant` answered, others are ignored."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class StreamOptions(_Taken):
    """What a stream holds beside the answer."""

    include_usage: bool = False


class ChatCompletionRequest(_Taken):
    """A conversation, whose last message of a user is the question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "Who is named as the commander of Jaish ul-Adl?"}],
                }
            ]
        }
    )
    model: str = MODEL
    messages: list[ChatMessage] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions | None = None


class UrlCitation(Wire):
    """Where the characters `[start_index, end_index)` of the message stand: the document at the quote."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(Wire):
    """A citation of a message."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class CompletionMessage(Wire):
    """The texts of the answers, one a line, or the sentence that says why there is none."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: tuple[Annotation, ...]


class CompletionChoice(Wire):
    """The one choice there is."""

    index: Literal[0] = 0
    message: CompletionMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(Wire):
    """Tokens, as the encoder counts them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(Wire):
    """The response to a question in the shape of a chat completion; `citespan` holds it whole."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: tuple[CompletionChoice, ...] = Field(min_length=1, max_length=1)
    usage: Usage
    citespan: ResponseModel


class Delta(Wire):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = Field(None, exclude_if=lambda value: value is None)
    content: str | None = Field(None, exclude_if=lambda value: value is None)
    annotations: tuple[Annotation, ...] | None = Field(None, exclude_if=lambda value: value is None)


class ChunkChoice(Wire):
    """The one choice there is, as far as a chunk has it."""

    index: Literal[0] = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class ChatCompletionChunk(Wire):
    """A piece of a streamed completion; the last one with a choice holds the response in `citespan`."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: tuple[ChunkChoice, ...]
    usage: Usage | None = None
    citespan: ResponseModel | None = Field(None, exclude_if=lambda value: value is None)


class ModelModel(Wire):
    """A model that completes chats."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(description="seconds since 1970")
    owned_by: str = MODEL


class ModelListModel(Wire):
    """The models there are."""

    object: Literal["list"] = "list"
    data: tuple[ModelModel, ...]
