"""Batches: what one question of many is, and what becomes of it, whichever door it came through."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import JsonValue, TypeAdapter

from citespan.api.wire.response import BatchErrorDetail, BatchErrorModel, BatchResponseModel
from citespan.corpus.errors import CitespanError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.qa.answer import Response

_ID: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


def answer_one(
    tree: object, ask: Callable[[str], Response], *, line: int, forgiven: type[CitespanError] = UsageError
) -> BatchResponseModel | BatchErrorModel:
    """The response that `ask` gives to the question in `tree`, or an error that names its `line`, counting from 1.

    `tree` is an object whose `question` is a string; its `id` comes back, and its other fields are ignored. Besides
    mistakes in the question, errors of the kind `forgiven` take the place of the response.

    Raises:
        CitespanError: whatever else `ask` raises.
    """
    question, own_id = None, None
    try:
        fields = tree if isinstance(tree, dict) else {}
        own_id = _checked_id(fields.get("id"))
        question = _question(fields.get("question"))
        return BatchResponseModel.model_validate(ask(question)).model_copy(update={"id": own_id})
    except (UsageError, forgiven) as exc:
        return batch_error(question, str(exc), line=line, own_id=own_id)


def batch_error(question: str | None, detail: str, *, line: int, own_id: JsonValue = None) -> BatchErrorModel:
    """What stands in the place of the response to a question that cannot be answered."""
    shown = question.encode("utf-8", "replace").decode() if question is not None else None
    return BatchErrorModel(id=own_id, question=shown, error=BatchErrorDetail(line=line, detail=detail))


def _question(value: object) -> str:
    if not isinstance(value, str):
        raise UsageError('no "question" with a string here; write one {"question": "..."} a line')
    return value


def _checked_id(value: object) -> JsonValue:
    """An `id` that can be given back."""
    try:
        checked = _ID.validate_python(value)
        json.dumps(checked, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as exc:
        raise UsageError(
            "the id cannot be given back: it holds half a character, a number that is none, or too many lists in lists"
        ) from exc
    return checked
