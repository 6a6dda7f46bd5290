from __future__ import annotations

import socket

import pytest

from citespan.api.http.listening import address_of, take_addresses
from citespan.corpus.errors import CitespanError


def test_a_port_that_is_taken_is_told_with_the_option_that_helps() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CitespanError, match=rf"port {port} of 127.0.0.1 is taken by another program.*--port"):
            take_addresses("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "192.0.2.1"])
def test_a_host_that_is_none_of_this_machine_is_told_with_the_option_that_helps(host: str) -> None:
    with pytest.raises(CitespanError, match=f"{host}.*--host"):
        take_addresses(host, 0)


def test_a_free_port_is_taken_for_every_address_of_a_name() -> None:
    sockets = take_addresses("localhost", 0)
    try:
        assert len({sock.getsockname()[1] for sock in sockets}) == 1
        assert all(address_of(sock).startswith("http://") for sock in sockets)
    finally:
        for sock in sockets:
            sock.close()


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python knows no IPv6")
def test_an_address_of_ipv6_has_brackets() -> None:
    try:
        (sock,) = take_addresses("::1", 0)
    except CitespanError:
        pytest.skip("this machine has no IPv6")
    with sock:
        assert address_of(sock) == f"http://[::1]:{sock.getsockname()[1]}"
