"""Questions and queries over HTTP, with the bundled models and sample documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from citespan.api.app import build_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Run

    from citespan.qa.answerer import Answerer

QUESTION = "Who is named as the commander of Jaish ul-Adl?"


@pytest.fixture(scope="module")
def client(sample_answerer: Answerer) -> Iterator[TestClient]:
    with TestClient(build_app(sample_answerer), raise_server_exceptions=False) as client:
        yield client


def test_a_risk_sets_the_threshold(client: TestClient, sample_answerer: Answerer) -> None:
    reply = client.post("/v1/ask", json={"question": QUESTION, "risk": 0.05})
    threshold = reply.json()["receipt"]["threshold"]
    assert threshold == sample_answerer.threshold_for(0.05)
    assert threshold != client.post("/v1/ask", json={"question": QUESTION}).json()["receipt"]["threshold"]


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
