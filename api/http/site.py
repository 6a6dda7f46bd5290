"""Where a server is reached: by which names, below which path, and through which proxies."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")


@dataclass(frozen=True, slots=True)
class Site:
    """Where a server is reached.

    `names` are those it answers to besides loopback, and pages of them may use it; `address` is the one it listens on,
    to which it answers as well. `root_path` stands before every path, as in `/qa`; empty if nothing does. What
    `proxies` (addresses and networks) say of the client, the scheme and the host is believed. Pages of `origins`, as
    in `https://app.example`, may use it though they are of other sites.
    """

    names: tuple[str, ...] = ()
    address: str = "localhost"
    root_path: str = ""
    proxies: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    @classmethod
    def parse(
        cls,
        *,
        names: Sequence[str] = (),
        address: str = "localhost",
        root_path: str = "",
        proxies: Sequence[str] = (),
        origins: Sequence[str] = (),
    ) -> Site:
        """The site that these options describe.

        Raises:
            UsageError: if one of them cannot be what it is meant to be.
        """
        root_path = root_path.rstrip("/")
        if root_path and (not _PATH.fullmatch(root_path) or {".", ".."} & set(root_path.split("/"))):
            raise UsageError(f"--root-path {root_path!r} is no path; write it as --root-path /qa")
        for proxy in proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError as exc:
                raise UsageError(
                    f"--trust-proxy {proxy!r} is no address and no network; write it as --trust-proxy 10.0.0.5, or"
                    " --trust-proxy 10.0.0.0/24"
                ) from exc
        return cls(
            tuple(map(_checked_name, names)),
            address.lower(),
            root_path,
            tuple(proxies),
            tuple(map(_checked_origin, origins)),
        )


class BehindProxy:
    """An ASGI application that lets `app` see a request as if nothing stood before it: no proxy, and no root path.

    Inside, paths are those below the root path, whether the proxy took that away or not; a `Location` on this server
    gets it back.
    """

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        """Wrap `app`, which is reached at `site`."""
        self._app = app
        self._root = site.root_path
        self._networks = tuple(map(ipaddress.ip_network, site.proxies))
        self._behind = ProxyHeadersMiddleware(self._below, trusted_hosts=list(site.proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._is_trusted(scope):
            host = Headers(scope=scope).get("x-forwarded-host", "").rpartition(",")[2].strip()
            if host:
                MutableHeaders(scope=scope)["host"] = host
            await self._behind(scope, receive, send)  # type: ignore[arg-type]
        else:
            await self._below(scope, receive, send)

    def _is_trusted(self, scope: Scope) -> bool:
        try:
            client = ipaddress.ip_address(scope["client"][0])
        except (TypeError, ValueError):
            return False
        return any(client in network for network in self._networks)

    async def _below(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._root:
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if path == self._root or path.startswith(f"{self._root}/"):
            raw: bytes = scope["raw_path"]
            scope["path"] = path.removeprefix(self._root) or "/"
            scope["raw_path"] = raw.removeprefix(self._root.encode()) or b"/"

        host = Headers(scope=scope).get("host", "")

        async def prefixed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                location = headers.get("location")
                if location and urlsplit(location).netloc in {"", host}:
                    headers["location"] = self._prefixed(location)
            await send(message)

        await self._app(scope, receive, prefixed)

    def _prefixed(self, location: str) -> str:
        parts = urlsplit(location)
        return parts._replace(path=self._root + parts.path).geturl()


def _checked_name(given: str) -> str:
    """The name or address in an `--allow-host`, in lower case and without a port.

    Raises:
        UsageError: if no host can have this name.
    """
    try:
        parts = urlsplit(f"//{given}")
        name = parts.hostname or ""
        plain = not (parts.path or parts.query or parts.fragment or parts.username) and (parts.port or 1) > 0
    except ValueError:
        name, plain = "", False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        plain = plain and _NAME.fullmatch(name) is not None
    if not plain:
        raise UsageError(
            f"--allow-host {given!r} is no name of a host; give each name by itself, as in --allow-host qa.example.org"
        )
    return name


def _checked_origin(given: str) -> str:
    """The origin in an `--allow-origin` as browsers write it: in lower case, and without the scheme's own port.

    Raises:
        UsageError: if no page has this origin.
    """
    scheme, _, host = given.lower().partition("://")
    try:
        name = _checked_name(host)
        port = urlsplit(f"//{host}").port
    except UsageError:
        name, port = "", None
    if scheme not in _DEFAULT_PORTS or not name or port == 0:
        raise UsageError(
            f"--allow-origin {given!r} is no origin; give scheme, host and port exactly, as in"
            " --allow-origin https://app.example.org:8443"
        )
    shown = f"[{name}]" if ":" in name else name
    return f"{scheme}://{shown}" if port in {None, _DEFAULT_PORTS[scheme]} else f"{scheme}://{shown}:{port}"
