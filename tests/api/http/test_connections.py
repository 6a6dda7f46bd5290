"""Connections over real sockets, and a small application behind them: what counts is what happens before it."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from threading import Thread
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from citespan.api.http import connections
from citespan.api.http.connections import ACCEPTED_AT_ONCE, Connection
from citespan.api.http.listening import address_of, take_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send


async def _ok(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("ok")(scope, receive, send)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(connections, "most_connections", lambda: 20)
    (listening,) = take_addresses("127.0.0.1", 0)
    config = uvicorn.Config(
        _ok, http=Connection, ws="none", lifespan="off", log_config=None, access_log=False, backlog=ACCEPTED_AT_ONCE
    )
    server = uvicorn.Server(config)
    thread = Thread(target=lambda: asyncio.run(server._serve([listening])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield address_of(listening)
    server.should_exit = True
    thread.join(30)


def _said(address: str, request: bytes) -> bytes:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(request)
        said = b""
        while part := line.recv(65536):
            said += part
    return said


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"PROXY TCP4 203.0.113.9 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1, 2\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(40) + b"\r\n\r\n",
    ],
    ids=["nonsense", "proxy-protocol", "two-hosts", "no-host", "two-lengths", "tls"],
)
def test_what_is_no_http_gets_a_problem_document(address: str, request_: bytes) -> None:
    head, _, body = _said(address, request_).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"content-type: application/problem+json" in head.lower()
    assert json.loads(body)["status"] == 400


def test_a_head_without_end_is_refused_with_its_own_status(address: str) -> None:
    said = _said(address, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-More: and more\r\n" * 20_000)
    assert said.startswith(b"HTTP/1.1 431 ")


def test_a_thousand_headers_are_taken(address: str) -> None:
    headers = b"".join(b"X-%d: x\r\n" % number for number in range(1000))
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    assert _said(address, head + headers + b"\r\n").startswith(b"HTTP/1.1 200 ")


def test_a_head_that_does_not_arrive_in_time_is_refused(address: str) -> None:
    began = time.monotonic()
    said = _said(address, b"GET / HTTP/1.1\r\nHost: loc")
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"within 1 seconds" in said
    assert 0.9 < time.monotonic() - began < 20


def test_half_open_connections_keep_nobody_out(address: str, caplog: pytest.LogCaptureFixture) -> None:
    host, port = address.removeprefix("http://").split(":")
    lines = []
    with caplog.at_level(logging.INFO):
        for _ in range(200):
            lines.append(socket.create_connection((host, int(port)), timeout=30))
            lines[-1].sendall(b"GET / HTTP/1.1\r\nHost: loc")
        for _ in range(3):
            assert httpx.get(address, timeout=30).text == "ok"
    for line in lines:
        line.close()
    assert len(caplog.records) < 20


def test_a_connection_that_is_kept_alive_is_used_again(address: str) -> None:
    with httpx.Client(base_url=address, timeout=30) as client:
        for _ in range(3):
            assert client.get("/").text == "ok"
            time.sleep(0.4)


def test_there_are_fewer_connections_than_descriptors() -> None:
    assert 8 <= connections.most_connections() <= 1000
