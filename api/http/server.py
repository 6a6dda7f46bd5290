"""Running the HTTP application."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import uvicorn

from citespan.api.access.keys import read_keys
from citespan.api.feedback.store import FEEDBACK_DAYS
from citespan.api.http.app import build_app
from citespan.api.http.connections import ACCEPTED_AT_ONCE, Connection
from citespan.api.http.guard.own_host import is_loopback
from citespan.api.http.listening import address_of, keep_queue
from citespan.api.http.logs import log_to_stderr
from citespan.api.http.site import BehindProxy, Site
from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from socket import socket

    from citespan.api.access.audit_log import AuditLog
    from citespan.api.http.guard.limits import Limits
    from citespan.api.sign_on.sign_on import SignOn
    from citespan.qa.answerer import Answerer

GRACE_SECONDS = 6
"""How long a stopping server waits for the requests in flight: container runtimes kill after 10 seconds."""

_log = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    """A server that tells the application that it stops before it waits for requests to end, and not after."""

    def __init__(self, config: uvicorn.Config, *, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        for listening in sockets or ():
            keep_queue(listening)
            _log.info("citespan is running on %s (Ctrl-C ends)", address_of(listening))

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)


def check_host(host: str, keys_file: Path | None, *, has_sign_on: bool = False) -> None:
    """Raise `UsageError` if others than this machine could reach `host`, and nobody would ask who they are."""
    if has_sign_on or is_loopback(_bracketed(host)):
        return
    if keys_file is None:
        raise UsageError(
            f"{host} is not a loopback address, and an index in PostgreSQL has no keys yet; use 127.0.0.1, behind"
            " a proxy that asks who comes"
        )
    if not read_keys(keys_file):
        raise UsageError(
            f"{host} is not a loopback address, and others would be let in without an access key; make one first with"
            " 'citespan key NAME', let people sign on with --sign-on FILE, or use 127.0.0.1"
        )


def serve_app(
    answerer: Answerer,
    *,
    listening: Sequence[socket],
    keys_file: Path | None,
    limits: Limits,
    site: Site = Site(),  # noqa: B008 - it is immutable
    with_mcp: bool = False,
    with_work: bool = True,
    feedback_days: int = FEEDBACK_DAYS,
    audit: AuditLog | None = None,
    sign_on: SignOn | None = None,
) -> None:
    """Serve until interrupted; requests in flight are finished, and jobs ended with nothing taken in."""
    log_to_stderr()
    app = build_app(
        answerer,
        keys_file=keys_file,
        limits=limits,
        site=site,
        with_mcp=with_mcp,
        with_work=with_work,
        feedback_days=feedback_days,
        audit=audit,
        sign_on=sign_on,
    )
    config = uvicorn.Config(
        BehindProxy(app, site=site),
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `BehindProxy` reads those of proxies that are trusted
        backlog=ACCEPTED_AT_ONCE,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _Server(config, on_stop=app.state.jobs.stop).run(list(listening))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
