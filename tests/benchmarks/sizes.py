"""Measures an index by its size: `python sizes.py [--chunks 10000 100000] [--write]`.

Texts are made up of random words and vectors of random numbers, so that no encoder and no reader takes part: what is
measured is cutting, storing, publishing, opening and searching. Times are medians, but for the build, of which there
is one. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import numpy as np
from indexing import write_corpus
from measurements import write

from citespan.index.contents import list_documents, remove_documents
from citespan.index.database.schema import check_pages
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

_SECTIONS = 50
_REPEATS = 5
_QUESTIONS = 50


class MadeUpEncoder(Encoder):
    """Gives each text a vector of unit length that depends on the text and means nothing."""

    def __init__(self) -> None:
        """Load nothing."""
        self.name, self.dimension, self.max_tokens = "made-up", 384, 256

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
        return vector / np.float32(np.linalg.norm(vector))


@dataclass(frozen=True, slots=True)
class Costs:
    """What an index of so many chunks costs, in seconds, and how large it is. `segments` is after the updates."""

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


def costs(folder: Path, *, chunks: int) -> Costs:
    """Those of an index of about so many chunks; works below the empty `folder`."""
    root, spare, index = folder / "root", folder / "spare", folder / "index"
    root.mkdir()
    spare.mkdir()
    write_corpus(root, chunks // _SECTIONS, sections=_SECTIONS)
    write_corpus(spare, _REPEATS, seed=1, sections=_SECTIONS)
    files, texts = sorted(root.iterdir()), [file.read_text(encoding="utf-8") for file in sorted(spare.iterdir())]
    encoder = MadeUpEncoder()
    started = time.perf_counter()
    report = build_index(index, [root], encoder=encoder)
    build = time.perf_counter() - started

    def update(number: int) -> None:
        files[number].write_text(texts[number], encoding="utf-8")
        build_index(index, [root], encoder=encoder)

    updates = _timed(update)
    (newest,) = index.glob("generations/*/manifest.json")
    written = (newest.parent / "vectors.faiss").stat().st_size / 1e6
    segments = len(json.loads(newest.read_text(encoding="utf-8"))["segments"])
    names = [document.document_id for document in list_documents(index, limit=_REPEATS)]
    removals = _timed(lambda number: remove_documents(index, [names[number]]))
    openings = _timed(lambda _: Index(index, encoder).close())
    pages = _timed(lambda _: check_pages(index))
    opened = Index(index, encoder)
    questions = [f"What do {' '.join(text.split()[4:10])} say?" for text in _sections(texts)][:_QUESTIONS]
    asked = _timed(lambda number: opened.retrieve(questions[number], limit=8), len(questions))
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
        segments=segments,
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


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    found = []
    for chunks in options.chunks:
        with tempfile.TemporaryDirectory() as scratch:
            found.append(costs(Path(scratch), chunks=chunks))
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
        write("sizes", lines, command=command)


if __name__ == "__main__":
    main()
