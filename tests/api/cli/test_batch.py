from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from citespan.api.cli.batch import answer_lines, lines_of
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def test_every_line_gets_its_response_in_order_and_bad_ones_an_error(sample_answerer: Answerer) -> None:
    lines = [
        b'\xef\xbb\xbf{"question": "Who is named as the commander of Jaish ul-Adl?", "id": 1}\n',
        b"\n",
        b"not json\n",
        b'{"query": "x"}\r\n',
        b'{"question": " "}\n',
        b'{"question": "\\udc00"}\n',
        b"[" * 100_000 + b"\n",
        b"\xff\xfe\n",
        b'{"question": "Who?", "id": "\\udc00"}\n',
        b'{"question": "Who?", "id": NaN}\n',
        b'{"question": "Zxqv wqpf?"}',
    ]
    results = [json.loads(result.model_dump_json()) for result in answer_lines(sample_answerer, lines)]
    assert [result["status"] for result in results] == ["answered", *["error"] * 8, "abstained"]
    errors = [result for result in results if result["status"] == "error"]
    assert [error["error"]["line"] for error in errors] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert all(set(error) == {"question", "status", "answers", "error"} for error in errors)
    assert [error["question"] for error in errors][:3] == [None, None, " "]


def test_the_id_of_a_line_comes_back_whatever_it_is(sample_answerer: Answerer) -> None:
    lines = [
        b'{"question": "Zxqv wqpf?", "id": "a"}',
        b'{"id": {"row": [1, 2.5]}, "question": " "}',
        b'{"question": "Zxqv wqpf?"}',
    ]
    results = [json.loads(result.model_dump_json()) for result in answer_lines(sample_answerer, lines)]
    assert [result.get("id") for result in results] == ["a", {"row": [1, 2.5]}, None]
    assert "id" not in results[2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_a_batch_is_read_as_windows_writes_it(encoding: str) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    data = f'{mark}{{"question": "Où?"}}\r\n{{"question": "Who?"}}'.encode(encoding)
    lines = [line.decode("utf-8-sig").strip() for line in lines_of(io.BufferedReader(io.BytesIO(data)), name="x")]
    assert lines == ['{"question": "Où?"}', '{"question": "Who?"}']


def test_a_batch_that_only_begins_as_utf_16_is_named() -> None:
    with pytest.raises(UsageError, match=r"x\.jsonl: is not UTF-16"):
        list(lines_of(io.BufferedReader(io.BytesIO(b"\xff\xfe\x00")), name="x.jsonl"))
