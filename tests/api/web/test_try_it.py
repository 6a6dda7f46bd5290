"""Trying routes in a real browser, under a policy that lets nothing come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from browser import watched_page
from playwright.sync_api import expect

from citespan.api.http.guard.security_headers import SECURITY_HEADERS
from citespan.api.http.page import TRY_HEADERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_route_is_tried_in_the_browser(browser: Browser, sample_server: str) -> None:
    with watched_page(browser, sample_server) as page:
        page.goto("/docs")
        page.locator(".route", has_text="/healthz").get_by_role("link", name="Try it").click()
        operation = page.locator("#operations-health-getHealth")
        operation.get_by_role("button", name="Execute").click()
        expect(operation.locator(".live-responses-table")).to_contain_text('"status": "ok"')
        assert page.locator(".opblock").count() >= 15


def test_its_policy_lets_nothing_come_from_elsewhere_or_run_inline(sample_server: str) -> None:
    reply = httpx.get(f"{sample_server}/docs/try", timeout=60)
    expected = SECURITY_HEADERS | TRY_HEADERS
    assert {name: reply.headers.get(name) for name in expected} == expected
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["content-security-policy"].split(";"))
    assert policy.pop("img-src") == "'self' data:"
    assert policy.pop("default-src") == "'none'"
    assert set(policy.values()) == {"'self'", "'none'"}


@pytest.mark.parametrize(("name", "kind"), [("swagger-ui-bundle.js", "javascript"), ("swagger-ui.css", "text/css")])
def test_its_files_come_from_the_installation(sample_server: str, name: str, kind: str) -> None:
    reply = httpx.get(f"{sample_server}/docs/{name}", timeout=60)
    assert (reply.status_code, kind in reply.headers["content-type"]) == (200, True)
    assert len(reply.content) > 100_000
    assert httpx.get(f"{sample_server}/docs/redoc.standalone.js", timeout=60).status_code == 404
