"""The long runs are `python tests/benchmarks/http_cases.py` and `labelled_cases.py`; here are few of their requests."""

from __future__ import annotations

from http_cases import send_cases
from labelled_cases import KEYS, names_in, send_labelled
from served import served_copy


def test_replies_to_made_up_requests_are_as_the_openapi_document_says() -> None:
    with served_copy() as address:  # documents are removed, and uploaded
        run = send_cases(address, examples=3, phases="examples,fuzzing,stateful")
    assert run.passed, run.output
    assert run.cases >= 20, run.output


def test_replies_to_keys_with_labels_name_no_document_that_they_do_not_see() -> None:
    done = send_labelled(examples=2, phases="fuzzing", seed=3)
    assert done.run.passed, done.run.output
    assert done.replies.keys() >= KEYS.keys()
    assert done.own
    assert not done.foreign


def test_a_document_is_found_in_a_reply_by_its_id_and_by_its_hash_unless_the_request_has_it() -> None:
    one, other = ({"document_id": f"{name}-1", "sha256": name * 8} for name in ("quay", "lock"))
    assert names_in('{"sha256": "quayquayquayquayquayquayquayquay"} lock-1', (one, other)) == {"quay-1", "lock-1"}
    assert names_in("no document lock-1", (one, other), but="GET /v1/documents/lock-1") == set()
