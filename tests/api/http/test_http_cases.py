"""The long run is `python tests/benchmarks/http_cases.py`; here are few of its requests."""

from __future__ import annotations

from http_cases import send_cases
from served import served_copy


def test_replies_to_made_up_requests_are_as_the_openapi_document_says() -> None:
    with served_copy() as address:  # documents are removed, and uploaded
        run = send_cases(address, examples=3, phases="examples,fuzzing,stateful")
    assert run.passed, run.output
    assert run.cases >= 20, run.output
