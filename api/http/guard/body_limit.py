"""The body limit: how large a request's body is, and how long it takes to arrive."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from citespan.api.http.errors import BodySizeError, BodyTimeError, CrowdedUploadsError
from citespan.api.http.statuses import as_http

if TYPE_CHECKING:
    from starlette.exceptions import HTTPException
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from citespan.api.http.guard.limits import Limits

RETRY_SECONDS = 1
"""When to try again if too many uploads are being received."""


class BodyLimit:
    """An ASGI application that gives `app` no more of a body than it may have, and none that takes too long.

    What is too much raises inside `app` when it reads, declared or not, and so becomes a problem like any other;
    Starlette's own middleware answers in plain text.
    """

    def __init__(self, app: ASGIApp, *, limits: Limits, uploads_at: str) -> None:
        """Wrap `app`, which takes uploads by POST to the path `uploads_at`."""
        self._app = app
        self._limits = limits
        self._uploads_at = uploads_at
        self._uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted and timed; what is no request is passed on as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif (scope["method"], scope["path"]) == ("POST", self._uploads_at):
            full = self._uploads >= self._limits.uploads
            self._uploads += 1
            try:
                await self._app(scope, self._refused if full else self._limited(scope, receive, upload=True), send)
            finally:
                self._uploads -= 1
        else:
            await self._app(scope, self._limited(scope, receive, upload=False), send)

    def _limited(self, scope: Scope, receive: Receive, *, upload: bool) -> Receive:
        most = self._limits.upload_bytes if upload else self._limits.body_bytes
        seconds = self._limits.upload_seconds if upload else self._limits.body_seconds
        headers = Headers(scope=scope)
        # A body in chunks may be of any size, whatever length is declared besides (RFC 9112, section 6.3).
        declared = "" if "transfer-encoding" in headers else headers.get("content-length", "")
        size = int(declared) if declared.isascii() and declared.isdigit() else 0
        deadline = asyncio.get_running_loop().time() + seconds
        complete = False

        async def limited() -> Message:
            nonlocal size, complete
            if complete:
                return await receive()
            if size > most:
                raise _too_large(most)
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as exc:
                raise _too_slow(seconds) from exc
            if not declared:
                size += len(message.get("body", b""))
            if size > most:
                raise _too_large(most)
            complete = not message.get("more_body", False)
            return message

        return limited

    async def _refused(self) -> Message:
        raise as_http(
            CrowdedUploadsError(
                f"{self._limits.uploads} uploads are being received, and no more at once; try again in"
                f" {RETRY_SECONDS} second",
                retry_seconds=RETRY_SECONDS,
            )
        )


def _too_large(most: int) -> HTTPException:
    return as_http(BodySizeError(f"the body is larger than {most:,} bytes; send less, or in parts"))


def _too_slow(seconds: float) -> HTTPException:
    return as_http(
        BodyTimeError(f"the body took more than {seconds:g} seconds to arrive; send less, or over a faster line")
    )
