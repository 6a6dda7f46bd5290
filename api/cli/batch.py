"""Batches: questions as JSON lines in, responses as JSON lines out, in the same order."""

from __future__ import annotations

import codecs
import io
import json
from functools import partial
from typing import TYPE_CHECKING

from citespan.api.wire.batch import answer_one, batch_error
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BufferedReader

    from citespan.api.wire.response import BatchErrorModel, BatchResponseModel
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
        try:
            tree = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError) as exc:
            yield batch_error(None, f'not JSON: {exc}; write one {{"question": "..."}} a line', line=number)
        else:
            yield answer_one(tree, partial(answerer.answer, as_typed=as_typed), line=number)
