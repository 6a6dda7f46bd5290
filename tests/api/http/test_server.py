"""A server as a process: how it stops, and what slow clients and clients that leave get."""

from __future__ import annotations

import json
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import httpx
import pytest
from served import served

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.contents import list_documents
from citespan.index.generations.publish import writing
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder

Server = tuple[str, subprocess.Popen[bytes], Path, Path]


@pytest.fixture
def server(tmp_path: Path, encoder: Encoder) -> Iterator[Server]:
    folder, log = tmp_path / "index", tmp_path / "log"
    build_index(folder, [SAMPLE_ROOT], encoder=encoder)
    command = [str(Path(sys.executable).with_name("citespan")), "serve", "--port", "0", "--index", str(folder)]
    with log.open("wb") as stderr, subprocess.Popen(command, cwd=tmp_path, stderr=stderr) as process:
        found = None
        while found is None and process.poll() is None:
            time.sleep(0.2)
            found = re.search(r"running on (http://[^\s\"]+)", log.read_text())
        assert found, log.read_text()
        yield found[1], process, folder, log
        process.kill()


def test_a_stopping_server_ends_what_is_in_flight_and_takes_nothing_of_a_job(server: Server) -> None:
    address, process, folder, log = server
    before = list_documents(folder)
    replies: list[httpx.Response] = []
    follower, asker = (httpx.Client(base_url=address, timeout=60) for _ in range(2))
    for client in (follower, asker):
        client.get("/healthz")  # it is connected when the server is told to stop

    def follow(location: str) -> None:
        replies.append(follower.get(location, headers={"Accept": "text/event-stream"}))

    def ask() -> None:
        replies.append(asker.post("/v1/ask", json={"question": "Who is named as the commander of Jaish ul-Adl?"}))

    with writing(folder, wait_seconds=10):  # the job waits for this writer
        sent = httpx.post(f"{address}/v1/documents", files={"file": ("a.txt", b"One buoy.")}, timeout=60)
        threads = [Thread(target=follow, args=(sent.headers["location"],)), Thread(target=ask)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join(60)
        process.wait(60)
    assert process.returncode == 0
    assert [path.name for path in folder.iterdir() if path.name.startswith("index.sqlite3")] == ["index.sqlite3"]
    assert [reply.status_code for reply in replies] == [200, 200]
    stream = next(reply.text for reply in replies if "event-stream" in reply.headers["content-type"])
    assert stream.rstrip().split("\n\n")[-1].startswith("event: failed")
    assert "upload it again" in stream
    assert list_documents(folder) == before
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {"/v1/ask", "/v1/documents"} <= {line.get("route") for line in lines}
    assert "commander" not in log.read_text()


def test_a_client_that_leaves_during_an_upload_leaves_nothing_behind(server: Server) -> None:
    address, _, folder, _ = server
    before = list_documents(folder)
    host, port = address.removeprefix("http://").split(":")
    head = (
        "POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    )
    with socket.create_connection((host, int(port))) as line:
        line.sendall(head.encode() + b"x" * 1_500_000)
    assert httpx.post(f"{address}/v1/search", json={"query": "harbour"}, timeout=60).status_code == 200
    assert httpx.get(f"{address}/metrics", timeout=60).text.count("citespan_jobs_waiting 0.0") == 1
    assert list_documents(folder) == before


def test_the_settings_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITESPAN_REQUESTS_PER_MINUTE", "1")
    with served("--sample") as address:
        first, second = (httpx.get(f"{address}/v1/documents", timeout=60) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert 0 < int(second.headers["Retry-After"]) <= 60


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process's memory")
def test_uploads_that_could_not_be_read_take_no_room_from_later_ones(server: Server) -> None:
    """Too little memory stands for whatever keeps the server from reading a file that it received."""
    address, process, _, _ = server
    large = {"file": ("large.txt", b"\xff" * 63_000_000)}  # the jobs that wait may hold four of these
    first = httpx.post(f"{address}/v1/documents", files={"file": ("a.txt", b"One buoy.")}, timeout=60)
    while httpx.get(f"{address}{first.headers['location']}", timeout=60).json()["job"]["status"] != "done":
        time.sleep(0.1)  # until all is loaded, and memory grows no more
    soft, hard = resource.prlimit(process.pid, resource.RLIMIT_AS)
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[0])
    resource.prlimit(process.pid, resource.RLIMIT_AS, (pages * resource.getpagesize() + 16_000_000, hard))
    sent = [httpx.post(f"{address}/v1/documents", files=large, timeout=60).status_code for _ in range(7)]
    resource.prlimit(process.pid, resource.RLIMIT_AS, (soft, hard))
    assert sent.count(500) >= 5, "memory that is free inside the process may hold one or two"
    assert set(sent) <= {202, 500}, "none is refused for want of room"
    assert httpx.post(f"{address}/v1/documents", files=large, timeout=60).status_code == 202
