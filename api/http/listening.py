"""Taking the address that a server listens on, before anything that takes long."""

from __future__ import annotations

import errno
import os
import socket

from citespan.corpus.errors import CitespanError

_QUEUED = 2048
"""How many connections the system holds until they are accepted."""

_ABSENT = frozenset((errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT))
"""A name may have an address that this machine lacks, such as that of IPv6."""


def take_addresses(host: str, port: int) -> tuple[socket.socket, ...]:
    """Sockets bound to every address of `host`; port 0 takes a free one, the same for all.

    They do not listen yet: who asks before the server can answer is refused, and does not wait.

    Raises:
        CitespanError: if the host is unknown, or an address cannot be taken.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as exc:
        raise CitespanError(
            f"{host}: no address of this machine has this name; use --host 127.0.0.1, or an address of this machine"
        ) from exc
    taken: list[socket.socket] = []
    refused: OSError | None = None
    for family, _, _, _, address in dict.fromkeys(found):
        port_of_all = taken[0].getsockname()[1] if taken else port
        try:
            taken.append(_bound(family, (address[0], port_of_all, *address[2:])))
        except OSError as exc:
            if refused is None or exc.errno not in _ABSENT:
                refused = exc
    if refused and (not taken or refused.errno not in _ABSENT):
        for other in taken:
            other.close()
        raise CitespanError(_told(host, port, refused)) from refused
    return tuple(taken)


def address_of(listening: socket.socket) -> str:
    """The URL of what listens there."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def keep_queue(listening: socket.socket) -> None:
    """Let the system hold as many connections as it did before: asyncio has it hold as many as it accepts at once."""
    listening.listen(_QUEUED)


def _bound(family: int, address: tuple[str | int, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere the option lets two servers share a port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def _told(host: str, port: int, exc: OSError) -> str:
    if exc.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program; choose another with --port, 0 for a free one"
    if exc.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine; use --host 127.0.0.1, or --host 0.0.0.0 for all of them"
    if exc.errno == errno.EACCES:
        return f"port {port} of {host} may not be taken by this user; choose one of 1024 or higher with --port"
    return f"port {port} of {host} cannot be taken: {exc.strerror}; choose others with --host and --port"
