"""How fast a server answers while clients hold connections open: `python tests/benchmarks/half_open.py`."""

from __future__ import annotations

import argparse
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

HEAD = b"GET /healthz HTTP/1.1\r\nHost: loc"


def main() -> int:
    """Print the times of `/healthz` and the size of the log; 0 if both are small enough."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--connections", type=int, default=1000)
    options.add_argument("--descriptors", type=int, default=256)
    options.add_argument("--asked", type=int, default=50)
    given = options.parse_args()
    command = [str(Path(sys.executable).with_name("citespan")), "serve", "--sample", "--port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        with log.open("wb") as stderr, subprocess.Popen(command, stderr=stderr) as process:
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (given.descriptors, given.descriptors))
            while not (found := re.search(r"running on http://([\d.]+):(\d+)", log.read_text())):
                time.sleep(0.1)
            host, port = found[1], int(found[2])
            lines = [socket.create_connection((host, port), timeout=60) for _ in range(given.connections)]
            for line in lines:
                line.sendall(HEAD)
            took = []
            for _ in range(given.asked):
                began = time.perf_counter()
                httpx.get(f"http://{host}:{port}/healthz", timeout=60).raise_for_status()
                took.append((time.perf_counter() - began) * 1000)
            process.terminate()
        print(f"{given.connections} connections, {given.descriptors} descriptors")
        print(f"/healthz: median {statistics.median(took):.1f} ms, slowest {max(took):.1f} ms")
        print(f"log: {log.stat().st_size:,} bytes")
        return int(max(took) > 100 or log.stat().st_size > 1_000_000)


if __name__ == "__main__":
    sys.exit(main())
