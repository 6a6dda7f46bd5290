"""Keys over HTTP, for those who may administer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from citespan.api.access.audit_log import AuditLog
from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.api.http.app import build_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.qa.answerer import Answerer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def client(sample_answerer: Answerer, folder: Path) -> Iterator[TestClient]:
    app = build_app(sample_answerer, keys_file=folder / KEYS_FILE, audit=AuditLog(folder))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def administrator(client: TestClient, folder: Path) -> Iterator[TestClient]:
    (folder / KEYS_FILE).unlink(missing_ok=True)
    client.headers["Authorization"] = f"Bearer {make_key(folder / KEYS_FILE, 'boss', scopes=['administer'])}"
    yield client
    del client.headers["Authorization"]


def _models(client: TestClient, token: str) -> int:
    return client.get("/v1/models", headers={"Authorization": f"Bearer {token}"}).status_code


def test_without_a_key_that_may_administer_nobody_manages_keys(client: TestClient, folder: Path) -> None:
    """It stands first: later the server demands a key."""
    body = {"name": "mine", "scopes": ["all"]}
    for reply in (client.get("/v1/keys"), client.post("/v1/keys", json=body), client.get("/v1/audit")):
        assert (reply.status_code, "citespan key NAME" in reply.json()["detail"]) == (403, True)
    assert not (folder / KEYS_FILE).exists()
    headers = {"Authorization": f"Bearer {make_key(folder / KEYS_FILE, 'desk', scopes=['ask', 'upload'])}"}
    assert client.post("/v1/keys", json=body, headers=headers).status_code == 403


def test_a_key_is_made_listed_rotated_and_removed(administrator: TestClient) -> None:
    body = {"name": "reading room", "scopes": ["ask"], "expires": "90d", "rate": 100}
    made = administrator.post("/v1/keys", json=body)
    assert made.status_code == 201
    token = made.json()["token"]
    assert _models(administrator, token) == 200
    listed = administrator.get("/v1/keys").json()["keys"]
    assert [key["name"] for key in listed] == ["boss", "reading room"]
    assert listed[1].keys() == {"name", "scopes", "labels", "made", "expires", "rate", "last_used", "overlap_until"}
    assert listed[1]["last_used"] is not None
    assert (listed[1]["rate"], listed[1]["scopes"], listed[1]["overlap_until"]) == (100, ["ask"], None)
    rotated = administrator.post("/v1/keys/reading room/rotate", json={"overlap": "1h"}).json()
    assert rotated["overlap_until"] is not None
    assert [_models(administrator, one) for one in (token, rotated["token"])] == [200, 200]
    last = administrator.post("/v1/keys/reading room/rotate", json={"overlap": "0s"}).json()["token"]
    assert [_models(administrator, one) for one in (token, rotated["token"], last)] == [401, 401, 200]
    assert administrator.delete("/v1/keys/reading room").status_code == 204
    assert _models(administrator, last) == 401
    assert token not in administrator.get("/v1/keys").text


def test_the_audit_log_is_exported(administrator: TestClient) -> None:
    administrator.post("/v1/keys", json={"name": "desk", "scopes": ["ask"]})
    administrator.delete("/v1/keys/desk")
    reply = administrator.get("/v1/audit")
    assert reply.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in reply.text.splitlines()][-2:]
    assert [(line["key"], line["action"], line["about"]) for line in lines] == [
        ("boss", "makeKey", ["desk"]),
        ("boss", "removeKey", ["desk"]),
    ]
    assert administrator.get("/v1/audit?since=2200-01-01").text == ""
    assert administrator.get("/v1/audit?since=yesterday").status_code == 422


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": "boss", "scopes": ["ask"]}, "there is a key boss already"),
        ({"name": "a/b", "scopes": ["ask"]}, "name"),
        ({"name": "a", "scopes": []}, "scopes"),
        ({"name": "a", "scopes": ["root"]}, "there is no scope root"),
        ({"name": "a", "scopes": ["ask"], "expires": "soon"}, "expires"),
        ({"name": "a", "scopes": ["ask"], "expires": "0s"}, "expires at once"),
        ({"name": "a", "scopes": ["ask"], "rate": 0}, "rate"),
        ({"name": "a"}, "scopes"),
        ({"name": "a", "scopes": ["ask"], "token": "cs_mine"}, "token"),
    ],
)
def test_a_key_that_cannot_be_is_refused(administrator: TestClient, body: dict[str, Any], detail: str) -> None:
    reply = administrator.post("/v1/keys", json=body)
    assert (reply.status_code, detail in reply.json()["detail"]) == (422, True), reply.text
    assert len(administrator.get("/v1/keys").json()["keys"]) == 1


def test_a_key_that_there_is_not_is_not_found(administrator: TestClient) -> None:
    assert administrator.delete("/v1/keys/nobody").status_code == 404
    assert administrator.post("/v1/keys/nobody/rotate", json={}).status_code == 404
