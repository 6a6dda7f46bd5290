"""Batches: questions as JSON lines in, responses as JSON lines out, in the same order."""

from __future__ import annotations

import codecs
import io
import json
from typing import TYPE_CHECKING

from citespan.api.wire.response import BatchErrorDetail, BatchErrorModel, BatchResponseModel
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from io import BufferedReader

    from pydantic import JsonValue

    from citespan.qa.answerer import Answerer


def lines_of(stream: BufferedReader, *, name: str) -> Iterator[bytes]:
    """The lines of a batch in UTF-8, as they come; the batch may be UTF-16 with a byte-order mark, as Windows writes.

    Raises:
        UsageError: if it begins as UTF-16, and is not; the message names the file.
    """
    if stream.peek(2)[:2] not in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        yield from stream
        return
    try:
        for line in io.TextIOWrapper(stream, encoding="utf-16", newline="\n"):
            yield line.encode("utf-8")
    except UnicodeError as exc:
        raise UsageError(f"{name}: is not UTF-16, though its byte-order mark says so; save it as UTF-8") from exc


def answer_lines(
    answerer: Answerer, lines: Iterable[bytes], *, as_typed: bool = False
) -> Iterator[BatchResponseModel | BatchErrorModel]:
    """One response or error for each line that is not blank, as soon as it is known.

    A line is a JSON object whose `question` is a string; its `id`, whatever it is, comes back, and its other fields are
    ignored. With `as_typed` no word of a question is corrected.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question, own_id = None, None
        try:
            tree = _tree(line)
            own_id = _checked_id(tree.get("id"))
            question = _question(tree)
            said = BatchResponseModel.model_validate(answerer.answer(question, as_typed=as_typed))
            yield said.model_copy(update={"id": own_id})
        except UsageError as exc:
            shown = question.encode("utf-8", "replace").decode() if question is not None else None
            yield BatchErrorModel(id=own_id, question=shown, error=BatchErrorDetail(line=number, detail=str(exc)))


def _tree(line: bytes) -> dict[str, JsonValue]:
    try:
        value = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as exc:
        raise UsageError(f'not JSON: {exc}; write one {{"question": "..."}} a line') from exc
    return value if isinstance(value, dict) else {}


def _question(tree: Mapping[str, JsonValue]) -> str:
    question = tree.get("question")
    if not isinstance(question, str):
        raise UsageError('no "question" with a string here; write one {"question": "..."} a line')
    return question


def _checked_id(value: JsonValue) -> JsonValue:
    """An `id` that can be given back."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as exc:
        raise UsageError("the id cannot be given back: it holds half a character, or a number that is none") from exc
    return value
