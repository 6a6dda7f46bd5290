"""Figures, logs and limits of a server that is observed while it works."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from citespan.api.http.app import build_app
from citespan.api.http.guard.limits import Limits
from citespan.api.http.logs import JsonLines
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder

SECRET = "Who betrayed the lighthouse keeper Zebulon?"


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Answerer]:
    root = tmp_path_factory.mktemp("observed")
    (root / "hours.txt").write_text("The harbour closes at noon. The confidential price is 70 euros.")
    build_index(root / ".index", [root], encoder=encoder)
    index = Index(root / ".index", encoder)
    yield Answerer(index, SentenceReader(encoder))
    index.close()


def _figures(client: TestClient) -> dict[tuple[str, ...], float]:
    reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
        if "bucket" not in sample.name
    }


def test_figures_count_requests_questions_and_stages(answerer: Answerer) -> None:
    with TestClient(build_app(answerer)) as client:
        client.post("/v1/ask", json={"question": SECRET, "threshold": 1})
        client.post("/v1/ask", json={"question": "When does it close?", "threshold": 0})
        client.get("/v1/documents/some-name")
        client.get("/nowhere/at/all")
        client.request("BREW", "/healthz")
        figures = _figures(client)
        text = client.get("/metrics").text
    assert figures["citespan_requests_total", "POST", "/v1/ask", "200"] == 2
    assert figures["citespan_requests_total", "GET", "/v1/documents/{document_id}", "404"] == 1
    assert figures["citespan_requests_total", "GET", "none", "404"] == 1
    assert figures["citespan_questions_total", "answered"] == figures["citespan_questions_total", "abstained"] == 1
    for stage in ("retrieve", "read", "decide"):
        assert figures["citespan_stage_seconds_count", stage] == 2
    assert figures["citespan_request_seconds_count", "POST", "/v1/ask"] == 2
    assert figures[("citespan_index_generation",)] == 1
    assert figures[("citespan_requests_inside",)] == figures[("citespan_jobs_waiting",)] == 0
    assert not any(word in text for word in ("Zebulon", "some-name", "nowhere", "BREW"))


def test_each_request_is_a_line_of_log_without_question_or_text(
    answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with TestClient(build_app(answerer)) as client:
        for body in ({"question": SECRET}, {"question": SECRET * 100}, {"question": 7}):
            client.post("/v1/ask", json=body, headers={"X-Request-ID": "mine"})
        client.get("/v1/documents/hours-txt/text")
    ours = [record for record in caplog.records if record.name.startswith("citespan")]
    lines = [json.loads(JsonLines().format(record)) for record in ours]
    access = [line for line in lines if line["logger"] == "citespan.access"]
    assert [(line["route"], line["status"]) for line in access] == [
        ("/v1/ask", 200), ("/v1/ask", 422), ("/v1/ask", 422), ("/v1/documents/{document_id}/text", 404),
    ]  # fmt: skip
    assert access[0].keys() == {
        "time", "level", "logger", "message", "request_id", "client", "method", "route", "status", "ms",
    }  # fmt: skip
    assert access[0]["request_id"] == "mine"
    assert not any(word in json.dumps(lines) for word in ("Zebulon", "noon", "confidential", "hours"))


def test_an_error_is_one_line_of_log() -> None:
    try:
        raise ValueError("a\nb")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, "f", 1, "it %s", ("broke",), None)
        record.exc_info = __import__("sys").exc_info()
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "it broke"
    assert "ValueError" in json.loads(line)["exception"]


def test_a_question_that_takes_too_long_is_told_to_come_again(answerer: Answerer) -> None:
    with TestClient(build_app(answerer, limits=Limits(question_seconds=0))) as client:
        reply = client.post("/v1/ask", json={"question": "When does it close?"})
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
        assert reply.headers["content-type"] == "application/problem+json"
        assert "within 0 seconds" in reply.json()["detail"]
        assert _figures(client)["citespan_questions_total", "overdue"] == 1
        stream = client.post("/v1/ask", json={"question": "When?"}, headers={"Accept": "text/event-stream"})
        assert stream.status_code == 503


def test_a_client_over_its_rate_is_told_when_to_come_again(answerer: Answerer) -> None:
    with TestClient(build_app(answerer, limits=Limits(requests_per_minute=2))) as client:
        replies = [client.post("/v1/search", json={"query": "harbour"}) for _ in range(3)]
        assert [reply.status_code for reply in replies] == [200, 200, 429]
        assert replies[2].headers["content-type"] == "application/problem+json"
        assert 0 < int(replies[2].headers["retry-after"]) <= 30
        assert "2 requests a minute" in replies[2].json()["detail"]
        assert client.get("/healthz").status_code == 200


def test_answers_that_are_kept_are_counted_and_given_without_their_stages(answerer: Answerer) -> None:
    body = {"question": "When does the harbour close?", "threshold": 0, "explain": True}
    with TestClient(build_app(answerer)) as client:
        first, second = (client.post("/v1/ask", json=body).json() for _ in range(2))
        figures = _figures(client)
    assert first | {"took_ms": 0} == second | {"took_ms": 0}
    assert figures["citespan_cache_lookups_total", "no"] == figures["citespan_cache_lookups_total", "yes"] == 1
    assert figures["citespan_cache_answers",] == 1
    assert 0 < figures["citespan_cache_bytes",] < 1_000_000
    assert figures["citespan_stage_seconds_count", "read"] == 1
    assert figures["citespan_questions_total", "answered"] == 2


def test_no_answer_is_kept_where_no_memory_is_given_for_it(answerer: Answerer) -> None:
    with TestClient(build_app(answerer, limits=Limits(cache_bytes=0))) as client:
        for _ in range(2):
            client.post("/v1/ask", json={"question": "When does the harbour close?"})
        figures = _figures(client)
    assert figures["citespan_cache_lookups_total", "yes"] == figures["citespan_cache_answers",] == 0
    assert figures["citespan_stage_seconds_count", "read"] == 2
