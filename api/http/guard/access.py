"""Who may ask: where there are access keys, or people sign on, the API answers to them, as far as they may."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citespan.api.access.key_uses import USES_FILE, KeyUses
from citespan.api.access.keys import Key, find_key, read_keys
from citespan.api.access.permissions import KeyScope, is_guarded, scope_needed
from citespan.api.access.person import SignedOnPerson
from citespan.api.http.errors import AccessError, RateError, ScopeError
from citespan.api.http.guard.rates import Rate
from citespan.api.http.statuses import documented
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request

    from citespan.qa.answerer import Answerer

GRANT = "citespan.grant"
"""Under which name the grant of a request stands in its ASGI scope."""

_SCHEME = "accessKey"
_SIGN_ON_SCHEME = "signOn"
_KEY_TOLD = "An access key, as `citespan key NAME` prints it."


@dataclass(slots=True)
class Grant:
    """As whom a request was let in: as a `principal`, or, where none is demanded, as nobody.

    `about` and `questions` are what the audit log is to say of it. `seen` answers it once it was asked for, and
    `when_done` is called when the request has ended.
    """

    principal: Key | SignedOnPerson | None
    is_demanded: bool
    about: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    seen: Answerer | None = None
    when_done: list[Callable[[], None]] = field(default_factory=list)

    @property
    def labels(self) -> frozenset[str] | None:
        """Documents with one of these labels are seen; all are if it is None, and none if it is empty."""
        if self.principal is None:
            return frozenset() if self.is_demanded else None
        return None if self.principal.labels is None else frozenset(self.principal.labels)

    def may(self, scope: KeyScope) -> bool:
        """True if the request may do this."""
        return not self.is_demanded if self.principal is None else self.principal.may(scope)


def grant_of(request: Request) -> Grant:
    """As whom a request was let in.

    Raises:
        KeyError: if it came past the guard; nothing is done for it then.
    """
    grant = request.scope[GRANT]
    if not isinstance(grant, Grant):
        raise KeyError(GRANT)
    return grant


class Access:
    """The keys in a file, as they are at each request; without keys and sign-on everyone may ask."""

    def __init__(
        self,
        keys_file: Path | None,
        *,
        issuer: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Follow the keys in `keys_file`; None if there are never any. People of an `issuer` may come beside them."""
        self._file = keys_file
        self._issuer = issuer
        self._now = now
        self._stamp: tuple[int, int, int] | None = None
        self._keys: tuple[Key, ...] = ()
        self._demanded = issuer is not None
        self._rates: dict[int, Rate] = {}
        self._uses = None if keys_file is None else KeyUses(keys_file.with_name(USES_FILE), now=now)

    @property
    def file(self) -> Path | None:
        """Where the keys are."""
        return self._file

    @property
    def issuer(self) -> str | None:
        """Who vouches for people who sign on; None if nobody does."""
        return self._issuer

    @property
    def is_demanded(self) -> bool:
        """True if a client has to say who it is, or the keys cannot be read: every request is refused then."""
        try:
            self._follow()
        except UsageError:
            return True
        return self._demanded

    def admit(self, authorization: str, method: str, path: str, *, person: SignedOnPerson | None = None) -> Grant:
        """As whom the request with this `Authorization` header is let in: as the `person` who signed on, if any did.

        Raises:
            AccessError: if a key is demanded, and the header holds none that is taken.
            ScopeError: if the key, or the person, is not for this.
            RateError: if the key, or the person, sends too many requests.
            UsageError: if the keys cannot be read.
        """
        needed = scope_needed(method, path)
        if needed is None:
            return self._anybody(authorization, person)
        principal = person or self._key_in(authorization)
        if not self._demanded:
            return Grant(None, is_demanded=False)
        if principal is None:
            raise AccessError(self._missing())
        if self._uses and isinstance(principal, Key):
            self._uses.note(principal.name)
        self._count(principal)
        self._check_scope(principal, needed)
        return Grant(principal, is_demanded=True)

    def stands(self, key: Key, authorization: str, method: str, path: str) -> bool:
        """True if a request that was let in with `key` would be let in the same now: a key may be revoked meanwhile.

        Where the keys cannot be read, it would not.
        """
        needed = scope_needed(method, path)
        if needed is None:
            return True
        try:
            known = self._key_in(authorization)
        except UsageError:
            return False
        return known is not None and known.name == key.name and known.labels == key.labels and known.may(needed)

    def _missing(self) -> str:
        if self._issuer is None:
            return "send an access key, as 'Authorization: Bearer ...'; 'citespan key NAME' makes one"
        return f"sign in, or send an access key or a token of {self._issuer}, as 'Authorization: Bearer ...'"

    def _anybody(self, authorization: str, person: SignedOnPerson | None) -> Grant:
        """As whom somebody sees what everyone does: as nobody, where the keys cannot be read."""
        try:
            return Grant(person or self._key_in(authorization), self._demanded)
        except UsageError:
            return Grant(None, is_demanded=True)

    def _key_in(self, authorization: str) -> Key | None:
        self._follow()
        scheme, _, token = authorization.partition(" ")
        return find_key(self._keys, token.strip(), now=self._now()) if scheme.lower() == "bearer" else None

    def _check_scope(self, principal: Key | SignedOnPerson, needed: KeyScope) -> None:
        if principal.may(needed):
            return
        allowed = " and ".join(principal.scopes)
        if isinstance(principal, SignedOnPerson):
            raise ScopeError(
                f"{principal.subject} may {allowed}, and this is to {needed}; whoever runs the server can grant that in"
                " the file of its sign-on",
                subject=principal.subject,
            )
        raise ScopeError(
            f"this key is for {allowed}, and this needs one for {needed}; whoever runs the server makes one with"
            f" 'citespan key NAME --scope {needed}'",
            key_name=principal.name,
        )

    def _count(self, principal: Key | SignedOnPerson) -> None:
        if principal.rate is None:
            return
        is_person = isinstance(principal, SignedOnPerson)
        client = f"person {principal.subject}" if isinstance(principal, SignedOnPerson) else f"key {principal.name}"
        wait = self._rates.setdefault(principal.rate, Rate(principal.rate)).seconds_to_wait(client)
        if wait > 0:
            seconds = math.ceil(wait)
            raise RateError(
                f"more than {principal.rate} requests a minute, the rate of this {'person' if is_person else 'key'};"
                f" try again in {seconds} seconds",
                retry_seconds=seconds,
            )

    def _follow(self) -> None:
        """Read the keys if they have changed. Where there was one, one is demanded, also when the last is removed."""
        if self._file is None:
            return
        try:
            status = self._file.stat()
        except FileNotFoundError:
            self._stamp, self._keys = None, ()
            return
        stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
        if stamp != self._stamp:
            self._keys, self._stamp = read_keys(self._file), stamp
            self._demanded = self._demanded or bool(self._keys)


def guarded(document: dict[str, Any], *, issuer: str | None = None) -> dict[str, Any]:
    """An OpenAPI document that says of all guarded operations of `document` that they demand a key.

    With an `issuer`, one of its tokens does as well.
    """
    refused = {str(status): response for status, response in documented(401, 403, 429).items()}
    schemes = {_SCHEME: {"type": "http", "scheme": "bearer", "description": _KEY_TOLD}}
    if issuer is not None:
        refused |= {str(status): response for status, response in documented(503).items()}
        configuration = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        schemes[_SIGN_ON_SCHEME] = {"type": "openIdConnect", "openIdConnectUrl": configuration}
    security: list[dict[str, list[str]]] = [{scheme: []} for scheme in schemes]
    paths = {
        path: {
            method: operation | {"responses": operation["responses"] | refused, "security": security}
            for method, operation in operations.items()
        }
        if is_guarded(path)
        else operations
        for path, operations in document["paths"].items()
    }
    return document | {"paths": paths, "components": document["components"] | {"securitySchemes": schemes}}
