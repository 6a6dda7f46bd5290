"""Feedback: from a response over HTTP to a file of known questions that the other verbs read."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from citespan.api.feedback.store import FeedbackStore
from citespan.api.http.app import build_app
from citespan.index.updating.mirror import build_index
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.regression.case_file.load import read_case_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.answerer import Answerer

    Run = Callable[..., tuple[int, str, str]]

FEES = "# Fees\n\nA berth in Port Ellen costs 25 euros a night. The office opens at eight.\n"
COSTS = "What does a berth in Port Ellen cost?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    root = tmp_path_factory.mktemp("documents")
    (root / "fees.md").write_text(FEES)
    folder = tmp_path_factory.mktemp("made") / "index"
    build_index(folder, [root], encoder=encoder)
    return folder


@pytest.fixture(autouse=True)
def _without_feedback(folder: Path) -> None:
    shutil.rmtree(folder / "feedback", ignore_errors=True)


@pytest.fixture(scope="module")
def answered(client: TestClient) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": COSTS, "explain": True}).json()
    assert response["answers"][0]["text"].startswith("25 euros")
    return dict(response)


@pytest.fixture(scope="module")
def silent(client: TestClient) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": "Who discovered penicillin?"}).json()
    assert response["answers"] == []
    return dict(response)


def _give(client: TestClient, response: object, verdict: str = "right", **more: object) -> str:
    reply = client.post("/v1/feedback", json={"response": response, "verdict": verdict} | more)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


def test_feedback_is_kept_for_the_time_that_is_told_and_only_for_its_owner(
    client: TestClient, answered: dict[str, Any], folder: Path
) -> None:
    reply = client.post("/v1/feedback", json={"response": answered, "verdict": "right"}).json()
    until = datetime.fromisoformat(reply["kept_until"])
    assert abs(until - datetime.now(UTC) - timedelta(days=90)) < timedelta(minutes=5)
    (file,) = (folder / "feedback").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert "explanation" not in json.loads(file.read_text())["response"]
    assert len(FeedbackStore(folder, days=90).listed()) == 1
    later = FeedbackStore(folder, days=90, now=lambda: until + timedelta(minutes=5))
    assert later.listed() == ()
    assert list((folder / "feedback").iterdir()) == []


def test_feedback_can_be_deleted(client: TestClient, answered: dict[str, Any], folder: Path) -> None:
    address = f"/v1/feedback/{_give(client, answered)}"
    assert client.delete(address).status_code == 204
    assert list((folder / "feedback").iterdir()) == []
    gone = client.delete(address)
    assert (gone.status_code, gone.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("name", ["none", "..%2Fkeys", "0" * 32, "%00"])
def test_what_is_not_there_cannot_be_deleted(client: TestClient, name: str) -> None:
    assert client.delete(f"/v1/feedback/{name}").status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "detail"),
    [
        ({"verdict": "maybe"}, 422, "verdict"),
        ({"verdict": None}, 422, "verdict"),
        ({"response": None}, 422, "response"),
        ({"response": {}}, 422, "not a response of citespan: question"),
        ({"response": [1]}, 422, "response"),
        ({"response": {"question": "\ud800"}}, 422, "not a response"),
        ({"expected": "25 euros"}, 422, "leave expected out"),
        ({"verdict": "wrong", "expected": "x" * 10_001}, 422, "expected"),
        ({"verdict": "wrong", "expected": 25}, 422, "expected"),
        ({"colour": "red"}, 422, "colour"),
    ],
)
def test_what_is_no_feedback_is_refused(
    client: TestClient, answered: dict[str, Any], folder: Path, change: dict[str, object], status: int, detail: str
) -> None:
    body = json.dumps({"response": answered, "verdict": "right"} | change)
    reply = client.post("/v1/feedback", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert detail in reply.json()["detail"]
    assert not (folder / "feedback").exists()


def test_a_response_whose_quote_cannot_stand_where_it_says_is_refused(
    client: TestClient, answered: dict[str, Any]
) -> None:
    edited = json.loads(json.dumps(answered))
    edited["answers"][0]["citations"][0]["exact"] += "!"
    reply = client.post("/v1/feedback", json={"response": edited, "verdict": "right"})
    assert (reply.status_code, "as it was given" in reply.json()["detail"]) == (422, True)
    assert client.post("/v1/feedback", content=b"{").status_code == 415
    malformed = client.post("/v1/feedback", content=b"{", headers={"content-type": "application/json"})
    assert malformed.status_code == 400


def test_a_server_that_keeps_none_says_so(
    client: TestClient, answered: dict[str, Any], folder: Path, sample_answerer: Answerer, encoder: Encoder
) -> None:
    body = {"response": answered, "verdict": "right"}
    with TestClient(build_app(sample_answerer, feedback_days=0)) as off:
        for reply in (off.post("/v1/feedback", json=body), off.delete(f"/v1/feedback/{'0' * 32}")):
            assert (reply.status_code, "keeps no feedback" in reply.json()["detail"]) == (403, True)


def test_an_export_is_a_case_file_that_says_what_was_said(
    client: TestClient, answered: dict[str, Any], silent: dict[str, Any], folder: Path, run: Run, tmp_path: Path
) -> None:
    _give(client, answered, "wrong")
    _give(client, answered, "right")  # the last word counts
    _give(client, silent, "right")
    other = client.post("/v1/ask", json={"question": "When does the office open?"}).json()
    _give(client, other, "wrong", expected="at eight")
    unknown = client.post("/v1/ask", json={"question": "What does a mooring cost?"}).json()
    _give(client, unknown, "wrong")
    assert run("feedback", "--index", folder)[1].count("\n") == 5
    for name in ("said.qa.yaml", "said.qa.jsonl"):
        code, out, err = run("feedback", "--export", tmp_path / name, "--index", folder)
        assert (code, out) == (0, "")
        assert "3 questions; 1 left out" in err
        found = {case.questions[0].text: case.questions[0] for case in read_case_file(tmp_path / name).cases}
        assert list(found) == [COSTS, "Who discovered penicillin?", "When does the office open?"]
        expected = found[COSTS].expected
        assert expected
        assert expected.answers == (answered["answers"][0]["text"],)
        assert expected.cited[0].document == "fees.md"
        assert not found["Who discovered penicillin?"].is_answerable
    code, out, _ = run("check", tmp_path / "said.qa.yaml", "--index", folder, "--json")
    assert code == 0, out
    code, _, err = run("feedback", "--export", tmp_path / "said.json", "--index", folder)
    assert code == 0, err
    questions = load_squad(tmp_path / "said.json")
    assert (questions[0].question, questions[0].gold_texts) == (COSTS, expected.answers)
    assert all(one.context == FEES for one in questions)
    assert run("feedback", "--export", tmp_path / "said.json", "--index", folder)[0] == 2  # nothing is written over


def test_the_command_line_deletes(client: TestClient, answered: dict[str, Any], folder: Path, run: Run) -> None:
    first, _, _ = (_give(client, answered) for _ in range(3))
    assert run("feedback", "--delete", first, "--index", folder)[0] == 0
    assert run("feedback", "--delete", first, "--index", folder)[0] == 2
    assert len(run("feedback", "--index", folder)[1].splitlines()) == 2
    assert run("feedback", "--delete-all", "--index", folder)[0] == 0
    assert run("feedback", "--index", folder)[1] == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--export", "said.txt"), "name a case file"),
        (("--export", "said.qa.yaml"), "nothing to export"),
        (("--export", "said.json"), "nothing to export"),
        (("--delete-all", "--export", "said.json"), "exclude each other"),
    ],
)
def test_a_mistake_at_the_command_line_is_told(folder: Path, run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("feedback", *arguments, "--index", folder)
    assert (code, out) == (2, "")
    assert said in err


def test_a_file_that_holds_something_else_is_named(folder: Path, run: Run) -> None:
    (folder / "feedback").mkdir()
    (folder / "feedback" / f"{'a' * 32}.json").write_text("{}")
    code, _, err = run("feedback", "--index", folder)
    assert (code, "delete the file" in err) == (1, True)
