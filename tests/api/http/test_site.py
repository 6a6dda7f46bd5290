"""A server behind a proxy: whom it believes, and below which path it is reached."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.testclient import TestClient

from citespan.api.http.site import BehindProxy, Site
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

SAID = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "qa.example"}


async def _seen(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/away":
        await RedirectResponse("/v1/jobs/1")(scope, receive, send)
        return
    headers = dict(scope["headers"])
    seen = {"path": scope["path"], "client": scope["client"][0], "scheme": scope["scheme"]}
    await JSONResponse(seen | {"host": headers[b"host"].decode()})(scope, receive, send)


def _client(site: Site, *, client: str = "127.0.0.1") -> TestClient:
    app = BehindProxy(_seen, site=site)
    return TestClient(app, base_url="http://localhost", client=(client, 50000), follow_redirects=False)


def test_without_the_option_no_forwarded_header_is_believed_not_even_from_loopback() -> None:
    seen = _client(Site.parse()).get("/x", headers=SAID).json()
    assert seen == {"path": "/x", "client": "127.0.0.1", "scheme": "http", "host": "localhost"}


@pytest.mark.parametrize("proxy", ["10.0.0.5", "10.0.0.0/24"])
def test_a_trusted_proxy_is_believed_and_no_other_client(proxy: str) -> None:
    site = Site.parse(proxies=[proxy])
    seen = _client(site, client="10.0.0.5").get("/x", headers=SAID).json()
    assert seen == {"path": "/x", "client": "203.0.113.9", "scheme": "https", "host": "qa.example"}
    assert _client(site, client="10.0.1.5").get("/x", headers=SAID).json()["client"] == "10.0.1.5"


def test_an_address_that_a_client_forged_is_not_the_one_that_counts() -> None:
    site = Site.parse(proxies=["10.0.0.5"])
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Host": "evil.example, qa.example"}
    seen = _client(site, client="10.0.0.5").get("/x", headers=headers).json()
    assert (seen["client"], seen["host"]) == ("203.0.113.9", "qa.example")


@pytest.mark.parametrize(
    ("asked", "seen"),
    [("/qa/v1/ask", "/v1/ask"), ("/v1/ask", "/v1/ask"), ("/qa", "/"), ("/qa/", "/"), ("/qatar", "/qatar")],
)
def test_the_root_path_is_taken_away_whether_the_proxy_does_that_or_not(asked: str, seen: str) -> None:
    assert _client(Site.parse(root_path="/qa/")).get(asked).json()["path"] == seen


def test_a_location_lies_below_the_root_path() -> None:
    assert _client(Site.parse(root_path="/qa")).get("/qa/away").headers["location"] == "/qa/v1/jobs/1"


@pytest.mark.parametrize(
    "options",
    [
        {"names": ["*"]},
        {"names": ["*.example.org"]},
        {"names": ["https://qa.example.org"]},
        {"names": ["qa.example.org/qa"]},
        {"names": ["a b"]},
        {"names": [""]},
        {"names": ["a..b"]},
        {"names": ["qa.example.org:99999"]},
        {"root_path": "qa"},
        {"root_path": "/qa/../x"},
        {"root_path": '/"><script>'},
        {"proxies": ["*"]},
        {"proxies": ["proxy.example.org"]},
        {"proxies": ["10.0.0.5/24"]},
    ],
    ids=json.dumps,
)
def test_what_can_be_no_name_path_or_proxy_is_bad_usage(options: dict[str, str | list[str]]) -> None:
    with pytest.raises(UsageError, match=r"--(allow-host|root-path|trust-proxy)"):
        Site.parse(**options)  # type: ignore[arg-type]


def test_a_name_is_taken_without_its_port_in_lower_case() -> None:
    assert Site.parse(names=["QA.Example.org:8443", "[::1]", "10.0.0.7"]).names == ("qa.example.org", "::1", "10.0.0.7")
