from __future__ import annotations

import httpx
import pytest

from citespan.api.own_host import is_loopback


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
    refused = httpx.get(f"{sample_server}/v1/documents", headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (421, "application/problem+json")
    assert "localhost" in refused.json()["detail"]
    listed = httpx.get(f"{sample_server}/v1/documents", headers={"Host": "localhost"}).json()["documents"]
    document_id = listed[0]["document_id"]
    assert httpx.delete(f"{sample_server}/v1/documents/{document_id}", headers=headers).status_code == 421
    assert httpx.get(f"{sample_server}/v1/documents/{document_id}").status_code == 200
