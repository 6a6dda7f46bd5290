"""Measures what an update costs beside a full build: `python updating.py [--documents 1000] [--write]`.

One file among many is changed, again and again, and the index brought up to date each time; the encoder is loaded
before. Ratios are taken within one run. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from indexing import write_corpus
from measurements import write

from citespan.index.database.schema import check_pages
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.index.updating.report import BuildReport


@dataclass(frozen=True, slots=True)
class Cost:
    """What was done, how many chunks were embedded for it, and how many seconds it took (median)."""

    name: str
    embedded_chunks: int
    seconds: float


def costs(folder: Path, *, documents: int, encoder: Encoder, repeats: int = 5) -> tuple[Cost, ...]:
    """The cost of a full build, then of keeping it up to date and of opening it; works below the empty `folder`."""
    root, spare, index = folder / "root", folder / "spare", folder / "index"
    root.mkdir()
    spare.mkdir()
    write_corpus(root, documents)
    write_corpus(spare, 2 * repeats, seed=1)
    files, texts = sorted(root.iterdir()), [file.read_text(encoding="utf-8") for file in sorted(spare.iterdir())]
    encoder.encode_documents(["warm up"] * 64)

    def mirror() -> BuildReport:
        return build_index(index, [root], encoder=encoder)

    def measured(name: str, change: Callable[[int], object], times: int = repeats) -> Cost:
        seconds = []
        for number in range(times):
            change(number)
            started = time.perf_counter()
            report = mirror()
            seconds.append(time.perf_counter() - started)
        return Cost(name, report.embedded_chunks, median(seconds))

    return (
        measured("full build", lambda _: None, times=1),
        measured("one file changed", lambda number: files[number].write_text(texts[number], encoding="utf-8")),
        measured("one file added", lambda n: (root / f"new{n}.md").write_text(texts[repeats + n], encoding="utf-8")),
        measured("one file renamed", lambda number: files[number].rename(root / f"renamed{number}.md")),
        measured("one file deleted", lambda number: files[-1 - number].unlink()),
        measured("nothing changed", lambda _: None),
        Cost("opening the index to ask it", 0, _timed(lambda: Index(index, encoder).close(), repeats)),
        Cost("checking every page of the database", 0, _timed(lambda: check_pages(index), repeats)),
    )


def _timed(action: Callable[[], object], repeats: int) -> float:
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return median(seconds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = costs(Path(scratch), documents=options.documents, encoder=Encoder())
        database_bytes = (Path(scratch) / "index" / "index.sqlite3").stat().st_size
    lines = [
        f"| among {options.documents} files | chunks embedded | seconds | share of a full build |",
        "|---|---|---|---|",
        *(
            f"| {cost.name} | {cost.embedded_chunks} | {cost.seconds:.3f} | {cost.seconds / found[0].seconds:.2%} |"
            for cost in found
        ),
        "",
        f"The database has {database_bytes / 1e6:.0f} MB.",
    ]
    print("\n".join(lines))
    if options.write:
        command = f"python tests/benchmarks/updating.py --documents {options.documents} --write"
        write("updating", lines, command=command)


if __name__ == "__main__":
    main()
