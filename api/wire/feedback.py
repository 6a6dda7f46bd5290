"""The wire format of feedback: what somebody says of a response."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from citespan.api.wire.response import ResponseModel, Wire

LONGEST_EXPECTED = 10_000
"""The most characters that somebody may expect as an answer."""


class Verdict(StrEnum):
    """Whether a response is right: that it answers, with what, or that it does not."""

    RIGHT = "right"
    WRONG = "wrong"


class FeedbackRequest(BaseModel):
    """What somebody says of a response."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "if": {"properties": {"verdict": {"const": "right"}}},
            "then": {"properties": {"expected": {"type": "null"}}},
        },
    )
    response: dict[str, Any] = Field(description="as POST /v1/ask gave it")
    verdict: Verdict
    expected: Annotated[str, Field(max_length=LONGEST_EXPECTED)] | None = Field(
        None,
        description="the right answer, where the response is wrong; empty if the documents do not say; null if unknown",
    )

    @model_validator(mode="after")
    def _expects_where_wrong(self) -> FeedbackRequest:
        if self.verdict is Verdict.RIGHT and self.expected is not None:
            raise ValueError("a response that is right is what was expected; leave expected out, or say wrong")
        return self


class FeedbackModel(Wire):
    """Feedback that was taken: what deletes it, and until when it is kept."""

    id: str
    kept_until: datetime


class StoredFeedback(Wire):
    """Feedback as it is kept; the response is without its explanation."""

    id: str
    given_at: datetime
    verdict: Verdict
    expected: str | None
    response: ResponseModel
