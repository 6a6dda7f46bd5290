"""Running the HTTP application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from citespan.api.http.app import build_app
from citespan.api.http.guard.keys import read_keys
from citespan.api.http.guard.own_host import OwnHost, host_name, is_loopback
from citespan.api.http.logs import log_to_stderr
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from socket import socket

    from citespan.api.http.guard.limits import Limits
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


def check_host(host: str, keys_file: Path) -> None:
    """Raise `UsageError` if others than this machine could reach `host`, and no key would be asked of them."""
    if not is_loopback(_bracketed(host)) and not read_keys(keys_file):
        raise UsageError(
            f"{host} is not a loopback address, and others would be let in without an access key; make one first with"
            " 'citespan key NAME', or use 127.0.0.1"
        )


def serve_app(
    answerer: Answerer,
    *,
    host: str,
    port: int,
    keys_file: Path,
    limits: Limits,
    allowed_hosts: Sequence[str] = (),
    with_mcp: bool = False,
) -> None:
    """Serve until interrupted; requests in flight are finished, and jobs ended with nothing taken in."""
    log_to_stderr()
    app = build_app(answerer, keys_file=keys_file, limits=limits, with_mcp=with_mcp)
    config = uvicorn.Config(
        OwnHost(app, hosts=[host, *map(host_name, allowed_hosts)]),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _Server(config, on_stop=app.state.jobs.stop).run()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
