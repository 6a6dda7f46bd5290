"""MCP over HTTP, inside the server's own application: under its keys, its limits and its host check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request

from citespan.api.mcp.server import mcp_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from starlette.types import Receive, Scope, Send

    from citespan.api.http.guard.rates import Rate
    from citespan.corpus.errors import CitespanError
    from citespan.qa.answerer import Answerer, Stage

PATH = "/mcp"


class MountedMcp:
    """An ASGI application that serves MCP, each request for itself, so that any server process may answer it."""

    def __init__(
        self,
        answerer: Answerer,
        *,
        seen: Callable[[Request], Answerer],
        limited: Callable[[Iterator[Stage]], Iterator[Stage]],
        told: Callable[[CitespanError], str],
        noted: Callable[[Request, str], None],
        rate: Rate | None,
        body_bytes: int,
    ) -> None:
        """Answer with what `seen` gives for a request, as often as `rate` lets a client.

        `noted` is given each question with its request.
        """
        server = mcp_server(answerer, seen=seen, limited=limited, told=told, noted=noted)
        self._sessions = StreamableHTTPSessionManager(
            app=server, stateless=True, json_response=True, max_request_body_size=body_bytes
        )
        self._rate = rate

    def run(self) -> AbstractAsyncContextManager[None]:
        """Answer while this lasts."""
        return self._sessions.run()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            RateError: if its client sends too many.
        """
        if self._rate is not None:
            await self._rate(Request(scope))
        await self._sessions.handle_request(scope, receive, send)
