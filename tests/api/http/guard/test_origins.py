"""Pages of other sites: those of named origins get what a browser demands, under the same keys and hosts as all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from citespan.api.access.keys import make_key
from citespan.api.http.app import build_app
from citespan.api.http.site import Site
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from citespan.qa.answerer import Answerer

    Run = Callable[..., tuple[int, str, str]]

ORIGIN = "https://app.example"
OTHERS = ["https://app.example.evil", "https://app.example:8443", "http://app.example", "null", "https://APP.example"]
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type, x-stainless-os",
}
QUESTION = {"question": "Who is named as the commander of Jaish ul-Adl?"}


@pytest.fixture(scope="module")
def keyed(sample_answerer: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str]]:
    """A client of a server that demands a key, and a key."""
    keys_file = tmp_path_factory.mktemp("keys") / "keys.json"
    key = make_key(keys_file, "a page")
    app = build_app(sample_answerer, keys_file=keys_file, site=Site.parse(origins=[ORIGIN]))
    with TestClient(app, base_url="http://localhost:8000") as client:
        yield client, key


def test_a_browser_is_told_beforehand_that_a_page_may_send(keyed: tuple[TestClient, str]) -> None:
    reply = keyed[0].options("/v1/ask", headers={"Origin": ORIGIN} | PREFLIGHT)
    assert reply.status_code == 200  # without a key: browsers send none here
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert {"GET", "POST", "DELETE"} <= set(reply.headers["Access-Control-Allow-Methods"].split(", "))
    assert "authorization" in reply.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in reply.headers
    assert "Origin" in reply.headers["Vary"]


def test_a_page_needs_a_key_as_everyone(keyed: tuple[TestClient, str]) -> None:
    client, key = keyed
    refused = client.post("/v1/ask", json=QUESTION, headers={"Origin": ORIGIN})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, ORIGIN)
    headers = {"Origin": ORIGIN, "Authorization": f"Bearer {key}"}
    reply = client.post("/v1/ask", json=QUESTION, headers=headers)
    assert (reply.status_code, reply.json()["status"]) == (200, "answered")
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "X-Request-ID" in reply.headers["Access-Control-Expose-Headers"]
    listed = client.get("/v1/documents", headers=headers)
    assert (listed.status_code, listed.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)


@pytest.mark.parametrize("origin", OTHERS)
def test_pages_of_other_origins_are_refused_as_before(keyed: tuple[TestClient, str], origin: str) -> None:
    client, key = keyed
    headers = {"Origin": origin, "Authorization": f"Bearer {key}"}
    replies = (
        client.options("/v1/ask", headers=headers | PREFLIGHT),
        client.post("/v1/ask", json=QUESTION, headers=headers),
    )
    for reply in replies:
        assert (reply.status_code, reply.headers["content-type"]) == (403, "application/problem+json")
        assert "--allow-origin" in reply.json()["detail"] or origin == "null"
        assert "Access-Control-Allow-Origin" not in reply.headers
    read = client.get("/v1/documents", headers=headers)
    assert "Access-Control-Allow-Origin" not in read.headers


def test_a_method_that_no_route_has_is_refused_beforehand(keyed: tuple[TestClient, str]) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "PATCH"}
    reply = keyed[0].options("/v1/ask", headers=headers)
    assert (reply.status_code, "may not send PATCH" in reply.json()["detail"]) == (403, True)


def test_an_origin_changes_nothing_for_hosts(keyed: tuple[TestClient, str]) -> None:
    client, key = keyed
    headers = {"Origin": ORIGIN, "Host": "app.example", "Authorization": f"Bearer {key}"}
    assert client.post("/v1/ask", json=QUESTION, headers=headers).status_code == 421
    assert client.options("/v1/ask", headers=headers | PREFLIGHT).status_code == 421


def test_without_an_origin_no_page_is_told_anything(sample_answerer: Answerer) -> None:
    with TestClient(build_app(sample_answerer, site=Site.parse()), base_url="http://localhost:8000") as client:
        assert client.options("/v1/ask", headers={"Origin": ORIGIN} | PREFLIGHT).status_code == 405
        assert client.post("/v1/ask", json=QUESTION, headers={"Origin": ORIGIN}).status_code == 403
        assert "Access-Control-Allow-Origin" not in client.get("/v1/documents", headers={"Origin": ORIGIN}).headers


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://App.Example", "https://app.example"),
        ("https://app.example:443", "https://app.example"),
        ("http://app.example:443", "http://app.example:443"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("http://localhost:5173", "http://localhost:5173"),
    ],
)
def test_an_origin_is_understood_as_browsers_write_it(given: str, origin: str) -> None:
    assert Site.parse(origins=[given]).origins == (origin,)


@pytest.mark.parametrize(
    "given",
    [
        *("*", "https://*.example", "null", "app.example", "https://app.example/", "https://app.example/a", ""),
        *("ftp://a.example", "https://", "https://a.example:0", "https://a.example:99999", "https://a:b@c.example"),
        "https://müll.example",
    ],
)
def test_what_is_no_origin_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match=r"--allow-origin .* is no origin"):
        Site.parse(origins=[given])


def test_the_command_line_refuses_what_is_no_origin(run: Run) -> None:
    code, out, err = run("serve", "--sample", "--allow-origin", "*")
    assert (code, out) == (2, "")
    assert "--allow-origin" in err
