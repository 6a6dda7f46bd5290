"""Connections: how long a request's head may take, how many there may be, and what is said to what is no HTTP."""

from __future__ import annotations

import os
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from citespan.api.http.errors import HeadError, HeadSizeError, HeadTimeError
from citespan.api.http.statuses import reply_to

if TYPE_CHECKING:
    import asyncio

    from uvicorn import Config
    from uvicorn.server import ServerState

    from citespan.api.http.errors import RefusedError

HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive."""

_LINGER_SECONDS = 1.0
"""How long what a client still sends is read after it was refused."""

ACCEPTED_AT_ONCE = 16
"""How many connections are accepted before those accepted are looked at: no more than may be over the limit."""

_MOST_CONNECTIONS = 1000
_OTHER_DESCRIPTORS = 64 + 2 * ACCEPTED_AT_ONCE
"""What a server has open besides its connections: the index, the log, and connections that are just accepted."""

_TOO_LARGE = 431
"""What h11 says of a head without end."""


class Connection(H11Protocol):
    """One connection; the one that waits longest for the head of a request is ended when there are too many."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Begin without a request."""
        super().__init__(config, server_state, app_state, _loop)
        self._waiting_since: float | None = None
        self._overdue: asyncio.TimerHandle | None = None
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > most_connections():
            waiting = [other for other in self.connections if isinstance(other, Connection) and other.is_waiting]
            min(waiting, key=lambda other: other.waiting_since, default=self).drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._go_on()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrives; after a refusal nothing is."""
        if not self._refused:
            super().data_received(data)

    def handle_events(self) -> None:
        """Take what arrived; the time for a head runs from its first byte."""
        super().handle_events()
        if self.conn.their_state is h11.IDLE:
            if self._overdue is None and self.timeout_keep_alive_task is None:
                self._wait()
        else:
            self._go_on()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request as every other mistake is refused."""
        raised = sys.exception()
        if isinstance(raised, h11.RemoteProtocolError) and raised.error_status_hint == _TOO_LARGE:
            self._refuse(HeadSizeError("the head of the request is too large; send fewer and shorter headers"))
        else:
            detail = f"{msg.rstrip('.').lower()}: {raised}; send HTTP/1.1 with one Host header"
            self._refuse(HeadError(detail))

    @property
    def is_waiting(self) -> bool:
        """True while no request is being worked on."""
        return self._refused or self._waiting_since is not None or self.timeout_keep_alive_task is not None

    @property
    def waiting_since(self) -> float:
        """When the wait for a head began; a connection that is kept alive goes first."""
        return self._waiting_since or 0.0

    def drop(self) -> None:
        """End the connection, with nothing said."""
        self._go_on()
        self.connections.discard(self)
        self.transport.abort()

    def _wait(self) -> None:
        self._waiting_since = self.loop.time()
        self._overdue = self.loop.call_later(HEAD_SECONDS, self._refuse_late)

    def _go_on(self) -> None:
        self._waiting_since = None
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    def _refuse_late(self) -> None:
        self._go_on()
        if not self.transport.is_closing():
            self._refuse(
                HeadTimeError(
                    f"the head of the request did not arrive within {HEAD_SECONDS:g} seconds; send it at once"
                )
            )

    def _refuse(self, error: RefusedError) -> None:
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.close()  # what is said now would stand inside a response
            return
        reply = reply_to(error)
        phrase = HTTPStatus(reply.status_code).phrase
        head = f"HTTP/1.1 {reply.status_code} {phrase}\r\n".encode("ascii")
        head += b"".join(b"%s: %s\r\n" % header for header in reply.raw_headers)
        self._go_on()
        self._refused = True
        self.transport.write(head + b"\r\n" + bytes(reply.body))
        self.transport.write_eof()  # closed at once, with bytes unread, the client might never see what was said
        self.loop.call_later(_LINGER_SECONDS, self.transport.close)


def most_connections() -> int:
    """How many connections there may be at once, so that the server has descriptors left to work with."""
    if os.name != "posix":
        return _MOST_CONNECTIONS
    import resource  # noqa: PLC0415 - there is none on Windows

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _MOST_CONNECTIONS
    return max(8, min(_MOST_CONNECTIONS, soft - _OTHER_DESCRIPTORS))
