from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from citespan.api.http.guard.own_host import OwnHost, is_loopback

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "127.8.9.1"])
def test_names_of_this_machine_are_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "[::"],
)
def test_other_names_are_not(host: str) -> None:
    assert not is_loopback(host)


def test_a_page_of_another_site_reaches_nothing(sample_server: str) -> None:
    headers = {"Host": "evil.example"}
    refused = httpx.get(f"{sample_server}/v1/documents", headers=headers, timeout=60)
    assert (refused.status_code, refused.headers["content-type"]) == (421, "application/problem+json")
    assert "localhost" in refused.json()["detail"]
    listed = httpx.get(f"{sample_server}/v1/documents", headers={"Host": "localhost"}, timeout=60).json()["documents"]
    document_id = listed[0]["document_id"]
    assert httpx.delete(f"{sample_server}/v1/documents/{document_id}", headers=headers, timeout=60).status_code == 421
    assert httpx.get(f"{sample_server}/v1/documents/{document_id}", timeout=60).status_code == 200


async def _taken(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("taken")(scope, receive, send)


@pytest.mark.parametrize(
    ("host", "status"),
    [("citespan.example", 200), ("Citespan.Example:8443", 200), ("localhost", 200), ("evil.example", 421), ("", 421)],
)
def test_names_that_are_allowed_are_answered_to(host: str, status: int) -> None:
    client = TestClient(OwnHost(_taken, names=["citespan.example"]))
    assert client.get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:9000", "https://localhost.evil", "null"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT"])
def test_what_a_page_of_another_site_sends_is_refused(origin: str, method: str) -> None:
    client = TestClient(OwnHost(_taken))
    reply = client.request(method, "/", headers={"Host": "localhost:8000", "Origin": origin})
    assert (reply.status_code, reply.headers["content-type"]) == (403, "application/problem+json")
    assert client.get("/", headers={"Host": "localhost:8000", "Origin": origin}).status_code == 200


@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://LOCALHOST:8000", None])
def test_what_the_page_of_the_server_sends_is_taken(origin: str | None) -> None:
    headers = {"Host": "localhost:8000"} | ({"Origin": origin} if origin else {})
    assert TestClient(OwnHost(_taken)).post("/", headers=headers).status_code == 200


@pytest.mark.parametrize("origin", ["https://qa.example", "http://qa.example:8080", "https://QA.example:8443"])
@pytest.mark.parametrize("host", ["qa.example", "qa.example:443", "127.0.0.1:8000"])
def test_a_page_of_an_allowed_name_is_taken_over_any_port_and_scheme(origin: str, host: str) -> None:
    client = TestClient(OwnHost(_taken, names=["qa.example"]))
    assert client.post("/", headers={"Host": host, "Origin": origin}).status_code == 200
    foreign = client.post("/", headers={"Host": host, "Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert "--allow-host evil.example" in foreign.json()["detail"]


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("http://localhost", "localhost:80", 200),
        ("http://localhost:80", "localhost", 200),
        ("https://localhost", "localhost:443", 200),
        ("http://[::1]:8000", "[::1]:8000", 200),
        ("http://localhost", "localhost:8000", 403),
        ("file://localhost", "localhost", 403),
    ],
)
def test_a_default_port_is_the_same_as_none(origin: str, host: str, status: int) -> None:
    assert TestClient(OwnHost(_taken)).post("/", headers={"Host": host, "Origin": origin}).status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_answered_under_any_name(path: str) -> None:
    client = TestClient(OwnHost(_taken))
    assert client.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert client.head(path, headers={"Host": ""}).status_code == 200
    assert client.post(path, headers={"Host": "10.1.2.3:8000"}).status_code == 421


def test_a_refusal_names_the_option_that_would_allow_it() -> None:
    refused = TestClient(OwnHost(_taken)).get("/", headers={"Host": "qa.example:8443"})
    assert refused.status_code == 421
    assert "--allow-host qa.example" in refused.json()["detail"]
