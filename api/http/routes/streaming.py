"""Answering as server-sent events: one for each stage, as soon as it is done."""

from __future__ import annotations

import json
import logging
from itertools import chain
from typing import TYPE_CHECKING

from fastapi.sse import EventSourceResponse, format_sse_event

from citespan.api.http.statuses import problem_of
from citespan.api.wire.response import ResponseModel
from citespan.corpus.errors import CitespanError
from citespan.qa.answer import Response
from citespan.qa.caching.answer_cache import RecalledStage
from citespan.qa.candidates import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.answerer import Stage

EVENTS = ("retrieved", "read", "answered", "problem")
"""The events: the first two, once for each part of the question, then the third; or the last one, which ends them."""

_log = logging.getLogger(__name__)


def event_stream(stages: Iterator[Stage]) -> EventSourceResponse:
    """A reply that sends each of `stages`; the first is worked on before, so that its errors become problems.

    Source: Server-sent events, HTML Living Standard.
    """
    first = next(stages)
    return EventSourceResponse(_events(chain([first], stages)))


def _events(stages: Iterator[Stage]) -> Iterator[bytes]:
    try:
        for stage in stages:
            yield _event(stage)
    except CitespanError as exc:
        _log.error("%s: %s", type(exc).__name__, exc)
        yield format_sse_event(event="problem", data_str=problem_of(exc).model_dump_json())


def _event(stage: Stage) -> bytes:
    if isinstance(stage, Response):
        return format_sse_event(event="answered", data_str=ResponseModel.model_validate(stage).model_dump_json())
    if isinstance(stage, RecalledStage):
        passages, spans, fingerprint = stage.passages, stage.spans, stage.fingerprint
    elif isinstance(stage, Found):
        passages, spans, fingerprint = None, len(stage.candidates), stage.retrieval.fingerprint
    else:
        passages, spans, fingerprint = len(stage.passages), None, stage.fingerprint
    if passages is None:
        return format_sse_event(event="read", data_str=json.dumps({"spans": spans}))
    data = {"passages": passages, "index": fingerprint}
    return format_sse_event(event="retrieved", data_str=json.dumps(data))
