"""Who may ask: where there are access keys, the API answers to those who send one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers

from citespan.api.http.errors import AccessError
from citespan.api.http.guard.keys import find_key, read_keys
from citespan.api.http.statuses import documented, reply_to
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from citespan.api.http.guard.keys import Key

_SCHEME = "accessKey"


class Access:
    """The keys in a file, as they are at each request; without keys everyone may ask."""

    def __init__(self, keys_file: Path) -> None:
        """Follow the keys in `keys_file`."""
        self._file = keys_file
        self._stamp: tuple[int, int] | None = None
        self._keys: tuple[Key, ...] = ()
        self._demanded = False

    @property
    def is_demanded(self) -> bool:
        """True if a client has to send a key, or the keys cannot be read: every request is refused then."""
        try:
            self._follow()
        except UsageError:
            return True
        return self._demanded

    def is_granted(self, authorization: str) -> bool:
        """True if this `Authorization` header holds a key, or none is demanded.

        Raises:
            UsageError: if the keys cannot be read.
        """
        self._follow()
        scheme, _, token = authorization.partition(" ")
        return not self._demanded or (scheme.lower() == "bearer" and find_key(self._keys, token.strip()) is not None)

    def _follow(self) -> None:
        """Read the keys if they have changed. Where there was one, one is demanded, also when the last is removed."""
        try:
            status = self._file.stat()
        except FileNotFoundError:
            self._stamp, self._keys = None, ()
            return
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            self._keys, self._stamp = read_keys(self._file), stamp
            self._demanded = self._demanded or bool(self._keys)


class Guard:
    """Refuses requests to the API without a key, before their body is read; the page and health are for everyone.

    Source: RFC 6750 (bearer tokens).
    """

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        """Let those into `app` who have `access`."""
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and _is_guarded(scope["path"]) and not self._is_granted(scope):
            detail = "send an access key, as 'Authorization: Bearer ...'; 'citespan key NAME' makes one"
            await reply_to(AccessError(detail))(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_granted(self, scope: Scope) -> bool:
        return self._access.is_granted(Headers(scope=scope).get("authorization", ""))


def guarded(document: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI document that says of all guarded operations of `document` that they demand a key."""
    refused = {str(status): response for status, response in documented(401).items()}
    scheme = {"type": "http", "scheme": "bearer", "description": "An access key, as `citespan key NAME` prints it."}
    paths = {
        path: {
            method: operation | {"responses": operation["responses"] | refused, "security": [{_SCHEME: []}]}
            for method, operation in operations.items()
        }
        if _is_guarded(path)
        else operations
        for path, operations in document["paths"].items()
    }
    return document | {"paths": paths, "components": document["components"] | {"securitySchemes": {_SCHEME: scheme}}}


def _is_guarded(path: str) -> bool:
    return path in {"/metrics", "/mcp", "/v1"} or path.startswith(("/mcp/", "/v1/"))
