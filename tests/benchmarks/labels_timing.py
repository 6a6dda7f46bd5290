"""What the time that a reply takes tells of documents that its key does not see.

    python tests/benchmarks/labels_timing.py --questions 1000

starts `citespan serve` with documents about ships of which a key with labels sees half, and sends it pairs of requests,
in random order: a question about a hidden ship and one about a ship in no document; the id of a hidden document and one
that never was. *Guessed right* is how often somebody guesses which of two replies it was who takes the slower for the
first kind: 50 % tells nothing. Its error is two standard errors of that share where nothing is told. `--write` puts the
table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from measurements import write
from served import served

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.index.contents import list_documents
from citespan.index.encoder import Encoder
from citespan.index.labels.label_file import label_paths
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FIRST = "Amber Briny Coral Dusky Early Fleet Grand Hardy Ivory Jolly".split()
SECOND = "Heron Otter Raven Stork Tiger Viper Whale Zebra".split()
SHIPS = tuple(f"{one} {other}" for one in FIRST for other in SECOND)
"""Names of the same length, so that no question is longer than another: half are seen, a quarter hidden."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two requests that a reply's time could tell apart."""

    name: str
    one: Callable[[], httpx.Response]
    other: Callable[[], httpx.Response]


@dataclass(frozen=True, slots=True)
class Times:
    """How long the replies to each kind of request took, in milliseconds."""

    name: str
    ones: Sequence[float]
    others: Sequence[float]

    def row(self) -> str:
        """A row of the table."""
        one, other = statistics.median(self.ones), statistics.median(self.others)
        guessed = sum((a > b) + (a == b) / 2 for a in self.ones for b in self.others) / (
            len(self.ones) * len(self.others)
        )
        error = 2 * ((len(self.ones) + len(self.others) + 1) / (12 * len(self.ones) * len(self.others))) ** 0.5
        figures = f"{one:.1f} ms | {other:.1f} ms | {one / other - 1:+.1%} | {guessed:.1%} ± {error:.1%}"
        return f"| {self.name} | {len(self.ones)} | {figures} |"


@contextmanager
def asked_pairs(chance: random.Random) -> Iterator[tuple[Pair, ...]]:
    """The pairs of requests, to a server that answers while the block lasts."""
    drawn = chance.sample(SHIPS, len(SHIPS))
    half, quarter = len(drawn) // 2, len(drawn) // 4
    seen, hidden, nowhere = drawn[:half], drawn[half : half + quarter], drawn[half + quarter :]
    with tempfile.TemporaryDirectory() as home:
        docs, folder = Path(home, "docs"), Path(home, "index")
        for label, ships in (("open", seen), ("hidden", hidden)):
            (docs / label).mkdir(parents=True)
            for ship in ships:
                text = (
                    f"The {ship} leaves Port Lindholm at {chance.randint(1, 12)} in the morning. It carries barrels.\n"
                )
                (docs / label / f"{ship.lower().replace(' ', '-')}.txt").write_text(text, encoding="utf-8")
            label_paths(folder, [docs / label], [label])
        build_index(folder, [docs], encoder=Encoder(), root_keys={docs.resolve(): "docs"})
        ids = [one.document_id for one in list_documents(folder) if one.source.startswith("hidden/")]
        authorization = f"Bearer {make_key(folder / KEYS_FILE, 'some', scopes=['ask'], labels=['open'])}"
        headers = {"Authorization": authorization}
        with (
            served("--index", folder) as address,
            httpx.Client(base_url=address, headers=headers, timeout=120) as client,
        ):

            def ask(ships: Sequence[str]) -> httpx.Response:
                question = f"When does the {chance.choice(ships)} leave Port Lindholm?"
                return client.post("/v1/ask", json={"question": question})

            def look(document_id: str) -> httpx.Response:
                return client.get(f"/v1/documents/{document_id}")

            def never() -> str:
                document_id = chance.choice(ids)
                return document_id[:-12] + f"{chance.randrange(16**12):012x}"

            yield (
                Pair(
                    "a question about a hidden document, about none",
                    lambda: ask(hidden),
                    lambda: ask(nowhere),
                ),
                Pair(
                    "the id of a hidden document, an id of none",
                    lambda: look(chance.choice(ids)),
                    lambda: look(never()),
                ),
            )


def measure(pair: Pair, *, count: int, chance: random.Random) -> Times:
    """Send both requests so often, in random order, after a few that do not count."""
    for _ in range(5):
        pair.one()
        pair.other()
    kinds = [True, False] * count
    chance.shuffle(kinds)
    times: dict[bool, list[float]] = {True: [], False: []}
    for kind in kinds:
        began = time.perf_counter()
        reply = (pair.one if kind else pair.other)()
        times[kind].append((time.perf_counter() - began) * 1000)
        if reply.status_code not in {200, 404}:
            raise RuntimeError(f"{reply.status_code}: {reply.text}")
    return Times(pair.name, times[True], times[False])


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=1000, help="requests of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    lines = ["| first, second | of each | first, p50 | second, p50 | first longer by | guessed right |"]
    lines.append("|---|--:|--:|--:|--:|--:|")
    with asked_pairs(chance) as pairs:
        lines += [measure(pair, count=arguments.questions, chance=chance).row() for pair in pairs]
    print("\n".join(lines))
    if arguments.write:
        command = f"python tests/benchmarks/labels_timing.py --questions {arguments.questions} --write"
        write("labels-timing", lines, command=command)
    return 0


if __name__ == "__main__":
    sys.exit(main())
