"""Questions and queries over HTTP, with the bundled models and sample documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from citespan.api.http.routes.streaming import event_stream
from citespan.qa.candidates import PASSAGES_READ, Found

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run
    from fastapi.testclient import TestClient

    from citespan.qa.answerer import Answerer

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


@pytest.fixture(scope="module")
def client(sample_client: TestClient) -> TestClient:
    return sample_client


def test_a_risk_sets_the_threshold(client: TestClient, sample_answerer: Answerer) -> None:
    reply = client.post("/v1/ask", json={"question": QUESTION, "risk": 0.3})
    threshold = reply.json()["receipt"]["threshold"]
    assert threshold == sample_answerer.threshold_for(0.3)
    assert threshold != client.post("/v1/ask", json={"question": QUESTION}).json()["receipt"]["threshold"]


def _events(body: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in body.removesuffix("\n\n").split("\n\n")]
    return [(event.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for event, data in blocks]


@pytest.mark.parametrize("threshold", [0, 1])
def test_a_stream_tells_the_stages_and_ends_with_the_response(client: TestClient, threshold: int) -> None:
    body = {"question": QUESTION, "threshold": threshold, "explain": True}
    plain = client.post("/v1/ask", json=body).json()
    reply = client.post("/v1/ask", json=body, headers={"Accept": "text/event-stream"})
    assert reply.headers["content-type"].startswith("text/event-stream")
    (retrieved, shown), (read, spans), (answered, response) = _events(reply.text)
    assert (retrieved, read, answered) == ("retrieved", "read", "answered")
    assert (shown["passages"], spans["spans"] > 0) == (PASSAGES_READ, True)
    assert response | {"took_ms": 0} == plain | {"took_ms": 0}


def test_a_stream_of_a_bad_question_is_a_problem(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": " "}, headers={"Accept": "text/event-stream"})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")


def test_only_retrieval_is_done_before_a_stream_begins(sample_answerer: Answerer) -> None:
    stages = sample_answerer.stages(QUESTION)
    event_stream(stages)
    assert isinstance(next(stages), Found), "reading waits for the first event to be sent"


RECALL = {"question": "Why was the Ember lamp recalled?", "answers": ["because its charging socket could overheat"]}
IN_FULL = "When was the Ember lamp recalled?"


def test_a_follow_up_is_resolved_from_the_history(client: TestClient) -> None:
    follow_up = client.post("/v1/ask", json={"question": "When was that?", "history": [RECALL]}).json()
    in_full = client.post("/v1/ask", json={"question": IN_FULL}).json()
    assert (follow_up["question"], follow_up["resolved"], in_full["resolved"]) == ("When was that?", IN_FULL, None)
    assert follow_up["answers"] == in_full["answers"] != []


def test_what_the_responses_say_can_be_sent_along_as_history(client: TestClient) -> None:
    history: list[dict[str, object]] = []
    for question in (RECALL["question"], "When was that?", "How many of them came back?"):
        body = client.post("/v1/ask", json={"question": question, "history": history, "threshold": 0}).json()
        citations = [citation for answer in body["answers"] for citation in answer["citations"]]
        history.append(
            {
                "question": question,
                "resolved": body["resolved"],
                "answers": [answer["text"] for answer in body["answers"]],
                "evidence": [citation["evidence"]["exact"] for citation in citations],
            }
        )
    assert [turn["resolved"] for turn in history] == [None, IN_FULL, "How many of the Ember lamps came back?"]
    assert history[-1]["answers"] == ["1,280"]


def test_a_stream_of_a_follow_up_tells_the_stages_of_each_reading(client: TestClient) -> None:
    body = {"question": "When was that?", "history": [RECALL]}
    reply = client.post("/v1/ask", json=body, headers={"Accept": "text/event-stream"})
    events = _events(reply.text)
    assert [name for name, _ in events] == ["retrieved", "read"] * 2 + ["answered"]
    assert events[-1][1]["resolved"] == IN_FULL


@pytest.mark.parametrize(
    ("history", "detail"),
    [
        ("When was that?", "history: Input should be a valid list"),
        ([{"answers": ["x"]}], "history.0.question: Field required"),
        ([{"question": " "}], "history.0.question"),
        ([{"question": "x" * 1001}], "at most 1000 characters"),
        ([{"question": "Why?", "answers": ["x" * 10_001]}], "at most 10000 characters"),
        ([{"question": "Why?", "answers": ["x"] * 51}], "at most 50 items"),
        ([{"question": "Why?", "answers": [1]}], "history.0.answers.0: Input should be a valid string"),
        ([{"question": "Why?", "answer": "x"}], "history.0.answer: Extra inputs"),
        ([RECALL] * 21, "at most 20 items"),
    ],
)
def test_a_malformed_history_is_a_problem_that_names_the_field(
    client: TestClient, history: object, detail: str
) -> None:
    reply = client.post("/v1/ask", json={"question": "Why?", "history": history})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert detail in reply.json()["detail"]


def test_half_a_character_in_a_history_is_refused(client: TestClient) -> None:
    content = '{"question": "Who invited him?", "history": [{"question": "Who is Ann \\ud800?"}]}'
    reply = client.post("/v1/ask", content=content, headers={"content-type": "application/json"})
    assert reply.status_code == 422


def test_a_search_gives_what_the_command_line_gives(client: TestClient, sample_folder: Path, run: Run) -> None:
    _, out, _ = run("search", "--index", sample_folder, "--json", "-n", 3, "--where", "source=*.md", "headquarters")
    reply = client.post("/v1/search", json={"query": " headquarters ", "limit": 3, "where": ["source=*.md"]})
    assert reply.json() == json.loads(out)
    assert len(reply.json()["results"]) == 3


def test_a_search_gives_five_passages_unless_told_otherwise(client: TestClient) -> None:
    results = client.post("/v1/search", json={"query": "headquarters"}).json()["results"]
    assert [result["rank"] for result in results] == [1, 2, 3, 4, 5]
    assert [result["score"] for result in results] == sorted((result["score"] for result in results), reverse=True)


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ("{", 400, "JSON"),
        ("[]", 422, "body"),
        ('{"query": " "}', 422, "blank"),
        ('{"query": "%s"}' % ("x" * 1001), 422, "1001 characters"),
        ('{"query": "x", "limit": 0}', 422, "limit"),
        ('{"query": "x", "limit": 101}', 422, "less than or equal to 100"),
        ('{"query": "x", "threshold": 0}', 422, "threshold"),
        ('{"query": "x", "where": ["after=2024-02-31"]}', 422, "is no date"),
    ],
)
def test_a_bad_search_is_a_problem_that_says_what_to_do(
    client: TestClient, body: str, status: int, detail: str
) -> None:
    reply = client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert detail in reply.json()["detail"]


def test_an_unsure_response_has_a_lead_and_no_answers(client: TestClient) -> None:
    sure = client.post("/v1/ask", json={"question": QUESTION}).json()
    unsure = client.post("/v1/ask", json={"question": QUESTION, "threshold": 1}).json()
    assert (unsure["status"], unsure["reason"], unsure["answers"]) == ("abstained", "low_confidence", [])
    assert unsure["lead"]["text"] == sure["answers"][0]["text"] == unsure["lead"]["citations"][0]["exact"]
    assert sure["lead"] is None
    assert 0 < unsure["receipt"]["silence_threshold"] < 1


@pytest.mark.parametrize("route", ["ask", "search"])
def test_a_filter_that_no_document_fits_is_a_problem_and_no_silence(client: TestClient, route: str) -> None:
    body = {"question" if route == "ask" else "query": QUESTION, "where": ["source=nothing/*"]}
    for headers in ({}, {"Accept": "text/event-stream"}):
        reply = client.post(f"/v1/{route}", json=body, headers=headers)
        assert reply.status_code == 422
        assert "no document fits source=nothing/*" in reply.json()["detail"]


def test_a_typo_is_corrected_unless_the_question_is_to_be_asked_as_typed(client: TestClient) -> None:
    body = {"question": QUESTION.replace("commander", "comander")}
    reply = client.post("/v1/ask", json=body).json()
    assert (reply["question"], reply["corrected"]) == (body["question"], {"comander": "commander"})
    assert client.post("/v1/ask", json=body | {"as_typed": True}).json()["corrected"] is None


def test_a_search_corrects_a_typo_unless_it_is_to_search_as_typed(client: TestClient) -> None:
    body = {"query": "comander of Jaish ul-Adl"}
    assert client.post("/v1/search", json=body).json()["corrected"] == {"comander": "commander"}
    assert client.post("/v1/search", json=body | {"as_typed": True}).json()["corrected"] is None


def test_as_typed_looks_at_no_history(client: TestClient) -> None:
    history = [{"question": "How often does a starter at 24 degrees want a meal?", "answers": ["every 12 hours"]}]
    body = {"question": "And at 18 degrees?", "history": history}
    assert client.post("/v1/ask", json=body).json()["resolved"]
    assert client.post("/v1/ask", json=body | {"as_typed": True}).json()["resolved"] is None
