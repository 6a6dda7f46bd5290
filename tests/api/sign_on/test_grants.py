"""What claims grant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from citespan.api.access.permissions import ALL
from citespan.api.http.errors import ScopeError
from citespan.api.sign_on.configuration import ClaimRule, SignOnConfiguration
from citespan.api.sign_on.grants import person_of

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def _configuration(*rules: ClaimRule, **options: Any) -> SignOnConfiguration:
    return SignOnConfiguration(issuer="https://a.example", client_id="a", grant=rules, **options)


def _labels(value: str, *labels: str, claim: str = "groups") -> ClaimRule:
    return ClaimRule(claim=claim, value=value, labels=labels)


def _scopes(value: str, *scopes: str, claim: str = "groups") -> ClaimRule:
    return ClaimRule(claim=claim, value=value, scopes=scopes)


@pytest.mark.parametrize(
    ("groups", "scopes", "labels"),
    [
        (["a"], ("ask",), ("one",)),
        (["a", "b"], ("ask",), ("one", "two")),
        (["porter"], ("upload",), None),
        (["a", "porter"], ("ask",), ("one",)),  # to see all by an upload would be more than either grants
        (["a", "reader"], ("ask",), None),
        (["porter", "reader"], ("upload", "ask"), None),
        (["a", "boss"], (ALL, "ask"), None),
    ],
)
def test_what_rules_grant_is_put_together(groups: list[str], scopes: tuple[str, ...], labels: object) -> None:
    rules = (
        _labels("a", "one"),
        _labels("b", "two", "one"),
        _scopes("porter", "upload"),
        _scopes("reader", "ask"),
        _scopes("boss", ALL),
    )
    person = person_of({"sub": "ann", "groups": groups}, _configuration(*rules), expires=NOON)
    assert (person.scopes, person.labels) == (scopes, labels)


@pytest.mark.parametrize(
    ("claim", "value", "claims", "fits"),
    [
        ("groups", "a b", {"groups": "a b"}, True),
        ("groups", "a", {"groups": "a b"}, False),
        ("scope", "docs:read", {"scope": "openid docs:read"}, True),
        ("scp", "docs", {"scp": "docs:read"}, False),
        ("realm_access.roles", "a", {"realm_access": {"roles": ["b", "a"]}}, True),
        ("https://example.org/groups", "a", {"https://example.org/groups": ["a"]}, True),
        ("realm_access.roles", "a", {"realm_access": "roles"}, False),
        ("email", "*", {"email": "ann@example.org"}, True),
        ("email", "*", {}, False),
        ("email", "*", {"email": None}, False),
        ("groups", "*", {"groups": []}, False),
        ("groups", "a", {"groups": [["a"]]}, False),
        ("groups", "True", {"groups": True}, False),
        ("groups", "A", {"groups": ["a"]}, False),
    ],
)
def test_a_rule_fits_the_exact_value_of_a_claim(claim: str, value: str, claims: dict[str, Any], fits: bool) -> None:
    configuration = _configuration(_labels(value, "one", claim=claim))
    if fits:
        assert person_of({"sub": "ann", **claims}, configuration, expires=NOON).labels == ("one",)
    else:
        with pytest.raises(ScopeError):
            person_of({"sub": "ann", **claims}, configuration, expires=NOON)


def test_the_subject_is_what_the_configuration_says() -> None:
    claims = {"sub": "248289761001", "email": "ann@example.org", "name": "Ann Ames", "groups": ["a"]}
    person = person_of(claims, _configuration(_labels("a", "one"), subject="email"), expires=NOON)
    assert (person.subject, person.shown_name) == ("ann@example.org", "Ann Ames")
