"""What keys with labels see, over HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.api.http.app import build_app
from citespan.index.labels.label_file import LABELS_FILE, label_paths
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.reader.whole_sentence import SentenceReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sight")
    (root / "hr").mkdir()
    (root / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon.")
    (root / "hr" / "pay.txt").write_text("The captain earns 7000 euros.")
    return root


@pytest.fixture(scope="module")
def client(root: Path, encoder: Encoder) -> Iterator[TestClient]:
    folder = root / ".index"
    label_paths(folder, [root / "hr"], ["hr"])
    build_index(folder, [root], encoder=encoder)
    index = Index(folder, encoder)
    app = build_app(Answerer(index, SentenceReader(encoder)), keys_file=folder / KEYS_FILE)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    index.close()


@pytest.fixture(scope="module")
def keys(root: Path, client: TestClient) -> dict[str, dict[str, str]]:
    file = root / ".index" / KEYS_FILE
    made = {
        "all": make_key(file, "all"),
        "default": make_key(file, "default", scopes=["ask"], labels=["default"]),
        "hr": make_key(file, "hr", scopes=["ask"], labels=["hr"]),
        "both": make_key(file, "both", scopes=["ask"], labels=["hr", "default"]),
    }
    return {name: {"Authorization": f"Bearer {token}"} for name, token in made.items()}


def _sources(client: TestClient, headers: dict[str, str]) -> list[str]:
    return [document["source"] for document in client.get("/v1/documents", headers=headers).json()["documents"]]


def test_each_key_sees_the_documents_with_its_labels(client: TestClient, keys: dict[str, dict[str, str]]) -> None:
    assert {name: _sources(client, headers) for name, headers in keys.items()} == {
        "all": ["hr/pay.txt", "ships.txt"],
        "default": ["ships.txt"],
        "hr": ["hr/pay.txt"],
        "both": ["hr/pay.txt", "ships.txt"],
    }


def test_the_fingerprint_is_that_of_what_is_seen_and_told_to_nobody_without_a_key(
    client: TestClient, keys: dict[str, dict[str, str]]
) -> None:
    told = {name: client.get("/readyz", headers=headers).json()["index"] for name, headers in keys.items()}
    assert told["all"] == told["both"]
    assert len(set(told.values())) == 3
    for headers in ({}, {"Authorization": "Bearer cs_none"}):
        reply = client.get("/readyz", headers=headers)
        assert (reply.status_code, reply.json()) == (200, {"status": "ready", "index": None, "checked": None})


def test_a_hidden_document_is_not_found_like_one_that_never_was(
    client: TestClient, keys: dict[str, dict[str, str]]
) -> None:
    listed = client.get("/v1/documents", headers=keys["all"]).json()["documents"]
    (hidden,) = (one["document_id"] for one in listed if one["source"] == "hr/pay.txt")
    for rest in ("", "/text", "/original"):
        reply = client.get(f"/v1/documents/{hidden}{rest}", headers=keys["default"])
        never = client.get(f"/v1/documents/never{rest}", headers=keys["default"])
        assert (reply.status_code, reply.text) == (404, never.text.replace("never", hidden))


def test_an_upload_has_the_labels_that_are_sent_with_it(client: TestClient, keys: dict[str, dict[str, str]]) -> None:
    def upload(text: bytes, **fields: Any) -> dict[str, Any]:
        files = [("file", ("plan.txt", text))]
        sent = client.post("/v1/documents", files=files, data=fields, headers=keys["all"])
        assert sent.status_code == 202, sent.text
        for _ in range(600):
            job: dict[str, Any] = client.get(sent.headers["location"], headers=keys["all"]).json()["job"]
            if job["status"] in {"done", "failed"}:
                return job
            time.sleep(0.05)
        raise AssertionError(job)

    for text, fields, seen_by in (
        (b"The pier is called Gullwing.", {"labels": ["hr"]}, {"all", "hr", "both"}),
        (b"The pier is called Kestrel.", {}, {"all", "hr", "both"}),
        (b"The pier is called Fulmar.", {"labels": ["default", "hr"]}, {"all", "hr", "both", "default"}),
    ):
        assert upload(text, **fields)["status"] == "done"
        assert {name for name, headers in keys.items() if "plan.txt" in _sources(client, headers)} == seen_by
    bad = [("file", ("plan.txt", b"x"))]
    for labels in (["Legal"], [""], ["a b"]):
        reply = client.post("/v1/documents", files=bad, data={"labels": labels}, headers=keys["all"])
        assert (reply.status_code, "is no label" in reply.json()["detail"]) == (422, True)
    assert client.post("/v1/documents", files=bad, headers=keys["hr"]).status_code == 403


def test_keys_with_labels_are_made_over_http(client: TestClient, keys: dict[str, dict[str, str]]) -> None:
    body = {"name": "web", "scopes": ["ask"], "labels": ["hr"]}
    made = client.post("/v1/keys", json=body, headers=keys["all"])
    assert (made.status_code, made.json()["labels"]) == (201, ["hr"])
    assert _sources(client, {"Authorization": f"Bearer {made.json()['token']}"})[0] == "hr/pay.txt"
    client.delete("/v1/keys/web", headers=keys["all"])
    for wrong, said in (
        ({"labels": ["rh"]}, "there is no label rh"),
        ({"labels": []}, "labels"),
        ({"labels": ["Hr"]}, "labels"),
        ({"scopes": ["ask", "upload"]}, "may ask, and nothing else"),
    ):
        reply = client.post("/v1/keys", json=body | wrong, headers=keys["all"])
        assert (reply.status_code, said in reply.json()["detail"]) == (422, True), reply.text


def test_where_labels_cannot_be_read_keys_with_labels_are_refused_and_others_are_not(
    client: TestClient, keys: dict[str, dict[str, str]], root: Path
) -> None:
    file = root / ".index" / LABELS_FILE
    before = file.read_text()
    try:
        file.write_text("{")
        assert client.get("/v1/documents", headers=keys["hr"]).status_code == 503
        assert client.get("/v1/documents", headers=keys["all"]).status_code == 200
    finally:
        file.write_text(before)
    assert "hr/pay.txt" in _sources(client, keys["hr"])


def test_what_one_key_was_answered_is_not_kept_for_a_key_that_sees_less(
    client: TestClient, keys: dict[str, dict[str, str]]
) -> None:
    body = {"question": "How much does the captain earn a month?", "threshold": 0}

    def ask(name: str) -> str:
        return client.post("/v1/ask", json=body, headers=keys[name]).text

    def kept() -> float:
        lines = client.get("/metrics", headers=keys["all"]).text.splitlines()
        (line,) = (line for line in lines if line.startswith('citespan_cache_lookups_total{found="yes"}'))
        return float(line.split()[-1])

    before = kept()
    assert "7000" in ask("all")
    assert "7000" not in ask("default")
    assert "7000" in ask("hr")
    assert "7000" in ask("both")
    assert kept() == before
    assert "7000" not in ask("default")
    assert kept() == before + 1
