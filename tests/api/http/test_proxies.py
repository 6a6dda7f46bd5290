"""A real server behind real proxies, with the options and blocks of the documentation."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import pytest
from proxies import DOCS, caddy, nginx, traefik

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "qa.example.org"
HEADERS = {"Host": NAME, "Origin": f"https://{NAME}"}


class Served(NamedTuple):
    address: str
    log: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("server")
    with _server_of_the_docs(folder) as served:
        yield served


@contextmanager
def _server_of_the_docs(folder: Path) -> Iterator[Served]:
    """A server with the options of the page."""
    found = re.search(r"^citespan (serve --allow-host .*)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    program = str(Path(sys.executable).with_name("citespan"))
    command = [program, *found[1].split(), "--sample", "--port", "0"]
    log = folder / "log"
    with log.open("wb") as stderr, subprocess.Popen(command, cwd=folder, stderr=stderr) as process:
        while not (address := re.search(r"running on (http://[^\s\"]+)", log.read_text())):
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        try:
            yield Served(address[1], log)
        finally:
            process.terminate()


@pytest.fixture(params=[nginx, caddy, traefik], ids=lambda proxy: str(proxy.__name__))
def proxy(request: pytest.FixtureRequest, server: Served, tmp_path: Path) -> Iterator[str]:
    with request.param(tmp_path, server.address) as address:
        for _ in range(100):  # Traefik listens before it knows its routes
            if httpx.get(f"{address}/qa/healthz", headers=HEADERS, timeout=60).status_code == 200:
                break
            time.sleep(0.1)
        yield address


def test_the_blocks_of_the_documentation_work(proxy: str, server: Served) -> None:
    page = httpx.get(f"{proxy}/qa/", headers=HEADERS, timeout=60)
    assert page.status_code == 200
    assert 'src="/qa/web/main.js"' in page.text
    assert httpx.get(f"{proxy}/qa/web/main.js", headers=HEADERS, timeout=60).status_code == 200
    asked = httpx.post(f"{proxy}/qa/v1/search", json={"query": "ferry"}, headers=HEADERS, timeout=60)
    assert asked.status_code == 200
    moved = httpx.get(f"{proxy}/qa/documents/", headers=HEADERS, timeout=60)
    assert moved.headers["location"].partition(NAME)[2].lstrip(":0123456789") == "/qa/documents"
    foreign = httpx.get(f"{proxy}/qa/v1/documents", headers={"Host": "evil.example"}, timeout=60)
    assert "document_id" not in foreign.text
    other = httpx.post(f"{proxy}/qa/v1/search", json={}, headers={**HEADERS, "Origin": "https://a.example"}, timeout=60)
    assert other.status_code == 403


def test_the_address_of_a_client_passes_a_proxy_and_a_forged_one_does_not(proxy: str, server: Served) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"}
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2"), timeout=60) as client:
        reply = client.get(f"{proxy}/qa/v1/documents", headers={**HEADERS, **forged})
    assert reply.status_code == 200
    assert _logged(server.log, reply.headers["x-request-id"])["client"] == "127.0.0.2"


def _logged(log: Path, request_id: str) -> dict[str, Any]:
    """What the log says of a request; it is written once the reply is sent."""
    for _ in range(100):
        for line in log.read_text().splitlines():
            if request_id in line:
                logged: dict[str, Any] = json.loads(line)
                return logged
        time.sleep(0.1)
    raise AssertionError(f"{request_id} is not in the log")


def test_a_stream_passes_a_proxy_stage_by_stage(proxy: str) -> None:
    question = {"question": "Who is named as the commander of Jaish ul-Adl?"}
    headers = {**HEADERS, "Accept": "text/event-stream"}
    with httpx.stream("POST", f"{proxy}/qa/v1/ask", json=question, headers=headers, timeout=60) as reply:
        parts = [part for part in reply.iter_text() if part]
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert len(parts) > 1, "all came at once"
    assert parts[-1].rstrip().split("\n\n")[-1].startswith("event: ")
