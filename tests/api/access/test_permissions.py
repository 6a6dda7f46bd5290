"""What each request needs."""

from __future__ import annotations

import pytest

from citespan.api.access.permissions import KeyScope, scope_needed


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/ask", "ask"),
        ("POST", "/v1/chat/completions", "ask"),
        ("GET", "/v1/models/citespan", "ask"),
        ("DELETE", "/v1/feedback/5", "ask"),
        ("POST", "/mcp", "ask"),
        ("GET", "/mcp/", "ask"),
        ("GET", "/v1/documents", "ask"),
        ("HEAD", "/v1/documents/a/text", "ask"),
        ("POST", "/v1/documents", "upload"),
        ("DELETE", "/v1/documents/a", "upload"),
        ("PATCH", "/v1/documents/a", "upload"),
        ("GET", "/v1/jobs/5", "upload"),
        ("GET", "/metrics", "administer"),
        ("GET", "/v1/keys", "administer"),
        ("GET", "/v1/audit", "administer"),
        ("GET", "/v1", "administer"),
        ("GET", "/v1/", "administer"),
        ("GET", "/v1//ask", "administer"),
        ("GET", "/v1/ASK", "administer"),
        ("GET", "/v1/../v1/ask", "administer"),
        ("GET", "/v1/documentsx", "administer"),
        ("GET", "/v1/some-route-of-tomorrow", "administer"),
        ("GET", "/", None),
        ("GET", "/healthz", None),
        ("GET", "/docs", None),
        ("GET", "/web/main.js", None),
        ("GET", "/metricsx", None),
    ],
)
def test_every_request_needs_what_it_does(method: str, path: str, scope: str | None) -> None:
    needed = scope_needed(method, path)
    assert (needed.value if needed else None) == scope


def test_there_are_three_scopes() -> None:
    assert [scope.value for scope in KeyScope] == ["ask", "upload", "administer"]
