"""The check of the whole index by a server: what readiness and figures say of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app
from citespan.api.http.index_check import IndexCheck
from citespan.index.generations.segments import generation_folder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder) -> Iterator[Index]:
    (tmp_path / "hours.txt").write_text("The harbour closes at noon.")
    build_index(tmp_path / ".index", [tmp_path], encoder=encoder)
    index = Index(tmp_path / ".index", encoder)
    yield index
    index.close()


def test_readiness_and_figures_say_that_every_byte_was_checked(index: Index, encoder: Encoder) -> None:
    before = time.time()
    with TestClient(build_app(Answerer(index, SentenceReader(encoder)))) as client:
        assert _waited(lambda: client.get("/readyz").json()["checked"] is True)
        assert _figure(client, "citespan_index_damaged") == 0
        assert before <= _figure(client, "citespan_index_checked_timestamp_seconds") <= time.time()


def test_damage_that_no_answer_is_made_of_is_told_and_questions_are_answered(
    index: Index, encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    """The segment is in memory already."""
    (segment,) = generation_folder(index.folder, 1).glob("*.faiss")
    _flip_last_bit(segment)
    with TestClient(build_app(Answerer(index, SentenceReader(encoder))), raise_server_exceptions=False) as client:
        assert _waited(lambda: client.get("/readyz").status_code == 503)
        assert str(index.folder) not in client.get("/readyz").text
        assert _figure(client, "citespan_index_damaged") == 1
        assert _figure(client, "citespan_index_checked_timestamp_seconds") == 0
        asked = client.post("/v1/ask", json={"question": "When does the harbour close?", "threshold": 0})
        assert asked.json()["status"] == "answered"
    assert any("vectors.faiss: is damaged" in message and "--rebuild" in message for message in caplog.messages)


def test_a_rebuild_ends_the_finding(index: Index, encoder: Encoder) -> None:
    check = IndexCheck(index.folder)
    _flip_last_bit(index.folder / "index.sqlite3")
    assert not check.check()
    assert "do not fit their checksums" in str(check.finding)
    build_index(index.folder, [], encoder=encoder, rebuild=True)
    assert check.check()
    assert check.finding is None


def _flip_last_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def _figure(client: TestClient, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))


def _waited(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
