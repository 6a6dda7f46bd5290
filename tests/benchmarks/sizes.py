"""Measures an index by its size: `python sizes.py [--chunks 10000 100000] [--write] [--plot FILE]`.

Texts are made up of random words, and vectors of random numbers around centres of which each has about 200, so that no
encoder and no reader takes part: what is measured is cutting, storing, publishing, opening and searching. Each size has
a process of its own. Times are medians, but for the build, of which there is one. `--write` puts the table into
docs/measurements.md, and `--plot` draws times and memory against the size, for which matplotlib is needed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import numpy as np
import psutil
from indexing import write_corpus
from measurements import write

from citespan.index.contents import list_documents, remove_documents
from citespan.index.database.schema import check_pages
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.evaluation.plots import require_matplotlib

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

_SECTIONS = 50
_REPEATS = 5
_QUESTIONS = 50
_A_CENTRE = 200
_SPREAD = 0.9


class MadeUpEncoder(Encoder):
    """Gives each text a vector of unit length that depends on the text and means nothing."""

    def __init__(self, chunks: int) -> None:
        """Load nothing; `chunks` is how many there are to be."""
        self.name, self.dimension, self.max_tokens = "made-up", 384, 256
        centres = np.random.default_rng(0).standard_normal((max(1, chunks // _A_CENTRE), 384), dtype=np.float32)
        self._centres = centres / np.linalg.norm(centres, axis=1, keepdims=True)

    def count_tokens(self, texts: Sequence[str], /) -> tuple[int, ...]:
        """The number of words of each text."""
        return tuple(len(text.split()) for text in texts)

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors: float32 [n_texts, dimension], rows of unit length."""
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """A vector: float32 [dimension], of unit length."""
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
        vector = np.random.default_rng(seed).standard_normal(self.dimension, dtype=np.float32)
        vector = self._centres[seed % len(self._centres)] + np.float32(_SPREAD / self.dimension**0.5) * vector
        return vector / np.float32(np.linalg.norm(vector))


@dataclass(frozen=True, slots=True)
class Costs:
    """What an index of so many chunks costs, in seconds, and how large it is. `segments` is after the updates.

    `peak_megabytes` is the most memory of the process up to the end of the build; `asking_megabytes` that by which
    opening the index and asking it makes it grow. `recall` is at 10, of segments that are searched by clusters, as
    it was measured when they were written; None if all are searched exactly.
    """

    chunks: int
    build: float
    update: float
    written_megabytes: float
    removal: float
    opening: float
    pages: float
    question: float
    slow_question: float
    megabytes: float
    segments: int
    peak_megabytes: float
    asking_megabytes: float
    recall: float | None


