"""The whole application as a proxy reaches it: by a name, and below a path."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from citespan.api.http.app import build_app
from citespan.api.http.guard.limits import Limits
from citespan.api.http.site import BehindProxy, Site

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.qa.answerer import Answerer


def _client(answerer: Answerer, site: Site, *, limits: Limits = Limits(), host: str = "localhost") -> TestClient:  # noqa: B008
    app = BehindProxy(build_app(answerer, site=site, limits=limits), site=site)
    return TestClient(app, base_url=f"http://{host}", client=("127.0.0.1", 50000), follow_redirects=False)


@pytest.mark.parametrize("path", ["/qa", "/qa/", "/qa/documents", "/qa/documents/some-id", "/qa/docs", "/docs"])
def test_every_address_on_the_page_lies_below_the_root_path(path: str, sample_answerer: Answerer) -> None:
    page = _client(sample_answerer, Site.parse(root_path="/qa")).get(path)
    addresses = re.findall(r'(?:href|src)="([^"#]*)"', page.text)
    assert page.status_code == 200
    assert addresses
    assert [address for address in addresses if not address.startswith("/qa/")] == []


def test_the_routes_and_their_document_lie_below_the_root_path(sample_answerer: Answerer) -> None:
    client = _client(sample_answerer, Site.parse(root_path="/qa"))
    assert client.get("/qa/openapi.json").json()["servers"] == [{"url": "/qa"}]
    assert client.get("/qa/web/main.js").status_code == 200
    listed = client.get("/qa/v1/documents").json()["documents"]
    assert client.get(f"/qa/v1/documents/{listed[0]['document_id']}").status_code == 200
    assert client.get("/qa/documents/").headers["location"] == "http://localhost/qa/documents"


def test_a_root_path_opens_no_way_around_the_key(sample_answerer: Answerer, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps([{"name": "a", "sha256": "0" * 64, "scopes": ["all"]}]))
    site = Site.parse(root_path="/qa")
    client = TestClient(BehindProxy(build_app(sample_answerer, keys_file=keys, site=site), site=site))
    for path in ("/qa/v1/documents", "/v1/documents", "/qa/metrics", "/qa/qa/v1/documents"):
        assert client.get(path, headers={"Host": "localhost"}).status_code in {401, 404}
    assert client.get("/qa/v1/documents", headers={"Host": "localhost"}).status_code == 401


def test_refusals_are_logged_with_their_request_id_and_counted(
    sample_answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    client = _client(sample_answerer, Site.parse(), limits=Limits(requests_per_minute=1))
    with caplog.at_level(logging.INFO):
        unknown = client.get("/v1/documents", headers={"Host": "qa.example"})
        foreign = client.post("/v1/ask", json={}, headers={"Origin": "https://evil.example"})
        client.get("/v1/documents")
        often = client.get("/v1/documents")
    assert [reply.status_code for reply in (unknown, foreign, often)] == [421, 403, 429]
    assert "--allow-host qa.example" in unknown.json()["detail"]
    assert "--allow-host evil.example" in foreign.json()["detail"]
    assert "CITESPAN_REQUESTS_PER_MINUTE" in often.json()["detail"]
    figures = client.get("/metrics").text
    for reply in (unknown, foreign, often):
        assert reply.headers["x-request-id"] in caplog.text
        assert re.search(rf'citespan_requests_total{{.*status="{reply.status_code}"}} 1.0', figures)


def test_a_new_forwarded_address_does_not_evade_the_rate_limit(sample_answerer: Answerer) -> None:
    client = _client(sample_answerer, Site.parse(), limits=Limits(requests_per_minute=1))
    statuses = [
        client.get("/v1/documents", headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
        for number in range(3)
    ]
    assert statuses == [200, 429, 429]


def test_every_route_that_answers_get_answers_head(sample_answerer: Answerer) -> None:
    client = _client(sample_answerer, Site.parse())
    document_id = client.get("/v1/documents").json()["documents"][0]["document_id"]
    paths = [path for path, operations in client.get("/openapi.json").json()["paths"].items() if "get" in operations]
    asked = [path.replace("{document_id}", document_id).replace("{job_id}", "none") for path in paths]
    for path in (*asked, "/", "/docs", "/openapi.json", "/web/main.js"):
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_json_without_its_content_type_is_told_so(kind: str, sample_answerer: Answerer) -> None:
    client = _client(sample_answerer, Site.parse())
    reply = client.post("/v1/ask", content=b'{"question": "Who?"}', headers={"Content-Type": kind} if kind else {})
    assert reply.status_code == 415
    assert "Content-Type: application/json" in reply.json()["detail"]
