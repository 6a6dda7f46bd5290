"""Limits on requests: how large a body is, and how many are worked on at once."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RETRY_SECONDS = 1
"""When to come again if too many requests are being worked on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`body_bytes` is the largest body that is taken, `requests` the most requests that are worked on at once."""

    body_bytes: int = 1_000_000
    requests: int = 32


class BodyLimit:
    """An ASGI application that gives `app` no more of a body than `body_bytes`.

    What is too large raises inside `app` when it reads, declared or not, and so becomes a problem like any other;
    Starlette's own middleware answers in plain text.
    """

    def __init__(self, app: ASGIApp, *, body_bytes: int) -> None:
        """Wrap `app`."""
        self._app = app
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted; what is no request is passed on as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        size = int(declared) if declared.isascii() and declared.isdigit() else 0

        async def limited() -> Message:
            nonlocal size
            if size > self._body_bytes:
                raise self._too_large()
            message = await receive()
            if not declared:
                size += len(message.get("body", b""))
            if size > self._body_bytes:
                raise self._too_large()
            return message

        await self._app(scope, limited, send)

    def _too_large(self) -> HTTPException:
        return HTTPException(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"the body is larger than {self._body_bytes:,} bytes; send less, or in parts",
            headers={"Connection": "close"},
        )


class Gate:
    """A FastAPI dependency that lets so many requests in at once, and refuses the others at once."""

    def __init__(self, requests: int) -> None:
        """Let `requests` in at once."""
        self._most = requests
        self._inside = 0

    async def __call__(self) -> AsyncIterator[None]:
        """Hold a place while a request is worked on. It runs on the event loop, so that counting needs no lock.

        Raises:
            HTTPException: with 503 and Retry-After, if all places are taken.
        """
        if self._inside >= self._most:
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"{self._most} requests are being worked on, and no more at once; try again in {RETRY_SECONDS} second",
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
