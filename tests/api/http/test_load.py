"""The long run is `python tests/benchmarks/load.py`; here are few clients for few seconds."""

from __future__ import annotations

import time
from threading import Thread
from typing import TYPE_CHECKING

import httpx
import pytest
from load import asked_alone, cited, known_questions, load
from served import served_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHER = "Lanterns are lit in the market of Brindle every second evening."


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    with served_copy(keeps_answers=request.param) as address:
        yield address


@pytest.mark.parametrize("server", [False], indirect=True, ids=["no answer is kept"])
def test_many_clients_get_the_answers_that_one_gets_alone(server: str) -> None:
    right = asked_alone(server, questions=known_questions()[:6])
    many = load(server, right, clients=40, seconds=4)
    assert (many.wrong, many.errors) == (0, ())
    assert many.answered >= 8


@pytest.mark.parametrize("server", [True], indirect=True, ids=["answers are kept"])
def test_citations_stay_while_documents_come_and_go(server: str) -> None:
    changes = 0

    def change() -> None:
        nonlocal changes
        end = time.perf_counter() + 4
        while time.perf_counter() < end:
            sent = httpx.post(f"{server}/v1/documents", files={"file": ("other.txt", OTHER.encode())}, timeout=60)
            stream = httpx.get(
                f"{server}{sent.headers['location']}", headers={"Accept": "text/event-stream"}, timeout=60
            )
            assert "event: done" in stream.text
            (document_id,) = httpx.get(f"{server}{sent.headers['location']}", timeout=60).json()["job"]["documents"]
            assert httpx.delete(f"{server}/v1/documents/{document_id}", timeout=60).status_code == 204
            changes += 2

    right = asked_alone(server, questions=known_questions()[:6], compare=cited)
    changing = Thread(target=change)
    changing.start()
    many = load(server, right, clients=8, seconds=4, compare=cited)
    changing.join(120)
    assert changes >= 2
    assert (many.wrong, many.errors) == (0, ())
