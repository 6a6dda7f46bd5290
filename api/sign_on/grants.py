"""From the claims of a token to what somebody may do here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.api.access.permissions import KeyScope
from citespan.api.access.person import SignedOnPerson
from citespan.api.http.errors import AccessError, ScopeError
from citespan.api.sign_on.configuration import ANY_VALUE, may_ask_all

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from citespan.api.sign_on.configuration import ClaimRule, SignOnConfiguration

_LONGEST_SUBJECT = 255
_NAMES = ("name", "preferred_username", "email")
_SPACED = frozenset(("scope", "scp"))
"""Claims whose values are put into one text, with blanks between."""


def person_of(claims: Mapping[str, object], configuration: SignOnConfiguration, *, expires: datetime) -> SignedOnPerson:
    """Whom these claims speak of, with all that their rules grant.

    Labels of several rules are put together, and so are scopes. Who may ask all documents by one rule sees them all;
    who may not, but holds labels, may ask those documents and do nothing else.

    Raises:
        AccessError: if they do not name anybody.
        ScopeError: if nothing is granted.
    """
    subject = _found(claims, configuration.subject)
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise AccessError(
            f"this token of a sign-on is not taken: its claim {configuration.subject} names nobody, or in more than"
            f" {_LONGEST_SUBJECT} characters; sign in again"
        )
    rules = [rule for rule in configuration.grant if _fits(rule, claims)]
    scopes = tuple(dict.fromkeys(scope for rule in rules for scope in rule.scopes or ()))
    labels = tuple(dict.fromkeys(label for rule in rules for label in rule.labels or ()))
    if not rules:
        raise ScopeError(
            f"{subject} is signed on, but may do nothing here: no [[grant]] of the sign-on fits; whoever runs the"
            " server can add one",
            subject=subject,
        )
    shown = next((name for name in map(claims.get, _NAMES) if isinstance(name, str) and name.strip()), subject)
    sees_all = any(map(may_ask_all, rules))
    if labels and not sees_all:
        return SignedOnPerson(subject, shown, (KeyScope.ASK.value,), labels, expires, configuration.rate)
    asking = (KeyScope.ASK.value,) if labels else ()
    return SignedOnPerson(subject, shown, tuple(dict.fromkeys((*scopes, *asking))), None, expires, configuration.rate)


def _fits(rule: ClaimRule, claims: Mapping[str, object]) -> bool:
    value = _found(claims, rule.claim)
    if value is None:
        return False
    if isinstance(value, str):
        values = value.split() if rule.claim in _SPACED else [value]
    else:
        values = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    return bool(values) if rule.value == ANY_VALUE else rule.value in values


def _found(claims: Mapping[str, object], name: str) -> object:
    """The claim of this name, or, where a name has dots, one inside of others, as in `realm_access.roles`."""
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
