"""Last words: what a request is told that is still worked on when the time to stop is over."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi.sse import format_sse_event
from starlette.datastructures import Headers

from citespan.api.http.errors import StoppedError
from citespan.api.http.guard.slots import RETRY_SECONDS
from citespan.api.http.statuses import problem_of, reply_to

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class LastWords:
    """An ASGI application in which a request of `app` that is cancelled is refused (503), and a stream ends with why.

    A server cancels what is not done in time when it stops.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun: Message | None = None

        async def noted(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = message
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except asyncio.CancelledError:
            stopped = StoppedError(
                f"the server was stopped before the request was done; send it again in {RETRY_SECONDS} seconds",
                retry_seconds=RETRY_SECONDS,
            )
            if begun is None:
                await reply_to(stopped)(scope, receive, send)
            elif Headers(raw=begun["headers"]).get("content-type", "").startswith("text/event-stream"):
                said = format_sse_event(event="problem", data_str=problem_of(stopped).model_dump_json())
                await send({"type": "http.response.body", "body": said})
            else:
                raise
