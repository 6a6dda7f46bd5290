"""Kills servers, workers and engines at random while files are indexed through the queue and clients ask.

Run `python tests/benchmarks/cluster_kills.py --kills 50 --documents 2000 --clients 64`; PostgreSQL has to be installed.
Exits with 1 if a document was lost, an answer was wrong, or a client waited longer than its time limit.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Lock
from typing import TYPE_CHECKING

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from cluster_engines import MilvusServer, PostgresServer, free_port, running_milvus, running_postgres

from citespan.corpus.errors import CitespanError, EngineError, IndexBusyError
from citespan.index.address import ClusterAddress
from citespan.index.cluster.work_queue import WorkQueue
from citespan.index.contents import open_contents
from citespan.index.encoder import Encoder
from citespan.index.search.index_at import open_index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LIMIT_SECONDS = 20.0
"""So long a client waits for one reply; the server gives a question 10 seconds."""

_NAMES = ("Halvorsen", "Lindqvist", "Okafor", "Marchetti", "Dubois", "Yamada", "Kowalski", "Ferreira")


@dataclass(slots=True)
class Found:
    """What the clients got, by outcome, and what was wrong with it."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    longest: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def note(self, outcome: str, seconds: float, wrong: str = "") -> None:
        """Count one request."""
        with self.lock:
            self.outcomes[outcome] += 1
            self.longest = max(self.longest, seconds)
            if wrong:
                self.wrong.append(wrong)


class Files:
    """The files of a folder, which are edited while they wait: their texts of today, and all that they ever had."""

    def __init__(self, root: Path, address: ClusterAddress, encoder: Encoder, random: Random) -> None:
        self._root = root
        self._address = address
        self._encoder = encoder
        self.random = random
        self.texts: dict[str, str] = {}
        self.versions: defaultdict[str, list[str]] = defaultdict(list)
        root.mkdir()

    def edit(self, numbers: Iterable[int]) -> None:
        """Write these files again, and queue what changed."""
        for number in numbers:
            name, text = f"note{number}.md", _text(number, self.random)
            self.texts[name] = text
            self.versions[name].append(text)
            (self._root / name).write_text(text)
        while True:
            try:
                build_index(self._address, [self._root], encoder=self._encoder, queued=True)
            except (EngineError, IndexBusyError):
                time.sleep(1)
            else:
                return