def costs(folder: Path, *, chunks: int) -> Costs:
    """Those of an index of about so many chunks; works below the empty `folder`."""
    root, spare, index = folder / "root", folder / "spare", folder / "index"
    root.mkdir()
    spare.mkdir()
    write_corpus(root, chunks // _SECTIONS, sections=_SECTIONS)
    write_corpus(spare, _REPEATS, seed=1, sections=_SECTIONS)
    files, texts = sorted(root.iterdir()), [file.read_text(encoding="utf-8") for file in sorted(spare.iterdir())]
    encoder = MadeUpEncoder(chunks)
    started = time.perf_counter()
    report = build_index(index, [root], encoder=encoder)
    build = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def update(number: int) -> None:
        files[number].write_text(texts[number], encoding="utf-8")
        build_index(index, [root], encoder=encoder)

    updates = _timed(update)
    (newest,) = index.glob("generations/*/manifest.json")
    written = (newest.parent / "vectors.faiss").stat().st_size / 1e6
    segments = json.loads(newest.read_text(encoding="utf-8"))["segments"]
    recalls = [segment["recall"] for segment in segments if segment["recall"] is not None]
    names = [document.document_id for document in list_documents(index, limit=_REPEATS)]
    removals = _timed(lambda number: remove_documents(index, [names[number]]))
    openings = _timed(lambda _: Index(index, encoder).close())
    pages = _timed(lambda _: check_pages(index))
    before = psutil.Process().memory_info().rss
    opened = Index(index, encoder)
    questions = [f"What do {' '.join(text.split()[4:10])} say?" for text in _sections(texts)][:_QUESTIONS]
    asked = _timed(lambda number: opened.retrieve(questions[number], limit=8), len(questions))
    asking = (psutil.Process().memory_info().rss - before) / 1e6
    opened.close()
    return Costs(
        chunks=report.chunks,
        build=build,
        update=median(updates),
        written_megabytes=written,
        removal=median(removals),
        opening=median(openings),
        pages=median(pages),
        question=median(asked),
        slow_question=quantiles(asked, n=20)[-1],
        megabytes=sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6,
        segments=len(segments),
        peak_megabytes=peak,
        asking_megabytes=asking,
        recall=min(recalls, default=None),
    )


def _sections(texts: Sequence[str]) -> list[str]:
    return [section for text in texts for section in text.split("\n\n") if not section.startswith("#")]


def _timed(action: Callable[[int], object], repeats: int = _REPEATS) -> list[float]:
    seconds = []
    for number in range(repeats):
        started = time.perf_counter()
        action(number)
        seconds.append(time.perf_counter() - started)
    return seconds


def _in_a_process(chunks: int) -> Costs:
    with tempfile.TemporaryDirectory() as scratch, multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(costs, (Path(scratch),), {"chunks": chunks})


def draw(found: Sequence[Costs], path: Path) -> None:
    """Draw times, memory and disk against the number of chunks into `path`, a picture.

    Raises:
        UsageError: if matplotlib is not installed.
    """
    require_matplotlib()
    from matplotlib.figure import Figure  # noqa: PLC0415  # an optional dependency, and a slow one

    figure = Figure(figsize=(10, 4.5), layout="constrained")
    times, sizes = figure.subplots(1, 2)
    chunks = [one.chunks for one in found]
    for name, seconds in (
        ("build", [one.build for one in found]),
        ("one file changed", [one.update for one in found]),
        ("opening", [one.opening for one in found]),
        ("passages for a question, p50", [one.question for one in found]),
    ):
        times.loglog(chunks, seconds, "o-", label=name)
    for name, megabytes in (
        ("on disk", [one.megabytes for one in found]),
        ("memory of the build, peak", [one.peak_megabytes for one in found]),
        ("memory for opening and asking", [one.asking_megabytes for one in found]),
    ):
        sizes.loglog(chunks, megabytes, "o-", label=name)
    times.set(xlabel="chunks", ylabel="seconds", title="Time")
    sizes.set(xlabel="chunks", ylabel="MB", title="Memory and disk")
    for axes in (times, sizes):
        axes.legend()
        axes.grid(visible=True, linewidth=0.4)
    figure.savefig(path, dpi=120)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw them into this picture")
    options = parser.parse_args()
    found = [_in_a_process(chunks) for chunks in options.chunks]
    rows = {
        "build": [f"{one.build:.1f} s" for one in found],
        f"one file of {_SECTIONS} chunks changed": [f"{one.update:.2f} s" for one in found],
        "of that: vectors written": [f"{one.written_megabytes:.2f} MB" for one in found],
        "one document removed": [f"{one.removal:.2f} s" for one in found],
        "opening": [f"{one.opening:.2f} s" for one in found],
        "checking every page of the database": [f"{one.pages:.2f} s" for one in found],
        "passages for a question, p50": [f"{1000 * one.question:.1f} ms" for one in found],
        "passages for a question, p95": [f"{1000 * one.slow_question:.1f} ms" for one in found],
        "on disk": [f"{one.megabytes:.0f} MB" for one in found],
        "memory of the build, peak": [f"{one.peak_megabytes:.0f} MB" for one in found],
        "memory for opening and asking": [f"{one.asking_megabytes:.0f} MB" for one in found],
        "recall at 10 of clusters": ["exact" if one.recall is None else f"{one.recall:.3f}" for one in found],
        f"segments after {_REPEATS} updates": [str(one.segments) for one in found],
    }
    lines = [
        f"| chunks | {' | '.join(f'{one.chunks:,}' for one in found)} |",
        "|---|" + "---|" * len(found),
        *(f"| {name} | {' | '.join(values)} |" for name, values in rows.items()),
    ]
    print("\n".join(lines))
    if options.write:
        command = f"python tests/benchmarks/sizes.py --chunks {' '.join(map(str, options.chunks))} --write"
        if options.plot:
            command += f" --plot {options.plot}"
        write("sizes", lines, command=command)
    if options.plot:
        draw(found, options.plot)


if __name__ == "__main__":
    main()
