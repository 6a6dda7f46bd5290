"""Who may ask: where there are access keys, the API answers to those who send one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from citespan.api.keys import find_key, read_keys
from citespan.api.problems import problem

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from citespan.api.keys import Key

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="citespan"', "Connection": "close"}


class Guard:
    """Refuses requests to the API without a key, before their body is read; the page and health are for everyone.

    Source: RFC 6750 (bearer tokens).
    """

    def __init__(self, app: ASGIApp, *, keys_file: Path) -> None:
        """Guard `app` with the keys in `keys_file`, as they are at each request; without keys everyone may ask."""
        self._app = app
        self._file = keys_file
        self._stamp: tuple[int, int] | None = None
        self._keys: tuple[Key, ...] = ()
        self._demanded = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and _is_guarded(scope["path"]):
            self._follow()
            if self._demanded and not self._is_known(Headers(scope=scope).get("authorization", "")):
                detail = "send an access key, as 'Authorization: Bearer ...'; 'citespan key NAME' makes one"
                await problem(HTTPStatus.UNAUTHORIZED, detail, headers=_CHALLENGE)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_known(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and find_key(self._keys, token.strip()) is not None

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


def _is_guarded(path: str) -> bool:
    return path in {"/metrics", "/v1"} or path.startswith("/v1/")
