"""What the server does with too much: large bodies, many requests at once; and how requests are told apart."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app
from citespan.api.http.guard.limits import Limits
from citespan.index.generations.publish import writing
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from httpx import Response

    from citespan.index.encoder import Encoder

BODY = b'{"query": "harbour"}'
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    root = tmp_path_factory.mktemp("limits")
    (root / "hours.txt").write_text("The harbour closes at noon.")
    (root / "other.txt").write_text("The quay is painted.")  # stays when the first one is removed
    build_index(root / ".index", [root], encoder=encoder)
    return root / ".index"


@pytest.fixture(scope="module")
def client(folder: Path, encoder: Encoder) -> Iterator[TestClient]:
    index = Index(folder, encoder)
    app = build_app(Answerer(index, SentenceReader(encoder)), limits=Limits(body_bytes=len(BODY), requests=1))

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("secret")

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    index.close()


def test_a_declared_length_does_not_hide_a_larger_body_in_chunks(client: TestClient) -> None:
    headers = {**JSON, "content-length": "1", "transfer-encoding": "chunked"}
    reply = client.post("/v1/search", content=iter([BODY, b" " * 10]), headers=headers)
    assert reply.status_code == 413


def test_a_body_at_the_limit_is_taken(client: TestClient) -> None:
    assert client.post("/v1/search", content=BODY, headers=JSON).status_code == 200
    assert client.post("/v1/search", content=iter([BODY[:5], BODY[5:]]), headers=JSON).status_code == 200


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search", "/v1/verify", "/v1/resolve"])
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_a_problem(client: TestClient, path: str, declared: bool) -> None:
    content = BODY + b" " if declared else iter([BODY, b" "])
    reply = client.post(path, content=content, headers=JSON)
    assert (reply.status_code, reply.headers["content-type"]) == (413, "application/problem+json")
    assert "larger than 20 bytes" in reply.json()["detail"]


def test_a_body_that_comes_too_slowly_is_a_problem(folder: Path, encoder: Encoder) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"--b\r\n"
        await anyio.sleep(5)
        yield b"--b--"

    async def send(path: str) -> Response:
        index = Index(folder, encoder)
        limits = Limits(body_seconds=0.1, upload_seconds=0.2)
        app = build_app(Answerer(index, SentenceReader(encoder)), limits=limits)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            reply = await client.post(path, content=slow(), headers={"content-type": "multipart/form-data; boundary=b"})
        index.close()
        return reply

    for path, seconds in (("/v1/verify", "0.1"), ("/v1/documents", "0.2")):
        reply = anyio.run(send, path)
        assert (reply.status_code, reply.headers["content-type"]) == (408, "application/problem+json")
        assert f"more than {seconds} seconds" in reply.json()["detail"]


def test_more_requests_than_are_worked_on_are_told_to_come_again(client: TestClient, folder: Path) -> None:
    name, _ = (document["document_id"] for document in client.get("/v1/documents").json()["documents"])

    def remove() -> Response:
        while "being worked on" in (reply := client.delete(f"/v1/documents/{name}")).text:
            time.sleep(0.01)
        return reply

    with ThreadPoolExecutor() as pool:
        with writing(folder, wait_seconds=10):
            first = pool.submit(remove)  # once inside, it waits for the writer
            refused = None
            while not first.done() and (refused is None or refused.status_code == 200):
                refused = client.post("/v1/search", content=BODY, headers=JSON)
                time.sleep(0.05)
            assert client.get("/healthz").status_code == 200
        assert first.result().status_code == 204, "the one that was inside is finished when the writer is done"
    assert refused is not None
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert "try again" in refused.json()["detail"]
    assert client.post("/v1/search", content=BODY, headers=JSON).status_code == 200, "its place is free again"


@pytest.mark.parametrize("given", ["a", "2026-11.21_x", "x" * 64])
def test_a_request_keeps_its_id(client: TestClient, given: str) -> None:
    for path in ("/healthz", "/nowhere", "/broken"):
        assert client.get(path, headers={"X-Request-ID": given}).headers.get_list("x-request-id") == [given]


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "<script>", "é"])
def test_what_is_no_id_is_replaced(client: TestClient, given: str) -> None:
    reply = client.get("/healthz", headers={"X-Request-ID": given.encode("latin-1")})
    assert re.fullmatch("[0-9a-f]{32}", reply.headers["x-request-id"])


def test_an_unforeseen_error_tells_its_id_and_nothing_of_the_inside(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    reply = client.get("/broken", headers={"X-Request-ID": "mine"})
    assert (reply.status_code, reply.headers["content-type"]) == (500, "application/problem+json")
    assert "mine" in reply.json()["detail"]
    assert "secret" not in reply.text
    assert any("mine" in record.getMessage() and record.exc_info for record in caplog.records)
