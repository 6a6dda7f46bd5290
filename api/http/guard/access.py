"""Who may ask: where there are access keys, the API answers to those who send one, as far as it is for that."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citespan.api.access.key_uses import USES_FILE, KeyUses
from citespan.api.access.keys import find_key, read_keys
from citespan.api.access.permissions import KeyScope, is_guarded, scope_needed
from citespan.api.http.errors import AccessError, RateError, ScopeError
from citespan.api.http.guard.rates import Rate
from citespan.api.http.statuses import documented
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request

    from citespan.api.access.keys import Key
    from citespan.qa.answerer import Answerer

GRANT = "citespan.grant"
"""Under which name the grant of a request stands in its ASGI scope."""

_SCHEME = "accessKey"


@dataclass(slots=True)
class Grant:
    """As whom a request was let in: with a `key`, or, where none is demanded, without one.

    `about` and `questions` are what the audit log is to say of it. `seen` answers it once it was asked for, and
    `when_done` is called when the request has ended.
    """

    key: Key | None
    is_demanded: bool
    about: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    seen: Answerer | None = None
    when_done: list[Callable[[], None]] = field(default_factory=list)

    @property
    def labels(self) -> frozenset[str] | None:
        """Documents with one of these labels are seen; all are if it is None, and none if it is empty."""
        if self.key is None:
            return frozenset() if self.is_demanded else None
        return None if self.key.labels is None else frozenset(self.key.labels)

    def may(self, scope: KeyScope) -> bool:
        """True if the request may do this."""
        return not self.is_demanded if self.key is None else self.key.may(scope)


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
    """The keys in a file, as they are at each request; without keys everyone may ask."""

    def __init__(self, keys_file: Path | None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Follow the keys in `keys_file`; None if there are never any."""
        self._file = keys_file
        self._now = now
        self._stamp: tuple[int, int, int] | None = None
        self._keys: tuple[Key, ...] = ()
        self._demanded = False
        self._rates: dict[tuple[str, int], Rate] = {}
        self._uses = None if keys_file is None else KeyUses(keys_file.with_name(USES_FILE), now=now)

    @property
    def file(self) -> Path | None:
        """Where the keys are."""
        return self._file

    @property
    def is_demanded(self) -> bool:
        """True if a client has to send a key, or the keys cannot be read: every request is refused then."""
        try:
            self._follow()
        except UsageError:
            return True
        return self._demanded

    def admit(self, authorization: str, method: str, path: str) -> Grant:
        """As whom the request with this `Authorization` header is let in.

        Raises:
            AccessError: if a key is demanded, and the header holds none that is taken.
            ScopeError: if the key is not for this.
            RateError: if the key sends too many requests.
            UsageError: if the keys cannot be read.
        """
        needed = scope_needed(method, path)
        if needed is None:
            return self._anybody(authorization)
        key = self._key_in(authorization)
        if not self._demanded:
            return Grant(None, is_demanded=False)
        if key is None:
            raise AccessError("send an access key, as 'Authorization: Bearer ...'; 'citespan key NAME' makes one")
        if self._uses:
            self._uses.note(key.name)
        self._count(key)
        self._check_scope(key, needed)
        return Grant(key, is_demanded=True)

    def stands(self, grant: Grant, authorization: str, method: str, path: str) -> bool:
        """True if a request that was let in as `grant` would be let in as the same now: a key may be revoked meanwhile.

        Where the keys cannot be read, it would not.
        """
        needed = scope_needed(method, path)
        if needed is None or grant.key is None:
            return True
        try:
            key = self._key_in(authorization)
        except UsageError:
            return False
        return key is not None and key.name == grant.key.name and key.labels == grant.key.labels and key.may(needed)

    def _anybody(self, authorization: str) -> Grant:
        """As whom somebody sees what everyone does: as nobody, where the keys cannot be read."""
        try:
            return Grant(self._key_in(authorization), self._demanded)
        except UsageError:
            return Grant(None, is_demanded=True)

    def _key_in(self, authorization: str) -> Key | None:
        self._follow()
        scheme, _, token = authorization.partition(" ")
        return find_key(self._keys, token.strip(), now=self._now()) if scheme.lower() == "bearer" else None

    def _check_scope(self, key: Key, needed: KeyScope) -> None:
        if not key.may(needed):
            raise ScopeError(
                f"this key is for {' and '.join(key.scopes)}, and this needs one for {needed}; whoever runs the server"
                f" makes one with 'citespan key NAME --scope {needed}'",
                key_name=key.name,
            )

    def _count(self, key: Key) -> None:
        if key.rate is None:
            return
        wait = self._rates.setdefault((key.name, key.rate), Rate(key.rate)).seconds_to_wait(key.name)
        if wait > 0:
            seconds = math.ceil(wait)
            raise RateError(
                f"more than {key.rate} requests a minute, the rate of this key; try again in {seconds} seconds",
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


def guarded(document: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI document that says of all guarded operations of `document` that they demand a key."""
    refused = {str(status): response for status, response in documented(401, 403, 429).items()}
    scheme = {"type": "http", "scheme": "bearer", "description": "An access key, as `citespan key NAME` prints it."}
    paths = {
        path: {
            method: operation | {"responses": operation["responses"] | refused, "security": [{_SCHEME: []}]}
            for method, operation in operations.items()
        }
        if is_guarded(path)
        else operations
        for path, operations in document["paths"].items()
    }
    return document | {"paths": paths, "components": document["components"] | {"securitySchemes": {_SCHEME: scheme}}}
