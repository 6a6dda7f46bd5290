"""What keys are for, how often they may ask, and what becomes of a stream whose key is revoked."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.sse import EventSourceResponse, format_sse_event
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from citespan.api.access.audit_log import AuditLog
from citespan.api.access.keys import KEYS_FILE, make_key, remove_key
from citespan.api.access.permissions import KeyScope, scope_needed
from citespan.api.http.app import build_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from citespan.qa.answerer import Answerer

QUESTION = {"question": "When does the ferry Aurora leave Port Lindholm?"}
REQUESTS = {
    "ask": [("POST", "/v1/ask"), ("GET", "/v1/documents"), ("POST", "/v1/search"), ("GET", "/v1/models")],
    "upload": [("POST", "/v1/documents"), ("DELETE", "/v1/documents/none"), ("GET", "/v1/jobs/none")],
    "administer": [("GET", "/metrics"), ("GET", "/v1/keys"), ("GET", "/v1/audit"), ("GET", "/v1/nowhere")],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate")


@pytest.fixture
def file(folder: Path) -> Path:
    """The keys of the server, which has none when a test begins, but demands one."""
    (folder / KEYS_FILE).unlink(missing_ok=True)
    return folder / KEYS_FILE


@pytest.fixture(scope="module")
def client(sample_answerer: Answerer, folder: Path) -> Iterator[TestClient]:
    audit = AuditLog(folder, with_questions=True)
    app = build_app(sample_answerer, keys_file=folder / KEYS_FILE, audit=audit)

    async def endless() -> AsyncIterator[bytes]:
        for number in range(1000):
            yield format_sse_event(event="tick", data_str=str(number))
            await asyncio.sleep(0.05)

    @app.get("/v1/search/stream", include_in_schema=False)
    async def stream() -> EventSourceResponse:
        return EventSourceResponse(endless())

    @app.get("/v1/search/download", include_in_schema=False)
    async def download() -> StreamingResponse:
        return StreamingResponse(endless(), headers={"Content-Length": "100000"})

    @app.get("/v1/search/silent", include_in_schema=False)
    async def silent() -> None:
        await asyncio.sleep(60)

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("scope", REQUESTS)
def test_a_key_is_let_in_for_what_it_is_for_and_for_nothing_else(client: TestClient, file: Path, scope: str) -> None:
    headers = _bearer(make_key(file, "desk", scopes=[scope]))
    for needed, requests in REQUESTS.items():
        for method, path in requests:
            reply = client.request(method, path, headers=headers)
            assert (reply.status_code == 403) is (needed != scope), (path, reply.text)
            if needed != scope:
                assert f"this key is for {scope}, and this needs one for {needed}" in reply.json()["detail"]


def test_no_operation_but_those_for_operators_needs_to_administer(client: TestClient) -> None:
    """A new route needs it until somebody says what it is for."""
    document = client.get("/openapi.json").json()
    needed = {
        operation["operationId"]: scope_needed(method.upper(), path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    administering = {name for name, scope in needed.items() if scope is KeyScope.ADMINISTER}
    assert administering == {"getMetrics", "listKeys", "makeKey", "rotateKey", "removeKey", "exportAudit"}
    assert {name for name, scope in needed.items() if scope is None} == {"getHealth", "getReadiness"}
    uploading = {name for name, scope in needed.items() if scope is KeyScope.UPLOAD}
    assert uploading == {"uploadDocuments", "removeDocument", "getJob"}


def test_a_key_with_a_rate_is_told_when_to_come_back_and_others_are_not(client: TestClient, file: Path) -> None:
    slow, fast = make_key(file, "slow", rate=2), make_key(file, "fast")
    statuses = [client.get("/v1/models", headers=_bearer(slow)).status_code for _ in range(3)]
    refused = client.get("/v1/models", headers=_bearer(slow))
    assert (statuses, refused.status_code) == ([200, 200, 429], 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert "the rate of this key" in refused.json()["detail"]
    assert client.get("/v1/models", headers=_bearer(fast)).status_code == 200


def _later(act: Any, *arguments: object) -> threading.Thread:
    def wait() -> None:
        time.sleep(0.3)
        act(*arguments)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_a_stream_ends_with_a_problem_when_its_key_is_revoked(client: TestClient, file: Path) -> None:
    token = make_key(file, "desk")
    make_key(file, "other")
    revoking = _later(remove_key, file, "desk")
    started = time.monotonic()
    reply = client.get("/v1/search/stream", headers=_bearer(token))
    revoking.join()
    *ticks, last = reply.text.strip().split("\n\n")
    assert ticks[0] == "event: tick\ndata: 0"
    assert last.startswith("event: problem\n")
    assert json.loads(last.partition("data: ")[2])["status"] == 401
    assert time.monotonic() - started < 20


def test_a_request_that_was_not_answered_yet_is_refused_when_its_key_is_revoked(client: TestClient, file: Path) -> None:
    token = make_key(file, "desk")
    revoking = _later(remove_key, file, "desk")
    reply = client.get("/v1/search/silent", headers=_bearer(token))
    revoking.join()
    assert (reply.status_code, "was revoked" in reply.json()["detail"]) == (401, True)


def test_a_download_breaks_off_when_its_key_is_revoked(client: TestClient, file: Path) -> None:
    token = make_key(file, "desk")
    revoking = _later(remove_key, file, "desk")
    started = time.monotonic()
    reply = client.get("/v1/search/download", headers=_bearer(token))
    revoking.join()
    assert time.monotonic() - started < 20  # it would take 50 seconds
    assert b"event: problem" not in reply.content


def test_streams_go_on_while_other_keys_change(client: TestClient, file: Path) -> None:
    headers = {**_bearer(make_key(file, "desk")), "Accept": "text/event-stream"}
    changing = _later(make_key, file, "other")
    reply = client.post("/v1/ask", json=QUESTION, headers=headers)
    changing.join()
    assert "event: answered" in reply.text
    assert "event: problem" not in reply.text


def test_what_keys_did_is_in_the_audit_log(client: TestClient, file: Path) -> None:
    before = len(list(AuditLog(file.parent).lines()))
    asking, uploading = make_key(file, "desk", scopes=["ask"]), make_key(file, "porter", scopes=["upload"])
    client.post("/v1/ask", json=QUESTION)
    client.post("/v1/ask", json=QUESTION, headers=_bearer(asking) | {"X-Request-ID": "r1"})
    client.post("/v1/ask", json={"questions": ["Who asks?", ""]}, headers=_bearer(asking))
    client.delete("/v1/documents/some-id", headers=_bearer(asking))
    client.delete("/v1/documents/some-id", headers=_bearer(uploading))
    lines = [json.loads(line) for line in AuditLog(file.parent).lines()][before:]
    assert [(line["key"], line["action"], line["status"], line["about"], line["questions"]) for line in lines] == [
        ("desk", "ask", 200, [], [QUESTION["question"]]),
        ("desk", "ask", 200, [], ["Who asks?", ""]),
        ("desk", "v1", 403, [], []),
        ("porter", "removeDocument", 404, ["some-id"], []),
    ]
    assert (lines[0]["request_id"], lines[0]["client"]) == ("r1", "testclient")
