"""The HTTP application in-process; `test_doors.py` asks a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app
from citespan.api.wire.response import ResponseModel
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


@pytest.fixture(scope="module")
def client(sample_client: TestClient) -> TestClient:
    return sample_client


def test_a_question_gets_the_documented_response(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": QUESTION})
    assert reply.status_code == 200
    assert ResponseModel.model_validate_json(reply.content).status == "answered"
    assert list(reply.json()) == [
        "question", "resolved", "status", "reason", "agreement", "answers", "lead", "corrected", "nearest", "refused",
        "receipt", "took_ms", "parts",
    ]  # fmt: skip


def test_a_question_can_bring_its_own_threshold(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": QUESTION, "threshold": 1})
    assert (reply.json()["status"], reply.json()["receipt"]["threshold"]) == ("abstained", 1)


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b'{"question": "  "}', 422, "blank"),
        (b'{"question": "%s"}' % (b"x" * 1001), 422, "1001 characters"),
        (b'{"question": "\\ud800"}', 422, "Unicode"),
        (b"{}", 422, "question"),
        (b'{"question": 7}', 422, "string"),
        (b'{"question": "Who?", "colour": 1}', 422, "colour"),
        (b'{"question": "Who?", "threshold": 2}', 422, "threshold"),
        (b'{"question": "Who?", "threshold": "0.5"}', 422, "threshold"),
        (b'{"question": "Who?", "explain": 1}', 422, "explain"),
        (b'{"question": "Who?", "threshold": 0.5, "risk": 0.1}', 422, "leave one out"),
        (b'{"question": "Who?", "risk": 1}', 422, "risk"),
        (b'{"question": "Who?", "risk": 0.0001}', 422, "no threshold is certified for a risk of 0.0001"),
        (b'{"question": "Who?", "where": ["colour=red"]}', 422, "source="),
        (b"{", 400, "JSON"),
        (b"", 422, "required"),
        (b"\xff", 400, ""),
    ],
)
def test_bad_requests_are_problem_documents(client: TestClient, body: bytes, status: int, detail: str) -> None:
    reply = client.post("/v1/ask", content=body, headers={"content-type": "application/json"})
    problem = reply.json()
    assert (reply.status_code, problem["status"]) == (status, status)
    assert reply.headers["content-type"] == "application/problem+json"
    assert detail in problem["detail"]
    assert set(problem) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/v1/ask", 405)])
def test_wrong_addresses_are_problem_documents(client: TestClient, method: str, path: str, status: int) -> None:
    reply = client.request(method, path)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_wrong_method_is_told_all_that_are_right(client: TestClient) -> None:
    reply = client.put("/v1/documents/some-id")
    assert (reply.status_code, reply.headers["allow"]) == (405, "DELETE, GET")
    assert "use DELETE, GET" in reply.json()["detail"]


def test_health_and_readiness_are_told(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["status"] == "ready"


def test_the_api_is_documented(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/v1/ask",
        "/v1/search",
        "/v1/verify",
        "/v1/resolve",
        "/v1/documents",
        "/v1/documents/{document_id}",
        "/v1/documents/{document_id}/original",
        "/v1/documents/{document_id}/text",
        "/v1/documents/{document_id}/boxes",
        "/v1/documents/{document_id}/find",
        "/v1/documents/{document_id}/pages",
        "/v1/documents/{document_id}/pages/{number}/picture",
        "/v1/documents/{document_id}/rendered",
        "/v1/audit",
        "/v1/keys",
        "/v1/keys/{name}",
        "/v1/keys/{name}/rotate",
        "/v1/feedback",
        "/v1/feedback/{feedback_id}",
        "/v1/jobs/{job_id}",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{model}",
        "/healthz",
        "/readyz",
        "/metrics",
    }
    assert client.get("/docs").status_code == 200


def test_a_damaged_text_is_a_503_that_says_nothing_of_the_inside(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "bread.txt").write_text("A loaf needs 500 grams of flour.")
    folder = tmp_path / "index"
    build_index(folder, [tmp_path / "root"], encoder=encoder)
    file = folder / "index.sqlite3"
    index = Index(folder, encoder)
    file.write_bytes(file.read_bytes().replace(b"500 grams", b"700 grams"))
    with TestClient(build_app(Answerer(index, SentenceReader(encoder))), raise_server_exceptions=False) as client:
        reply = client.post("/v1/ask", json={"question": "How much flour does a loaf need?"})
    index.close()
    assert reply.status_code == 503
    assert str(tmp_path) not in reply.text
    assert "700" not in reply.text
