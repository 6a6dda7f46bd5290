"""Whom a request is meant for: a page of another site must not reach the server of this machine by its own name."""

from __future__ import annotations

import ipaddress
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from citespan.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class OwnHost:
    """Refuses requests whose `Host` is not this machine's own, with status 421.

    Without it, a site whose name is made to point at 127.0.0.1 could read and remove documents through the browser of
    whoever runs the server (DNS rebinding).
    """

    def __init__(self, app: ASGIApp) -> None:
        """Guard `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or is_loopback(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
            return
        detail = "this server answers to localhost and loopback addresses alone; set the Host header accordingly"
        await problem(HTTPStatus.MISDIRECTED_REQUEST, detail)(scope, receive, send)


def is_loopback(host: str) -> bool:
    """True if `host`, a name or address with or without a port, is one by which only this machine reaches itself."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
