from __future__ import annotations

import json
from typing import TYPE_CHECKING

from citespan.api.cli.batch import answer_lines

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
        b'{"question": "Zxqv wqpf?"}',
    ]
    results = [json.loads(result.model_dump_json()) for result in answer_lines(sample_answerer, lines)]
    assert [result["status"] for result in results] == ["answered", *["error"] * 6, "abstained"]
    errors = [result for result in results if result["status"] == "error"]
    assert [error["error"]["line"] for error in errors] == [3, 4, 5, 6, 7, 8]
    assert all(set(error) == {"question", "status", "answers", "error"} for error in errors)
    assert [error["question"] for error in errors][:3] == [None, None, " "]
