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
_PROBES = frozenset(("/healthz", "/readyz"))
"""What load balancers ask under any name; the replies say nothing of the documents."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SHOWN = 100
"""How much of a header is said again."""


class OwnHost:
    """Refuses requests whose `Host` is neither this machine's own nor named (421), and what other sites send (403).

    Without it, a site whose name is made to point at 127.0.0.1 could read and remove documents through the browser of
    whoever runs the server (DNS rebinding), and any site could have that browser send a form to it.
    """

    def __init__(
        self, app: ASGIApp, *, address: str = "localhost", names: Collection[str] = (), origins: Collection[str] = ()
    ) -> None:
        """Guard `app`, which listens on `address`.

        Pages of `names` may use it, over whatever port and scheme, and pages of `origins`.
        """
        self._app = app
        self._names = frozenset(names)
        self._origins = frozenset(origins)
        self._hosts = self._names | {address}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        is_probe = scope["method"] in _SAFE and scope["path"] in _PROBES
        if not is_probe and not is_loopback(host) and host_name(host) not in self._hosts:
            option = f"--allow-host {host_name(host)}" if host_name(host) else "--allow-host NAME"
            detail = (
                f"this server does not answer to the host {host[:_SHOWN]!r}; ask it as localhost, or start it with"
                f" {option[:_SHOWN]}"
            )
            await reply_to(HostError(detail))(scope, receive, send)
        elif scope["method"] not in _SAFE and origin is not None and not self._is_own(origin, host):
            name = host_name(origin.partition("://")[2])
            named = f"--allow-host {name[:_SHOWN]} or --allow-origin {origin[:_SHOWN]}" if name else "--allow-host NAME"
            detail = (
                f"a page of another site, {origin[:_SHOWN]!r}, may not send this; use the page of this server or a"
                f" program, or start the server with {named}"
            )
            await reply_to(ForeignPageError(detail))(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_own(self, origin: str, host: str) -> bool:
        """True if the page that sends a request is of this host and port, or of a name or origin that is allowed."""
        if origin in self._origins:
            return True
        scheme, _, site = origin.lower().partition("://")
        if host_name(site) in self._names:
            return True
        default = _DEFAULT_PORTS.get(scheme)
        return (
            default is not None
            and host_name(site) == host_name(host) != ""
            and (_port(site) or default) == (_port(host) or default)
        )


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


def _port(host: str) -> int | None:
    try:
        return urlsplit(f"//{host}").port
    except ValueError:
        return None
