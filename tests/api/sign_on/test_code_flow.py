"""Signing in on the page, at a real issuer that demands PKCE."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from local_issuer import CLIENT

from citespan.api.access.audit_log import AuditLog
from citespan.api.http.site import Site

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeClient
    from fastapi.testclient import TestClient
    from local_issuer import LocalIssuer

OWN = {"Origin": "http://localhost"}


@pytest.fixture(autouse=True)
def _people(issuer: LocalIssuer) -> None:
    issuer.add_person("ann", name="Ann Ames", groups=["staff"])
    issuer.add_person("bob", groups=["legal"])
    issuer.add_person("eve", groups=["visitors"])
    issuer.add_person("kim", groups=["admins"])


def _sources(client: TestClient) -> list[str]:
    return [document["source"] for document in client.get("/v1/documents").json()["documents"]]


def _detail(reply: object) -> str:
    return f"{reply.status_code} {reply.json()['detail']}"  # type: ignore[attr-defined]


def test_who_signs_in_sees_what_their_groups_grant_until_they_sign_out(
    make_client: MakeClient, issuer: LocalIssuer, tmp_path: Path
) -> None:
    client = make_client()
    assert client.get("/v1/documents").status_code == 401
    assert client.get("/sign-in/person").json() == {"subject": None, "name": None}
    back = issuer.sign_in(client, "ann", then="/documents?q=ferry")
    assert (back.status_code, back.headers["location"]) == (303, "/documents?q=ferry")
    assert client.get("/sign-in/person").json() == {"subject": "ann", "name": "Ann Ames"}
    assert _sources(client) == ["ships.txt"]
    assert client.post("/v1/search", json={"query": "ferry"}, headers=OWN).status_code == 200
    left = client.post("/sign-out", headers=OWN)
    assert (left.status_code, left.json()) == (200, {"then": "/"})
    assert client.get("/v1/documents").status_code == 401
    assert client.get("/sign-in/person").json() == {"subject": None, "name": None}
    lines = [json.loads(line) for line in AuditLog(tmp_path).lines()]
    assert [(line["subject"], line["action"]) for line in lines] == [
        ("ann", "signIn"),
        ("ann", "listDocuments"),
        ("ann", "search"),
        ("ann", "signOut"),
    ]


def test_who_signs_out_is_sent_to_the_issuer_where_the_file_says_so(
    make_client: MakeClient, issuer: LocalIssuer, caplog: pytest.LogCaptureFixture
) -> None:
    client = make_client("sign_out_at_issuer = true")
    issuer.sign_in(client, "ann")
    there = urlsplit(client.post("/sign-out", headers=OWN).json()["then"])
    asked = {name: value for name, (value,) in parse_qs(there.query).items()}
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{issuer.address}/oauth2/end_session"
    assert (asked["client_id"], asked["post_logout_redirect_uri"]) == (CLIENT, "http://localhost/")
    hinted = jwt.decode(asked["id_token_hint"], options={"verify_signature": False})
    assert (hinted["sub"], hinted["iss"]) == ("ann", issuer.address)
    form = httpx.get(there.geturl(), timeout=60).text
    assert "You will be redirected to <code>http://localhost/</code>" in form
    assert "not set" not in form
    assert client.get("/v1/documents").status_code == 401
    assert client.post("/sign-out", headers=OWN).json() == {"then": "/"}  # nobody is signed in any more
    assert not caplog.records


def test_a_session_that_was_ended_is_not_taken_again(client: TestClient, issuer: LocalIssuer) -> None:
    issuer.sign_in(client, "ann")
    cookie = client.cookies["citespan-session"]
    client.post("/sign-out", headers=OWN)
    for token in (cookie, "", cookie[:-1], "a;b"):
        assert client.get("/v1/documents", headers={"Cookie": f"citespan-session={token}"}).status_code == 401


@pytest.mark.parametrize("https", [False, True])
def test_cookies_are_for_the_server_alone(make_client: MakeClient, issuer: LocalIssuer, https: bool) -> None:
    site = Site.parse(names=["qa.example"], root_path="/qa", proxies=["127.0.0.1"])
    client = make_client(site=site, host="qa.example")
    forwarded = {"X-Forwarded-Proto": "https"} if https else {}
    begun = client.get("/qa/sign-in?then=/documents", headers=forwarded, follow_redirects=False)
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    scheme = "https" if https else "http"
    assert asked["redirect_uri"] == [f"{scheme}://qa.example/qa/sign-in/return"]
    assert (asked["client_id"], asked["code_challenge_method"]) == ([CLIENT], ["S256"])
    assert begun.headers["location"].startswith(f"{issuer.address}/oauth2/authorize?")
    pending = SimpleCookie(begun.headers["set-cookie"])
    sent = {"Cookie": f"citespan-sign-in={pending['citespan-sign-in'].value}", **forwarded}
    back = client.get(issuer.answer(begun.headers["location"], "ann"), headers=sent, follow_redirects=False)
    assert (back.status_code, back.headers["location"]) == (303, "/qa/documents")
    session = SimpleCookie(next(one for one in back.headers.get_list("set-cookie") if "citespan-session" in one))
    for cookie, path, same_site in (
        (pending["citespan-sign-in"], "/qa/sign-in/return", "lax"),
        (session["citespan-session"], "/qa", "strict"),
    ):
        assert (cookie["path"], cookie["samesite"].lower(), cookie["httponly"]) == (path, same_site, True)
        assert bool(cookie["secure"]) is https
        assert cookie["domain"] == ""
    sent = {"Cookie": f"citespan-session={session['citespan-session'].value}"}
    assert client.get("/qa/v1/documents", headers=sent).status_code == 200
    for origin, status in (("https://qa.example", 200), ("https://evil.example", 403)):
        search = client.post("/qa/v1/search", json={"query": "ferry"}, headers={**sent, "Origin": origin})
        assert search.status_code == status


def test_what_a_page_of_another_site_has_sent_is_refused(client: TestClient, issuer: LocalIssuer) -> None:
    issuer.sign_in(client, "ann")
    for headers in (
        {},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8080"},
        {**OWN, "Sec-Fetch-Site": "same-site"},
    ):
        for path in ("/v1/search", "/sign-out"):
            reply = client.post(path, json={"query": "ferry"}, headers=headers)
            assert (reply.status_code, "may not use the session" in reply.text) == (403, True), (path, headers)
    assert client.get("/sign-in/person").json()["subject"] == "ann"


def test_a_token_in_the_header_counts_and_not_the_session(client: TestClient, issuer: LocalIssuer) -> None:
    issuer.sign_in(client, "ann")
    bearer = {"Authorization": f"Bearer {issuer.token(sub='bob', groups=['legal'])}"}
    listed = client.get("/v1/documents", headers=bearer).json()["documents"]
    assert [document["source"] for document in listed] == ["legal/berth.txt"]
    assert client.post("/v1/search", json={"query": "ferry"}, headers=bearer).status_code == 200
    assert client.get("/v1/documents", headers={"Authorization": "Bearer cs_nobody"}).status_code == 401


def test_who_is_granted_nothing_gets_no_session(client: TestClient, issuer: LocalIssuer) -> None:
    refused = issuer.sign_in(client, "eve")
    assert _detail(refused).startswith("403 eve is signed on, but may do nothing here")
    assert "citespan-session" not in client.cookies


def test_an_answer_counts_only_for_the_sign_in_that_the_same_browser_began(
    make_client: MakeClient, issuer: LocalIssuer
) -> None:
    client, other = make_client(), make_client()
    begun, others = (one.get("/sign-in", follow_redirects=False).headers["location"] for one in (client, other))
    answer, for_other = issuer.answer(begun, "ann"), issuer.answer(others, "kim")
    for path, reason in (
        (for_other, "401 this answer is not to the sign-in that this browser began"),
        ("/sign-in/return", "401 this answer is not to the sign-in that this browser began"),
        (f"{answer}&iss=https://evil.example", "401 this answer is of another issuer"),
        (answer.replace("code=", "code=x"), "401 the issuer does not take the code"),
        (answer.replace("code=", "error=access_denied&x="), "401 the issuer refused: access_denied"),
        (answer.replace("code=", "error=%3Cscript%3E&x="), "401 the issuer refused: script;"),
    ):
        assert _detail(client.get(path, follow_redirects=False)).startswith(reason)
    stranger = make_client()
    assert _detail(stranger.get(answer, follow_redirects=False)).startswith("401 no sign-in was begun in this browser")
    forged = {"Cookie": "citespan-sign-in=gAAAAA"}
    assert stranger.get(answer, headers=forged, follow_redirects=False).status_code == 401
    assert client.get(answer, follow_redirects=False).status_code == 303
    assert client.get(answer, follow_redirects=False).status_code == 401  # a code is taken once


@pytest.mark.parametrize(
    "then",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", "", "/\t/"],
)
def test_nobody_is_sent_to_another_site_after_a_sign_in(client: TestClient, issuer: LocalIssuer, then: str) -> None:
    assert issuer.sign_in(client, "ann", then=then).headers["location"] == "/"


def test_a_request_ends_when_who_sent_it_signs_out(client: TestClient, issuer: LocalIssuer) -> None:
    async def silent() -> None:
        await asyncio.sleep(60)

    client.app.get("/v1/search/silent", include_in_schema=False)(silent)  # type: ignore[attr-defined]
    issuer.sign_in(client, "ann")
    cookies = {"Cookie": f"citespan-session={client.cookies['citespan-session']}", **OWN}

    def leave() -> None:
        time.sleep(0.3)
        client.post("/sign-out", headers=cookies)

    leaving = threading.Thread(target=leave)
    leaving.start()
    reply = client.get("/v1/search/silent", headers=cookies)
    leaving.join()
    assert _detail(reply).startswith("401 this person signed out, or has expired")


def test_without_a_client_there_is_no_way_to_sign_in(
    make_client: MakeClient, issuer: LocalIssuer, tmp_path: Path
) -> None:
    from local_issuer import sign_on_file  # noqa: PLC0415

    from citespan.api.sign_on.configuration import read_configuration  # noqa: PLC0415
    from citespan.api.sign_on.sign_on import SignOn  # noqa: PLC0415

    configuration = read_configuration(sign_on_file(tmp_path, issuer.address, client=False))
    assert not SignOn(configuration).has_page
    assert "data-sign-in" in make_client().get("/").text
