"""Tokens that programs send: taken if the issuer made them for this server and for now, and refused otherwise."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from local_issuer import sign_on_file

from citespan.api.access.audit_log import AuditLog
from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.api.http.errors import AccessError, IssuerError
from citespan.api.sign_on.configuration import read_configuration
from citespan.api.sign_on.fetched import BETWEEN_SECONDS
from citespan.api.sign_on.issuer import Issuer
from citespan.api.sign_on.tokens import Tokens

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeClient
    from fastapi.testclient import TestClient
    from local_issuer import LocalIssuer

NOBODY = "http://localhost:9"
"""Where no issuer answers."""


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _sources(client: TestClient, token: str) -> list[str]:
    reply = client.get("/v1/documents", headers=_bearer(token))
    assert reply.status_code == 200, reply.text
    return [document["source"] for document in reply.json()["documents"]]


def test_each_sees_what_the_groups_in_their_token_grant(client: TestClient, issuer: LocalIssuer) -> None:
    for groups, sources in (
        (["staff"], ["ships.txt"]),
        (["legal", "other"], ["legal/berth.txt"]),
        (["staff", "legal"], ["legal/berth.txt", "ships.txt"]),
        (["admins"], ["legal/berth.txt", "ships.txt"]),
        (["admins", "staff"], ["legal/berth.txt", "ships.txt"]),
        (["porters", "staff"], ["ships.txt"]),
    ):
        assert _sources(client, issuer.token(groups=groups)) == sources, groups


def test_scopes_hold_for_people_as_for_keys(client: TestClient, issuer: LocalIssuer, tmp_path: Path) -> None:
    make_key(tmp_path / KEYS_FILE, "desk")
    admin, staff, porter = (issuer.token(sub=name, groups=[name]) for name in ("admins", "staff", "porters"))
    asked = [client.get("/v1/keys", headers=_bearer(token)) for token in (admin, staff, porter)]
    assert [reply.status_code for reply in asked] == [200, 403, 403]
    assert "staff may ask, and this is to administer" in asked[1].json()["detail"]
    assert client.delete("/v1/documents/none", headers=_bearer(porter)).status_code == 404
    assert client.delete("/v1/documents/none", headers=_bearer(staff)).status_code == 403


def test_who_is_granted_nothing_is_told_so_and_noted(client: TestClient, issuer: LocalIssuer, tmp_path: Path) -> None:
    for claims in ({"groups": ["visitors"]}, {"groups": "visitors"}, {"groups": 7}, {"groups": []}, {}):
        reply = client.get("/v1/documents", headers=_bearer(issuer.token(sub="eve", **claims)))
        assert (reply.status_code, "eve is signed on, but may do nothing" in reply.json()["detail"]) == (403, True)
    lines = [json.loads(line) for line in AuditLog(tmp_path).lines()]
    assert {(line["key"], line["subject"], line["status"]) for line in lines} == {(None, "eve", 403)}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "of another issuer": ({"iss": "https://evil.example"}, "of another issuer"),
    "expired": ({"exp": int(time.time()) - 3600}, "has expired"),
    "not yet valid": ({"nbf": int(time.time()) + 3600}, "not valid yet"),
    "made in the future": ({"iat": int(time.time()) + 3600}, "not valid yet"),
    "for another audience": ({"aud": "mail"}, "made for others"),
    "for no audience": ({"aud": None}, "does not say"),
    "that never expires": ({"exp": None}, "does not say"),
    "of nobody": ({"sub": None}, "does not say"),
    "of an empty subject": ({"sub": ""}, "names nobody"),
    "of a long subject": ({"sub": "x" * 256}, "names nobody"),
    "of a subject that is a number": ({"sub": 7}, "it is no token"),
    "that expires at a word": ({"exp": "noon"}, "it is no token"),
    "without algorithm": ({"key": "none"}, "not signed as"),
    "switched to HS256": ({"key": "public"}, "not signed as"),
    "signed by a stranger": ({"key": "stranger"}, "not that of the issuer"),
    "with an unknown key id": ({"header": {"kid": "nobody's"}}, "a key that its issuer does not name"),
    "signed by an algorithm that is not allowed": ({"header": {"alg": "PS256"}}, "not signed as"),
    "with 5000 claims": ({f"claim{number}": "x" for number in range(5000)}, "16384 characters at most"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_token_is_refused(client: TestClient, issuer: LocalIssuer, what: str) -> None:
    claims, reason = REFUSED[what]
    reply = client.get("/v1/documents", headers=_bearer(issuer.token(groups=["admins"], **claims)))
    assert (reply.status_code, reason in reply.json()["detail"]) == (401, True), reply.text
    assert reply.headers["www-authenticate"].startswith("Bearer")


def test_a_token_that_was_cut_or_edited_is_refused(client: TestClient, issuer: LocalIssuer) -> None:
    head, claims, signature = issuer.token(groups=["staff"]).split(".")
    _, others, _ = issuer.token(groups=["admins"]).split(".")
    for edited in (
        f"{head}.{claims}.",
        f"{head}.{others}.{signature}",
        f"{head}..{signature}",
        "a.b.c",
        f".{claims}.{signature}",
    ):
        assert client.get("/v1/documents", headers=_bearer(edited)).status_code == 401, edited
    without = client.get("/v1/documents")
    assert (without.status_code, "sign in, or send an access key" in without.json()["detail"]) == (401, True)


def test_a_token_with_500_claims_and_500_groups_is_taken(client: TestClient, issuer: LocalIssuer) -> None:
    claims: dict[str, Any] = {f"c{number}": number for number in range(500)}
    assert _sources(client, issuer.token(**claims, groups=["staff"])) == ["ships.txt"]
    groups = [f"g{number}" for number in range(500)]
    assert _sources(client, issuer.token(groups=[*groups, "legal"])) == ["legal/berth.txt"]


def test_clocks_may_be_apart_as_far_as_the_leeway_says(make_client: MakeClient, issuer: LocalIssuer) -> None:
    now = int(time.time())
    early = issuer.token(groups=["staff"], iat=now + 270, nbf=now + 270)
    late = issuer.token(groups=["staff"], exp=now - 270)
    strict, lenient = make_client(), make_client('leeway = "5m"')
    for token in (early, late):
        assert strict.get("/v1/documents", headers=_bearer(token)).status_code == 401
        assert _sources(lenient, token) == ["ships.txt"]


def test_without_its_issuer_nobody_is_let_in_on_its_word_but_keys_are(
    make_client: MakeClient, issuer: LocalIssuer, tmp_path: Path
) -> None:
    client = make_client(of=NOBODY)
    key = make_key(tmp_path / KEYS_FILE, "desk")
    token = issuer.token(iss=NOBODY, groups=["admins"])
    for path in ("/v1/documents", "/sign-in", "/v1/documents"):
        reply = client.get(path, headers=_bearer(token), follow_redirects=False)
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "10")
        assert f"the issuer {NOBODY} cannot be asked" in reply.json()["detail"]
    assert _sources(client, key) == ["legal/berth.txt", "ships.txt"]
    assert client.get("/healthz", headers=_bearer(token)).status_code == 200
    assert client.get("/readyz", headers=_bearer(token)).json() == {"status": "ready", "index": None, "checked": None}


def test_a_changed_key_is_fetched_and_unknown_ones_are_not_fetched_for_each_request(
    issuer: LocalIssuer, tmp_path: Path
) -> None:
    configuration = read_configuration(sign_on_file(tmp_path, issuer.address))
    clock = [1000.0]
    tokens = Tokens(configuration, Issuer(configuration), clock=lambda: clock[0])

    async def check() -> None:
        async def is_taken(token: str) -> bool:
            try:
                await tokens.verified(token, audiences=["citespan"])
            except AccessError:
                return False
            return True

        old = issuer.token()
        assert await is_taken(old)
        issuer.rotate()
        new = issuer.token()
        before = issuer.asked()
        assert [await is_taken(new) for _ in range(20)] == [
            False
        ] * 20  # for these seconds the keys are not fetched again
        clock[0] += BETWEEN_SECONDS
        assert [await is_taken(new) for _ in range(20)] == [True] * 20
        assert not await is_taken(old)
        assert issuer.asked() == before + 1

    asyncio.run(check())


def test_keys_can_be_read_from_a_file(make_client: MakeClient, issuer: LocalIssuer, tmp_path: Path) -> None:
    import httpx  # noqa: PLC0415

    file = tmp_path / "keys.jwks"
    file.write_bytes(httpx.get(f"{issuer.address}/jwks", timeout=60).content)
    before = issuer.asked()
    assert _sources(make_client('jwks_file = "keys.jwks"'), issuer.token(groups=["staff"])) == ["ships.txt"]
    assert issuer.asked() == before
    for wrong in ("", "[]", "{}", '{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "a"}]}'):
        file.write_text(wrong)
        reply = make_client('jwks_file = "keys.jwks"').get("/v1/documents", headers=_bearer(issuer.token()))
        assert reply.status_code == 503, wrong


def test_the_rate_counts_for_each_person(make_client: MakeClient, issuer: LocalIssuer) -> None:
    client = make_client("rate = 2")
    ann, bob = (_bearer(issuer.token(sub=name, groups=["staff"])) for name in ("ann", "bob"))
    statuses = [client.get("/v1/models", headers=ann).status_code for _ in range(3)]
    refused = client.get("/v1/models", headers=ann)
    assert (statuses, "the rate of this person" in refused.json()["detail"]) == ([200, 200, 429], True)
    assert client.get("/v1/models", headers=bob).status_code == 200


def test_the_audit_log_names_the_subject(client: TestClient, issuer: LocalIssuer, tmp_path: Path) -> None:
    headers = _bearer(issuer.token(sub="ann@example.org", groups=["staff"]))
    client.post("/v1/search", json={"query": "ferry"}, headers=headers)
    client.get("/web/main.js", headers=headers)
    (line,) = (json.loads(line) for line in AuditLog(tmp_path).lines())
    assert (line["key"], line["subject"], line["action"]) == (None, "ann@example.org", "search")


def test_the_openapi_document_declares_the_sign_on(client: TestClient, issuer: LocalIssuer) -> None:
    document = client.get("/openapi.json").json()
    scheme = document["components"]["securitySchemes"]["signOn"]
    assert scheme == {"type": "openIdConnect", "openIdConnectUrl": f"{issuer.address}/.well-known/openid-configuration"}
    assert document["paths"]["/v1/ask"]["post"]["security"] == [{"accessKey": []}, {"signOn": []}]


def test_a_request_ends_when_its_token_expires(client: TestClient, issuer: LocalIssuer) -> None:
    async def silent() -> None:
        await asyncio.sleep(60)

    client.app.get("/v1/search/silent", include_in_schema=False)(silent)  # type: ignore[attr-defined]
    reply = client.get("/v1/search/silent", headers=_bearer(issuer.token(groups=["staff"], exp=int(time.time()) - 57)))
    assert (reply.status_code, "or has expired" in reply.json()["detail"]) == (401, True)


def test_an_issuer_that_calls_itself_otherwise_is_not_believed(issuer: LocalIssuer, tmp_path: Path) -> None:
    address = issuer.address.replace("localhost", "127.0.0.1")
    configuration = read_configuration(sign_on_file(tmp_path, f"{address}/"))
    with pytest.raises(IssuerError, match="cannot be asked for its configuration"):
        asyncio.run(Issuer(configuration).discovery())