class Verb:
    """A process of citespan that is killed and started again."""

    def __init__(self, log: Path, *arguments: str) -> None:
        self._command = [str(Path(sys.executable).with_name("citespan")), *arguments]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        environment = {**os.environ, "CITESPAN_LEASE_SECONDS": "5", "CITESPAN_READER": "sentence"}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, env=environment)

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def main() -> int:
    """Run the trial and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random = Random(options.seed)
    with tempfile.TemporaryDirectory() as scratch, running_postgres() as postgres, running_milvus() as milvus:
        address = ClusterAddress(postgres.new_database(), milvus.uri)
        encoder = Encoder(threads=1)
        files = Files(Path(scratch, "root"), address, encoder, random)
        files.edit(range(options.documents))
        started = time.perf_counter()
        found, killed = _trial(address, postgres, milvus, Path(scratch), options, files)
        lost = _lost(address, encoder, files)
        print(f"{sum(killed.values())} kills in {time.perf_counter() - started:.0f} s: {dict(sorted(killed.items()))}")
        print(f"requests: {dict(sorted(found.outcomes.items()))}; the longest took {found.longest:.1f} s")
        print(f"{len(lost)} of {len(files.texts)} documents lost {lost[:5]}")
        print(f"{len(found.wrong)} wrong answers {found.wrong[:5]}")
        overdue = found.outcomes["overdue"]
        print(f"{overdue} requests waited longer than {LIMIT_SECONDS:g} s")
        return int(bool(lost or found.wrong or overdue))


def _trial(
    address: ClusterAddress,
    postgres: PostgresServer,
    milvus: MilvusServer,
    scratch: Path,
    options: argparse.Namespace,
    files: Files,
) -> tuple[Found, Counter[str]]:
    place = ("--index", address.postgresql, "--vectors", address.vectors)
    ports = [free_port() for _ in range(2)]
    verbs = {f"worker {number}": Verb(scratch / f"worker{number}.log", "work", *place) for number in (1, 2)}
    verbs |= {
        f"server {number}": Verb(scratch / f"server{number}.log", "serve", "--no-work", "--port", str(port), *place)
        for number, port in enumerate(ports, start=1)
    }
    found, killed, ending = Found(), Counter[str](), Event()
    for verb in verbs.values():
        verb.start()
    with ThreadPoolExecutor(options.clients) as clients:
        for seed in range(options.clients):
            clients.submit(_ask, [f"http://127.0.0.1:{port}" for port in ports], files, Random(seed), found, ending)
        try:
            waits = Event()
            while sum(killed.values()) < options.kills:
                waits.wait(files.random.uniform(4, 16))
                name = files.random.choice([*verbs, *verbs, "PostgreSQL", "Milvus"])
                killed[name] += 1
                one = postgres if name == "PostgreSQL" else milvus if name == "Milvus" else verbs[name]
                one.stop()
                one.start()
                waiting = _waiting(address)
                if not waiting and _is_up(address):
                    files.edit(files.random.sample(range(options.documents), options.documents // 10))
                print(
                    f"{sum(killed.values())} kills, {waiting} files wait",
                    end="\r",
                    file=sys.stderr,
                    flush=True,
                )
            while _waiting(address):
                time.sleep(1)
        finally:
            ending.set()
            for verb in verbs.values():
                verb.stop()
    return found, killed


def _ask(servers: list[str], files: Files, random: Random, found: Found, ending: Event) -> None:
    """Ask until the trial ends; whatever is answered must stand in a document as it is cited."""
    with httpx.Client(timeout=LIMIT_SECONDS) as client:
        while not ending.is_set():
            number = random.randrange(len(files.texts))
            started = time.perf_counter()
            try:
                reply = client.post(
                    f"{random.choice(servers)}/v1/ask", json={"question": f"Who keeps lamp {number} of Skarholm?"}
                )
                wrong = "" if reply.status_code != 200 else next(_wrong(reply.json(), files), "")
                found.note(str(reply.status_code), time.perf_counter() - started, wrong)
                if reply.status_code != 200:
                    ending.wait(0.5)
            except httpx.TimeoutException:
                found.note("overdue", time.perf_counter() - started)
            except httpx.TransportError:  # the server was killed; a client tries the other
                found.note("connection lost", time.perf_counter() - started)
                ending.wait(0.5)


def _wrong(response: dict[str, object], files: Files) -> Iterator[str]:
    told = json.loads(json.dumps(response))
    for answer in told["answers"]:
        for citation in answer["citations"]:
            start, end = citation["start"], citation["end"]
            if all(text[start:end] != citation["exact"] for text in files.versions[citation["source"]]):
                yield f"{citation['source']} {citation['start']}: {citation['exact']}"


def _is_up(address: ClusterAddress) -> bool:
    try:
        with open_contents(address):
            return True
    except CitespanError:
        return False


def _waiting(address: ClusterAddress) -> int:
    try:
        queue = WorkQueue(address)
        try:
            return queue.length().waiting
        finally:
            queue.close()
    except CitespanError:
        return -1


def _lost(address: ClusterAddress, encoder: Encoder, files: Files) -> list[str]:
    """The documents that the index does not hold as they were queued, or does not find."""
    with open_contents(address) as contents:
        held = {document.source: contents.read(document).text for document in contents.documents()}
        named = [one.source for one in contents.left_out()]
    lost = [name for name, text in files.texts.items() if held.get(name) != text]
    index = open_index(address, encoder)
    for name in files.random.sample(sorted(held), min(200, len(held))):
        passages = index.retrieve(held[name], limit=5).passages
        if name not in {passage.document.source for passage in passages}:
            lost.append(f"{name} is not found")
    index.close()
    return [*lost, *named]


def _text(number: int, random: Random) -> str:
    keeper = f"{random.choice(_NAMES)} {random.choice(_NAMES)}"
    year = random.randint(1700, 1999)
    return f"# Lamp {number}\n\nLamp {number} of Skarholm is kept by {keeper}. It was lit in {year}.\n"


if __name__ == "__main__":
    sys.exit(main())
