"""Batches: questions as JSON lines in, responses as JSON lines out, in the same order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from citespan.api.wire.response import BatchErrorDetail, BatchErrorModel, ResponseModel
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from citespan.qa.answerer import Answerer


def answer_lines(answerer: Answerer, lines: Iterable[bytes]) -> Iterator[ResponseModel | BatchErrorModel]:
    """One response or error for each line that is not blank, as soon as it is known.

    A line is a JSON object whose `question` is a string; its other fields are ignored.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question = None
        try:
            question = _question(line)
            yield ResponseModel.model_validate(answerer.answer(question))
        except UsageError as exc:
            shown = question.encode("utf-8", "replace").decode() if question is not None else None
            yield BatchErrorModel(question=shown, error=BatchErrorDetail(line=number, detail=str(exc)))


def _question(line: bytes) -> str:
    try:
        value = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as exc:
        raise UsageError(f'not JSON: {exc}; write one {{"question": "..."}} a line') from exc
    question = value.get("question") if isinstance(value, dict) else None
    if not isinstance(question, str):
        raise UsageError('no "question" with a string here; write one {"question": "..."} a line')
    return question
