"""Measures exact and clustered search: `python vector_kinds.py [--rows 16384 65536] [--write]`.

Vectors are made up: 384 components, around centres of which each has about 200. Times are processor time, so that other
work on the machine counts little; those of a search are medians. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from measurements import write

from citespan.index.generations.clusters import clustered
from citespan.index.generations.vectors import VectorIndex

if TYPE_CHECKING:
    import numpy.typing as npt

_DIMENSION = 384
_A_CENTRE = 200
_SPREAD = 0.9
_QUESTIONS = 100
_NEIGHBOURS = 10
_CANDIDATES = 100


def _row_of_table(rows: int, scratch: Path) -> str:
    vectors = made_vectors(rows + _QUESTIONS)
    vectors, questions = vectors[:rows], vectors[rows:]
    exact = VectorIndex(_DIMENSION)
    exact.add(range(rows), vectors)
    started = time.process_time()
    found, told = clustered(exact)
    seconds = time.process_time() - started
    shares, exact_times, clustered_times = [], [], []
    for question in questions:
        started = time.process_time()
        nearest = list(exact.search(question, limit=_CANDIDATES))[:_NEIGHBOURS]
        exact_times.append(time.process_time() - started)
        started = time.process_time()
        candidates = found.search(question, limit=_CANDIDATES).keys()
        clustered_times.append(time.process_time() - started)
        shares.append(sum(one in candidates for one in nearest) / _NEIGHBOURS)
    sizes = []
    for number, index in enumerate((exact, found)):
        index.write(scratch / str(number))
        sizes.append(f"{(scratch / str(number)).stat().st_size / 1e6:.0f} MB")
    times = f"{1000 * median(exact_times):.1f} ms | {1000 * median(clustered_times):.1f} ms"
    recalls = f"{told:.3f} | {float(np.mean(shares)):.3f}"
    return f"| {rows:,} | {times} | {sizes[0]} | {sizes[1]} | {seconds:.1f} s | {recalls} |"


def made_vectors(count: int) -> npt.NDArray[np.float32]:
    """Made-up vectors around centres: float32 [count, 384], rows of unit length."""
    random = np.random.default_rng(0)
    centres = random.standard_normal((max(1, count // _A_CENTRE), _DIMENSION), dtype=np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    made = centres[random.integers(len(centres), size=count)]
    made += np.float32(_SPREAD / _DIMENSION**0.5) * random.standard_normal(made.shape, dtype=np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[16_384, 65_536])
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    lines = [
        "| rows | exact | clustered | exact, size | clustered, size | clustering"
        " | recall at 10 as told | of other questions |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        lines += [_row_of_table(rows, Path(scratch)) for rows in options.rows]
    print("\n".join(lines))
    if options.write:
        command = f"python tests/benchmarks/vector_kinds.py --rows {' '.join(map(str, options.rows))} --write"
        write("vector-kinds", lines, command=command)


if __name__ == "__main__":
    main()
