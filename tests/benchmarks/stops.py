"""Stops a server that has much to do, again and again: `python tests/benchmarks/stops.py [--stops 100]`.

Clients ask, follow streams and upload; in the midst of it the server gets SIGTERM. Then it must be gone within 8
seconds with exit code 0, every request that was sent before must have got its whole and right answer, or a refusal that
says when to try again, and the index must stand without a log of its database, hold what the server said was taken in,
and be the same when it is copied. Exits with 1 if anything of this fails.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

import httpx
from load import asked_alone, cited, known_questions

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.contents import list_documents
from citespan.index.encoder import Encoder
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_SECONDS = 8.0
QUESTIONS = 6
STOPPED = 503


@dataclass(slots=True)
class Stops:
    """What was found after some stops; `lost`, `wrong` and `faults` are to be empty."""

    stops: int = 0
    with_log: int = 0
    """After how many of them a log of the database stood beside it."""
    answered: int = 0
    refused: int = 0
    taken_in: int = 0
    lost: list[str] = field(default_factory=list)
    """Requests sent before the signal that got no whole reply, and documents that were taken in and are not there."""
    wrong: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """True if everything was as it must be."""
        return not (self.with_log or self.lost or self.wrong or self.faults) and max(self.seconds) <= MOST_SECONDS


class _Round:
    """The clients of one server, until it is gone."""

    def __init__(self, address: str, right: Mapping[str, object], tally: Stops) -> None:
        self._address = address
        self._right = right
        self._tally = tally
        self._lock = Lock()
        self._gone = Event()
        self._threads: list[Thread] = []
        self.signalled = float("inf")
        self.confirmed: list[str] = []

    def begin(self, *, clients: int, first: int) -> None:
        """Ask with so many clients, every fourth of which follows streams; one more uploads."""
        works = [(self._ask, (number, number % 4 == 3)) for number in range(clients)]
        for work, arguments in (*works, (self._upload, (first, False))):
            self._threads.append(Thread(target=work, args=arguments))
            self._threads[-1].start()

    def await_answers(self, wanted: int) -> None:
        """Wait until so many more questions were answered, or half a minute has passed."""
        before, until = self._tally.answered, time.monotonic() + 30
        while self._tally.answered < before + wanted and time.monotonic() < until:
            time.sleep(0.05)

    def end(self) -> None:
        """Wait until all clients have stopped."""
        self._gone.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int, is_stream: bool) -> None:
        names = list(self._right)
        headers = {"Accept": "text/event-stream"} if is_stream else {}
        with httpx.Client(base_url=self._address, timeout=60) as client:
            for turn in count(number):
                question = names[turn % len(names)]
                reply = self._sent(client, "/v1/ask", json={"question": question}, headers=headers)
                if reply is None:
                    return
                if reply.status_code in {429, 503} and "retry-after" in reply.headers:
                    with self._lock:
                        self._tally.refused += 1
                    self._gone.wait(0.2)
                    continue
                said = _last_event(reply.text) if is_stream else _read(reply)
                with self._lock:
                    if said.get("status") == STOPPED:
                        self._tally.refused += 1
                    elif reply.status_code == 200 and cited(said) == self._right[question]:
                        self._tally.answered += 1
                    else:
                        self._tally.wrong.append(f"{reply.status_code} {question}: {reply.text[-300:]}")

    def _upload(self, first: int, _: bool) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            for number in count(first):
                text = f"Buoy {number} is painted green. " * 200
                name = f"buoy-{number}.txt"
                sent = self._sent(client, "/v1/documents", files={"file": (name, text.encode())})
                while sent is not None and sent.status_code == 202:
                    try:
                        job = client.get(sent.headers["location"]).json()["job"]
                    except (httpx.HTTPError, KeyError):
                        return
                    if job["status"] == "done":
                        self.confirmed.append(name)
                        break
                    if job["status"] == "failed":
                        break
                    time.sleep(0.05)
                if sent is None:
                    return

    def _sent(self, client: httpx.Client, path: str, **request: object) -> httpx.Response | None:
        """The whole reply; None when the server is gone."""
        began = time.monotonic()
        try:
            return client.post(path, **request)  # type: ignore[arg-type]
        except httpx.HTTPError as exc:
            if began < self.signalled:
                with self._lock:
                    self._tally.lost.append(f"{path}: {type(exc).__name__}: {exc}")
            return None


def stop_often(*, stops: int, clients: int, seconds: float = float("inf"), seed: int = 0) -> Stops:
    """What was found after so many stops, or as many as there were in `seconds`, of a server with so many clients."""
    random, tally, until = Random(seed), Stops(), time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "index")
        build_index(folder, [SAMPLE_ROOT], encoder=Encoder())
        with _server(folder) as (address, process):
            right = asked_alone(address, questions=known_questions()[:QUESTIONS], compare=cited)
            process.send_signal(signal.SIGTERM)
        held: set[str] = {document.source for document in list_documents(folder)}
        for number in range(stops):
            if time.monotonic() > until:
                break
            with _server(folder) as (address, process):
                clients_of = _Round(address, right, tally)
                clients_of.begin(clients=clients, first=1000 * (number + 1))
                clients_of.await_answers(clients // 2)
                time.sleep(random.uniform(0, 2))
                clients_of.signalled = time.monotonic()
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    tally.faults.append(f"stop {number}: it never ended")
                    process.kill()
                tally.seconds.append(time.monotonic() - clients_of.signalled)
                clients_of.end()
            held |= set(clients_of.confirmed)
            _look(folder, Path(scratch, "copy"), number, held, process, tally)
            tally.taken_in += len(clients_of.confirmed)
    return tally


def _look(
    folder: Path, copy: Path, number: int, held: set[str], process: subprocess.Popen[bytes], tally: Stops
) -> None:
    tally.stops += 1
    if process.returncode:
        tally.faults.append(f"stop {number}: exit code {process.returncode}")
    beside = sorted(path.name for path in folder.glob("index.sqlite3?*"))
    tally.with_log += bool(beside)
    tally.faults += [f"stop {number}: {name} is left" for name in beside]
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    there = {document.source for document in list_documents(copy)}
    tally.lost += [f"stop {number}: {name}" for name in sorted(held - there)]
    held |= there


def _last_event(stream: str) -> dict[str, Any]:
    """The data of the last event of a stream."""
    _, _, data = stream.rstrip().split("\n\n")[-1].partition("\n")
    said: dict[str, Any] = json.loads(data.removeprefix("data: "))
    return said


def _read(reply: httpx.Response) -> dict[str, Any]:
    """The body of a reply; nothing if that is no JSON."""
    try:
        said: dict[str, Any] = reply.json()
    except ValueError:
        return {"answers": []}
    return said


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    command = [str(Path(sys.executable).with_name("citespan")), "serve", "--port", "0", "--index", str(folder)]
    log = folder.with_name("log")
    with log.open("wb") as stderr, subprocess.Popen(command, cwd=folder.parent, stderr=stderr) as process:
        while not (found := re.search(r"running on (http://[^\s\"]+)", log.read_text())):
            if process.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)
        yield found[1], process


def report(found: Stops) -> Sequence[str]:
    """What was found, in lines."""
    return (
        f"{found.stops} stops, {found.stops - found.with_log} indexes without -wal",
        f"{found.answered} answers, {found.refused} refused until later, {found.taken_in} uploads taken in",
        f"{len(found.lost)} lost, {len(found.wrong)} wrong, {len(found.faults)} other faults",
        f"a stop takes {sum(found.seconds) / len(found.seconds):.1f} s, {max(found.seconds):.1f} s at most",
        *(found.lost + found.wrong + found.faults)[:20],
    )


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stops", type=int, default=100)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end then, with fewer stops")
    given = parser.parse_args()
    found = stop_often(stops=given.stops, clients=given.clients, seconds=60 * given.minutes)
    print("\n".join(report(found)))
    return int(not found.passed)


if __name__ == "__main__":
    sys.exit(main())
