"""Feeds mutated files to the readers: `python fuzz.py [--inputs 1000]`, so many a format.

Counted is what became of them: read, or named with what is wrong. Anything else, such as a crash of this process or a
file that takes longer than its limit, would end the run or show in the last column.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from made_files import MADE
from measurements import write

from citespan.corpus.errors import LoadError
from citespan.corpus.worker import ExtractWorker

LIMIT_SECONDS = 10.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="put the table into docs/measurements.md")
    options = parser.parse_args()
    worker = ExtractWorker(timeout_seconds=LIMIT_SECONDS)
    lines = ["| format | inputs | read | named as bad | slowest, s | over the limit |", "|---|---|---|---|---|---|"]
    print("\n".join(lines))
    for name, make in MADE.items():
        outcomes: Counter[str] = Counter()
        slowest, source = 0.0, Random(name)
        data, suffix = make(), name[name.index(".") :]
        for _ in range(options.inputs):
            started = time.perf_counter()
            try:
                worker.extract(mutated(data, source), suffix=suffix, source=name)
                outcomes["read"] += 1
            except LoadError as exc:
                outcomes["late" if "took more than" in str(exc) else "named"] += 1
            slowest = max(slowest, time.perf_counter() - started)
        lines.append(
            f"| {suffix} | {options.inputs} | {outcomes['read']} | {outcomes['named']} | {slowest:.1f}"
            f" | {outcomes['late']} |"
        )
        print(lines[-1], flush=True)
    worker.close()
    if options.write:
        write("fuzz", lines, command=f"python tests/benchmarks/fuzz.py --inputs {options.inputs} --write")


def mutated(data: bytes, source: Random) -> bytes:
    """The bytes with some changed, doubled, swapped, inserted or cut off."""
    found = bytearray(data)
    for _ in range(source.randint(1, 20)):
        place = source.randrange(len(found))
        length = source.randint(1, 200)
        kind = source.randrange(5)
        if kind == 0:
            found[place] = source.randrange(256)
        elif kind == 1:
            found[place:place] = found[place : place + length]
        elif kind == 2:
            other = source.randrange(len(found))
            found[place : place + length], found[other : other + length] = (
                found[other : other + length],
                found[place : place + length],
            )
        elif kind == 3:
            found[place:place] = source.randbytes(length)
        elif source.random() < 0.1:
            del found[max(1, place) :]
    return bytes(found)


if __name__ == "__main__":
    main()
