"""Cross-origin resource sharing: pages of which origins may read what this server replies, and send to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.middleware.cors import CORSMiddleware

from citespan.api.http.errors import ForeignPageError
from citespan.api.http.statuses import reply_to

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.datastructures import Headers
    from starlette.responses import Response
    from starlette.types import ASGIApp

_METHODS = ("GET", "HEAD", "POST", "DELETE")
_READABLE = ("Content-Disposition", "ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-ID")
"""The headers of replies that a script may read, besides those that it always may."""

_SHOWN = 100


class AllowedOrigins(CORSMiddleware):
    """An ASGI application that lets browsers give pages of these origins, and no others, the replies of `app`.

    A key is demanded of them as of everyone: only the question whether they may send is answered without one. No
    cookies are taken.

    Source: Fetch, HTML Living Standard, CORS protocol.
    """

    def __init__(self, app: ASGIApp, *, origins: Collection[str]) -> None:
        """Wrap `app`; `origins` are written as browsers write them."""
        super().__init__(
            app,
            allow_origins=frozenset(origins),
            allow_methods=_METHODS,
            allow_headers=("*",),
            allow_private_network=True,  # whoever runs the server names each origin
            expose_headers=_READABLE,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """What a browser is told that asks whether a page may send something: 403 if it may not."""
        reply = super().preflight_response(request_headers)
        if reply.status_code < 400:
            return reply
        origin, method = (request_headers[name][:_SHOWN] for name in ("origin", "access-control-request-method"))
        detail = (
            f"a page of another site, {origin!r}, may not send {method[:_SHOWN]}; pages of the origins that the server"
            f" was started with, as --allow-origin, may send {', '.join(_METHODS)}"
        )
        return reply_to(ForeignPageError(detail))
