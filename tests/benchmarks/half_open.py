"""How fast a server answers while clients hold connections open: `python tests/benchmarks/half_open.py`.

The clients send half of a head. When the server ends one of them, another comes in its place,
so many a second.
"""

from __future__ import annotations

import argparse
import http.client
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = b"GET /healthz HTTP/1.1\r\nHost: loc"
MOST_MILLISECONDS = 100
MOST_LOG_BYTES = 1_000_000

Address = tuple[str, int]


def main() -> int:
    """Print the times of `/healthz` and the size of the log; 0 if both are small enough."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--connections", type=int, default=1000)
    options.add_argument("--descriptors", type=int, default=256)
    options.add_argument("--refill", type=float, default=100, help="new connections a second, once all are open")
    options.add_argument("--seconds", type=float, default=30)
    given = options.parse_args()
    command = [str(Path(sys.executable).with_name("citespan")), "serve", "--sample", "--port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        with log.open("wb") as stderr, subprocess.Popen(command, stderr=stderr) as process:
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (given.descriptors, given.descriptors))
            while not (found := re.search(r"running on http://([\d.]+):(\d+)", log.read_text())):
                time.sleep(0.1)
            address = (found[1], int(found[2]))
            alone = ask(address, seconds=given.seconds / 3)
            lines, over = [_half_open(address) for _ in range(given.connections)], Event()
            holding = Thread(target=_hold, args=(address, lines, given.refill, over))
            holding.start()
            crowded = ask(address, seconds=given.seconds)
            over.set()
            holding.join()
            process.terminate()
        print(f"{given.connections} connections, {given.refill:g} new ones a second, {given.descriptors} descriptors")
        for name, took in (("alone", alone), ("beside them", crowded)):
            print(
                f"/healthz {name}: median {statistics.median(took):.1f} ms, 99 % within {_most(took):.1f} ms,"
                f" slowest {max(took):.1f} ms of {len(took)}"
            )
        print(f"log: {log.stat().st_size:,} bytes")
        return int(max(crowded) > MOST_MILLISECONDS or log.stat().st_size > MOST_LOG_BYTES)


def ask(address: Address, *, seconds: float) -> Sequence[float]:
    """How many milliseconds each of some requests to `/healthz` took, on a connection of its own.

    Raises:
        http.client.HTTPException: if one is not answered.
    """
    took = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        line = http.client.HTTPConnection(*address, timeout=60)
        line.request("GET", "/healthz")
        reply = line.getresponse()
        if (reply.status, reply.read()) != (200, b'{"status":"ok"}'):
            raise http.client.HTTPException(f"/healthz: {reply.status}")
        took.append((time.perf_counter() - began) * 1000)
        line.close()
        time.sleep(0.1)
    return took


def _most(took: Sequence[float]) -> float:
    """What 99 % of these stay within."""
    return statistics.quantiles(took, n=100, method="inclusive")[98]


def _half_open(address: Address) -> socket.socket:
    line = socket.create_connection(address, timeout=60)
    line.sendall(HEAD)
    line.setblocking(False)
    return line


def _hold(address: Address, lines: list[socket.socket], refill: float, over: Event) -> None:
    """Replace lines that the server ended, `refill` of them a second, until it is over."""
    for number in cycle(range(len(lines))):
        if over.is_set():
            return
        with suppress(BlockingIOError):  # it stands, and nothing came
            with suppress(ConnectionError):
                while lines[number].recv(65536):
                    pass
            lines[number].close()
            lines[number] = _half_open(address)
            over.wait(1 / refill)
        if number == 0:
            over.wait(0.1)  # all may stand


if __name__ == "__main__":
    sys.exit(main())
