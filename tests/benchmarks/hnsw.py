"""Measures what a large segment could be: `python tests/benchmarks/hnsw.py [--rows 100000] [--write]`.

Clusters as citespan makes them, and graphs of near neighbours (HNSW) with scalar quantisation, over the same made-up
vectors; exact search tells what is right. Times are processor time of one thread; those of a search are medians. A kind
looks at as much as a recall at 10 of 0.98 needs. `--write` puts the table into docs/measurements.md.

Source: Y. Malkov and D. Yashunin, Efficient and robust approximate nearest neighbor search using Hierarchical Navigable
Small World graphs (2018); as in FAISS, IndexHNSWSQ.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import faiss
import numpy as np
import psutil
from measurements import write
from vector_kinds import made_vectors

from citespan.index.generations.clusters import ENOUGH_RECALL, clustered
from citespan.index.generations.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

_QUESTIONS = 100
_NEIGHBOURS = 10
_CANDIDATES = 100
_LINKS = 32
_LOOKED_AT_WHILE_BUILDING = 80
_MOST_LOOKED_AT = 6400


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of index as it was found; `looked_at` is what a search looks at: clusters, or rows of a graph."""

    name: str
    searched: Any
    build_seconds: float
    looked_at: int
    recall: float
    milliseconds: float


def _measured(
    name: str, build: Callable[[], Any], questions: Vectors, right: npt.NDArray[np.int64], *, knob: str, most: int
) -> Kind:
    started = time.process_time()
    searched = build()
    seconds = time.process_time() - started
    knobs = searched if knob == "nprobe" else searched.hnsw
    setattr(knobs, knob, _CANDIDATES if knob == "efSearch" else 8)
    while True:
        times, shares = [], []
        for question, nearest in zip(questions, right, strict=True):
            started = time.process_time()
            _, ids = searched.search(question[np.newaxis], _CANDIDATES)
            times.append(time.process_time() - started)
            shares.append(np.isin(nearest, ids[0]).mean())
        looked_at = getattr(knobs, knob)
        if np.mean(shares) >= ENOUGH_RECALL or looked_at >= most:
            return Kind(name, searched, seconds, looked_at, float(np.mean(shares)), 1000 * median(times))
        setattr(knobs, knob, min(2 * looked_at, most))


def _graph(vectors: Vectors, bits: int) -> Any:
    graph = faiss.IndexHNSWSQ(vectors.shape[1], bits, _LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = _LOOKED_AT_WHILE_BUILDING
    graph.train(vectors)
    graph.add(vectors)
    return graph


def _clusters(vectors: Vectors) -> Any:
    exact = VectorIndex(vectors.shape[1])
    exact.add(range(len(vectors)), vectors)
    return clustered(exact).vectors._faiss


def _resident(file: Path, questions: Vectors, looked_at: int) -> float:
    """How many bytes of a mapped file are in a process's memory after the questions; in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_grown, (str(file), questions, looked_at))


def _grown(file: str, questions: Vectors, looked_at: int) -> float:
    faiss.omp_set_num_threads(1)
    warm = faiss.IndexFlatIP(questions.shape[1])
    warm.add(questions)
    warm.search(questions, _NEIGHBOURS)
    before = psutil.Process().memory_info().rss
    searched: Any = faiss.read_index(file, faiss.IO_FLAG_MMAP_IFC)
    if isinstance(searched, faiss.IndexHNSW):
        searched.hnsw.efSearch = looked_at
    else:
        searched.nprobe = looked_at
    for question in questions:
        searched.search(question[np.newaxis], _CANDIDATES)
    return float(psutil.Process().memory_info().rss - before)


def rows_of_table(count: int, scratch: Path) -> Sequence[str]:
    """A line for each kind over so many rows; files are written below `scratch`."""
    vectors = made_vectors(count + _QUESTIONS)
    vectors, questions = np.ascontiguousarray(vectors[:count]), vectors[count:]
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    _, right = exact.search(questions, _NEIGHBOURS)
    del exact
    lines = []
    for name, build, knob, most in (
        ("clusters, 16 bits", lambda: _clusters(vectors), "nprobe", 4096),
        ("graph, 16 bits", lambda: _graph(vectors, faiss.ScalarQuantizer.QT_fp16), "efSearch", _MOST_LOOKED_AT),
        ("graph, 8 bits", lambda: _graph(vectors, faiss.ScalarQuantizer.QT_8bit), "efSearch", _MOST_LOOKED_AT),
    ):
        kind = _measured(name, build, questions, right, knob=knob, most=most)
        file = scratch / "searched.faiss"
        faiss.write_index(kind.searched, str(file))
        resident = _resident(file, questions, kind.looked_at)
        what = "clusters" if knob == "nprobe" else "rows"
        lines.append(
            f"| {count:,} | {name} | {kind.build_seconds:.1f} s | {kind.looked_at:,} {what} | {kind.recall:.3f}"
            f" | {kind.milliseconds:.2f} ms | {file.stat().st_size / 1e6:.0f} MB | {resident / 1e6:.0f} MB |"
        )
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000])
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    lines = [
        "| rows | kind | building | looked at | recall at 10 | search | file | resident |",
        "|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        for count in options.rows:
            lines += rows_of_table(count, Path(scratch))
    print("\n".join(lines))
    if options.write:
        command = f"python tests/benchmarks/hnsw.py --rows {' '.join(map(str, options.rows))} --write"
        write("hnsw", lines, command=command)


if __name__ == "__main__":
    main()
