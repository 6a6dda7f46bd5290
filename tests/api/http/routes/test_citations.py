"""Old responses, held against a real index over HTTP."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from citespan.api.http.routes.citations import MOST_CITATIONS
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run
    from fastapi.testclient import TestClient

    from citespan.index.encoder import Encoder

FEES = "The harbour of Port Ellen charges 25 euros a night for a berth of ten metres. Showers are free."
HOURS = "The harbour office opens at eight in the morning and closes at noon, except on Sundays."


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("root")


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("folder") / "index"
    _write(root, folder, encoder, fees=FEES, hours=HOURS)
    return folder


@pytest.fixture(scope="module")
def response(client: TestClient) -> dict[str, Any]:
    question = "How much does the harbour of Port Ellen charge for a berth?"
    response = client.post("/v1/ask", json={"question": question, "threshold": 0}).json()
    assert response["answers"][0]["citations"][0]["source"] == "fees.txt"
    return dict(response)


def _write(root: Path, folder: Path, encoder: Encoder, **texts: str) -> None:
    for file in root.iterdir():
        file.unlink()
    for name, text in texts.items():
        (root / f"{name}.txt").write_text(text)
    build_index(folder, [root], encoder=encoder, keep_versions=True)


def _with(response: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    changed = copy.deepcopy(response)
    change(changed["answers"][0]["citations"][0])
    return changed


def test_what_was_answered_holds(client: TestClient, response: dict[str, Any]) -> None:
    nearest = client.post("/v1/ask", json={"question": "When does the office open?", "threshold": 1}).json()
    assert nearest["nearest"]
    reply = client.post("/v1/verify", json=response)
    assert reply.json() == {"ok": True, "responses": 1, "citations": 1, "findings": []}
    batch = "\n".join(json.dumps(each) for each in (response, nearest))
    reply = client.post("/v1/verify", content=batch, headers={"content-type": "application/json"}).json()
    assert (reply["ok"], reply["responses"]) == (True, 2)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c.update(exact=c["exact"].upper() + "!"), "exact is"),
        (lambda c: c.update(prefix="x"), "prefix is"),
        (lambda c: c.update(start=c["start"] + 1), "exact is"),
        (lambda c: c.update(end=10**9), "is no place in a text of"),
        (lambda c: c["evidence"].update(start=1), "evidence.exact is"),
        (lambda c: c.update(source="hours.txt"), "there is no file hours.txt in the index"),
        (lambda c: c.update(source="../../etc/passwd"), "there is no file ../../etc/passwd in the index"),
        (lambda c: c.update(document_id="none"), "there is no file fees.txt in the index"),
        (lambda c: c.update(sha256="0" * 64), "it was changed"),
        (lambda c: c.update(text_sha256="0" * 64), "has another SHA-256 than text_sha256"),
    ],
)
def test_one_change_does_not_hold(
    client: TestClient, response: dict[str, Any], change: Callable[[dict[str, Any]], object], told: str
) -> None:
    reply = client.post("/v1/verify", json=_with(response, change))
    assert reply.status_code == 200
    assert reply.json()["ok"] is False
    assert any(told in finding["detail"] for finding in reply.json()["findings"])


def test_fields_of_tomorrow_are_left_unread(client: TestClient, response: dict[str, Any]) -> None:
    later = _with(response, lambda citation: citation.update(tomorrow=1))
    assert client.post("/v1/verify", json=later).json()["ok"] is True
    assert client.post("/v1/resolve", json=later).json()["citations"][0]["standing"] == "exact"


@pytest.mark.parametrize("path", ["/v1/verify", "/v1/resolve"])
@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "the body: holds no response"),
        (b"{", "the body:1: is not JSON"),
        (b"\xff", "is not UTF-8"),
        (b"[" * 100_000, "is not JSON"),
        (b"[1]", "not a response"),
        (b'{"question": "x"}', "not a response of citespan: status"),
        (b'{"status": "error", "answers": []}', "holds no response"),
        (b'{"status": "answered", "status": "abstained"}', "status stands twice"),
    ],
)
def test_what_is_no_response_is_a_problem(client: TestClient, path: str, body: bytes, detail: str) -> None:
    reply = client.post(path, content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert detail in reply.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/verify", "/v1/resolve"])
def test_too_many_citations_are_refused(client: TestClient, response: dict[str, Any], path: str) -> None:
    many = copy.deepcopy(response)
    many["answers"][0]["citations"] *= MOST_CITATIONS + 1
    reply = client.post(path, json=many)
    assert reply.status_code == 422
    assert "send it in parts" in reply.json()["detail"]


@pytest.mark.parametrize("change", [{"exact": ""}, {"start": 0}, {"end": 5}, {"exact": "99 euros a night"}])
def test_an_edited_citation_cannot_be_resolved(
    client: TestClient, response: dict[str, Any], change: dict[str, Any]
) -> None:
    reply = client.post("/v1/resolve", json=_with(response, lambda citation: citation.update(change)))
    assert reply.status_code == 422
    assert "the response was edited" in reply.json()["detail"]


def test_a_citation_is_followed_as_the_command_line_follows_it(
    client: TestClient, response: dict[str, Any], root: Path, folder: Path, encoder: Encoder, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "response.json").write_text(json.dumps(response))
    standings = []
    for texts in (
        {"fees": FEES},
        {"fees": f"Welcome. {FEES}"},
        {"renamed": FEES},
        {"fees": FEES.replace("25 euros", "30 euros")},
        {"fees": "Nothing is left of what was said here."},
    ):
        _write(root, folder, encoder, hours=HOURS, **texts)
        resolved = client.post("/v1/resolve", json=response).json()["citations"]
        assert resolved == json.loads(run("resolve", tmp_path / "response.json", "--json", "--index", folder)[1])
        assert resolved[0]["kept"] is True
        standings.append(resolved[0]["standing"])
    assert standings == ["exact", "moved", "moved", "changed", "gone"]
    verified = client.post("/v1/verify", json=response).json()
    assert "it was changed" in verified["findings"][0]["detail"]
    old = resolved[0]["was"]
    address = f"/v1/documents/{old['document_id']}/text"
    shown = client.get(address, params={name: old[name] for name in ("start", "end")} | {"sha256": old["text_sha256"]})
    assert shown.json()["text"] == old["exact"]
