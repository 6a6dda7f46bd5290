"""MCP over standard input and output, as hosts start it on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from mcp.server.stdio import stdio_server

from citespan.api.mcp.server import mcp_server

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def serve_on_stdio(answerer: Answerer) -> None:
    """Answer with `answerer` until standard input ends."""
    anyio.run(_serve, answerer)


async def _serve(answerer: Answerer) -> None:
    server = mcp_server(answerer)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
