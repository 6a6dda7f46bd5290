"""Running the HTTP application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from citespan.api.app import build_app
from citespan.api.logs import log_to_stderr
from citespan.api.own_host import OwnHost, is_loopback
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from citespan.qa.answerer import Answerer

GRACE_SECONDS = 15
"""How long a stopping server waits for the requests in flight."""


class _Server(uvicorn.Server):
    """A server that tells the application that it stops before it waits for requests to end, and not after."""

    def __init__(self, config: uvicorn.Config, *, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)


def check_loopback(host: str) -> None:
    """Raise `UsageError` if others than this machine could reach `host`: nothing checks yet who is asking."""
    if not is_loopback(f"[{host}]" if ":" in host else host):
        raise UsageError(
            f"{host} is not a loopback address, and there are no access keys yet; "
            "use 127.0.0.1, and a proxy that checks who is asking"
        )


def serve_app(answerer: Answerer, *, host: str, port: int) -> None:
    """Serve until interrupted; requests in flight are finished, and jobs ended with nothing taken in."""
    log_to_stderr()
    app = build_app(answerer)
    config = uvicorn.Config(
        OwnHost(app),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _Server(config, on_stop=app.state.jobs.stop).run()
