"""Whom a request is meant for, and who sends it: a page of another site must not use the server of this machine."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from citespan.api.http.errors import ForeignPageError, HostError
from citespan.api.http.statuses import reply_to

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Receive, Scope, Send

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class OwnHost:
    """Refuses requests whose `Host` is neither this machine's own nor named (421), and what other sites send (403).

    Without it, a site whose name is made to point at 127.0.0.1 could read and remove documents through the browser of
    whoever runs the server (DNS rebinding), and any site could have that browser send a form to it.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] = ()) -> None:
        """Guard `app`, which has the names or addresses `hosts` as well."""
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not is_loopback(host) and host_name(host) not in self._hosts:
            detail = (
                "this server answers to localhost, loopback addresses and the names given as --allow-host; set the Host"
                " header accordingly"
            )
            await reply_to(HostError(detail))(scope, receive, send)
        elif scope["method"] not in _SAFE and not _is_own(headers.get("origin"), host):
            detail = "a page of another site may not send this; use the page of this server, or a program"
            await reply_to(ForeignPageError(detail))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """True if `host`, a name or address with or without a port, is one by which only this machine reaches itself."""
    name = host_name(host)
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def host_name(host: str) -> str:
    """The name or address in `host`, in lower case and without a port; empty if it holds none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_own(origin: str | None, host: str) -> bool:
    """True if the page that sends a request, if it is one, is of this host and port."""
    return origin is None or origin.partition("://")[2].lower() == host.lower()
