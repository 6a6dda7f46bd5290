"""Several questions in one request: each gets what it would get alone, and a bad one costs no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app
from citespan.api.http.guard.limits import Limits
from citespan.api.wire.response import ResponsesModel

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer

WHO = "Who is named as the commander of Jaish ul-Adl?"


@pytest.fixture(scope="module")
def client(sample_client: TestClient) -> TestClient:
    return sample_client


def _ask(client: TestClient, **body: object) -> list[dict[str, Any]]:
    reply = client.post("/v1/ask", json=body)
    assert reply.status_code == 200, reply.text
    assert ResponsesModel.model_validate_json(reply.content).responses
    return list(reply.json()["responses"])


def _without_time(response: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in response.items() if name not in {"took_ms", "id"}}


def test_each_question_gets_what_it_gets_alone(client: TestClient) -> None:
    first, second = _ask(client, questions=[WHO, {"question": "Zxqv wqpf?", "id": {"line": 7}, "other": 1}])
    assert _without_time(first) == _without_time(client.post("/v1/ask", json={"question": WHO}).json())
    assert (first["status"], "id" in first) == ("answered", False)
    assert (second["status"], second["id"]) == ("abstained", {"line": 7})


def test_bad_questions_get_errors_and_the_others_answers(client: TestClient) -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    bad = ["", "  ", "x" * 1001, 7, None, [], {}, {"question": 7}, {"question": " ", "id": 3}]
    bad += [{"question": WHO, "id": deep}]
    replies = _ask(client, questions=[*bad, WHO])
    assert [reply["status"] for reply in replies] == ["error"] * len(bad) + ["answered"]
    assert [reply["error"]["line"] for reply in replies[:-1]] == list(range(1, len(bad) + 1))
    assert all(reply["answers"] == [] and reply["error"]["detail"] for reply in replies[:-1])
    assert (replies[8]["question"], replies[8]["id"]) == (" ", 3)


def test_half_a_character_costs_its_own_question_alone(client: TestClient) -> None:
    content = b'{"questions": ["\\ud800", {"question": "Who?", "id": "\\udc00"}, "%s"]}' % WHO.encode()
    reply = client.post("/v1/ask", content=content, headers={"content-type": "application/json"})
    assert [one["status"] for one in reply.json()["responses"]] == ["error", "error", "answered"]


def test_what_is_asked_of_one_is_asked_of_all(client: TestClient) -> None:
    (first,) = _ask(client, questions=[WHO], threshold=1.0, explain=True, where=["source=*-border.md"])
    assert (first["status"], first["receipt"]["threshold"]) == ("abstained", 1)
    assert {one["source"] for one in first["explanation"]["passages"]} == {"iran-pakistan-border.md"}


def test_a_question_that_is_out_of_time_loses_itself_alone(sample_answerer: Answerer) -> None:
    with TestClient(build_app(sample_answerer, limits=Limits(question_seconds=1e-9))) as client:
        replies = _ask(client, questions=[WHO, "Who visited Pakistan?"])
    assert [reply["status"] for reply in replies] == ["error", "error"]
    assert "within 1e-09 seconds" in replies[1]["error"]["detail"]


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"questions": []}, 422, "questions"),
        ({"questions": ["Who?"] * 101}, 422, "questions"),
        ({"questions": "Who?"}, 422, "questions"),
        ({"questions": {"question": "Who?"}}, 422, "questions"),
        ({"questions": ["Who?"], "question": "Who?"}, 422, "questions"),
        ({"questions": ["Who?"], "history": []}, 422, "history"),
        ({"questions": ["Who?"], "colour": 1}, 422, "colour"),
        ({"questions": ["Who?"], "threshold": 2}, 422, "threshold"),
        ({"questions": ["Who?"], "threshold": 0.5, "risk": 0.1}, 422, "leave one out"),
        ({"questions": ["Who?"], "risk": 0.0001}, 422, "no threshold is certified"),
        ({"questions": ["Who?"], "where": ["colour=red"]}, 422, "source="),
        ([WHO], 422, "an object with a question, or with questions"),
        (WHO, 422, "an object with a question, or with questions"),
    ],
)
def test_what_is_wrong_with_all_is_refused(client: TestClient, body: object, status: int, detail: str) -> None:
    reply = client.post("/v1/ask", json=body)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert detail in reply.json()["detail"]


def test_a_body_of_another_type_is_refused_as_before(client: TestClient) -> None:
    body = json.dumps({"questions": [WHO]})
    assert client.post("/v1/ask", content=body, headers={"content-type": "text/plain"}).status_code == 415


@pytest.mark.parametrize("accept", ["text/event-stream", "text/markdown"])
def test_several_questions_are_answered_in_json_alone(client: TestClient, accept: str) -> None:
    reply = client.post("/v1/ask", json={"questions": [WHO]}, headers={"accept": accept})
    assert (reply.status_code, "ask one by one" in reply.json()["detail"]) == (422, True)
