"""What labels cost: making the excerpt of a set of labels, keeping it up, and asking it.

    python tests/benchmarks/excerpts.py --documents 10000

indexes so many small documents, of which those who hold one label see 1 %, and those who hold another all, and prints
how long it takes to make their excerpts and how large they are, how long a request takes to find that its excerpt is
still right, how long a search takes in the excerpt and in the index, and, of the 1 %, how many of the ten passages are
found that an index of just these documents finds. Times are of the processor; those of searches are medians, one in
the excerpt after one in the index. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measurements import write

from citespan.index.encoder import Encoder
from citespan.index.labels.label_file import label_paths
from citespan.index.labels.shelf import Shelf
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = 50
"""How many texts of those that are hidden differ: copies of a text get its vectors without the encoder."""

REPEATS = 20


def seconds_of(act: Callable[[], object]) -> float:
    """The processor's time that `act` takes in this process, in seconds."""
    started = time.process_time()
    act()
    return time.process_time() - started


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def measure(shelf: Shelf, index: Index, label: str) -> str:
    """A row of the table: what those who hold this label cost."""

    def look() -> None:
        shelf.give_back(shelf.take(frozenset((label,))))

    made = seconds_of(look)
    checked = statistics.median(seconds_of(look) for _ in range(REPEATS)) * 1000
    excerpt = shelf.take(frozenset((label,)))
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(5 * REPEATS):
        question = question_about(number)
        for is_excerpt, one in ((False, index), (True, excerpt.index)):
            times[is_excerpt].append(seconds_of(lambda one=one, question=question: one.retrieve(question, limit=20)))
    whole, part = (statistics.median(times[is_excerpt]) * 1000 for is_excerpt in (False, True))
    size = size_of(excerpt.folder) / 1e6
    shelf.give_back(excerpt)
    figures = f"{made:.2f} s | {size:.1f} MB | {checked:.2f} ms | {part:.1f} ms | {whole:.1f} ms"
    return f"{figures} | {(checked + part) / whole - 1:+.1%}"


def question_about(number: int) -> str:
    """A question about one of the documents that those who see few see."""
    return f"When does Ship {100 * number} leave Port Lindholm?"


def recall(shelf: Shelf, alone: Index, label: str) -> float:
    """The share of the ten best passages of an index of just these documents that their excerpt has among its ten."""
    excerpt, shares = shelf.take(frozenset((label,))), []
    for number in range(5 * REPEATS):
        found, wanted = (
            {passage.document.text for passage in one.retrieve(question_about(number), limit=10).passages}
            for one in (excerpt.index, alone)
        )
        shares.append(len(found & wanted) / len(wanted))
    shelf.give_back(excerpt)
    return statistics.mean(shares)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    arguments = parser.parse_args()
    encoder = Encoder()
    with tempfile.TemporaryDirectory() as home:
        docs, folder = Path(home, "docs"), Path(home, "index")
        for name in ("few", "many"):
            (docs / name).mkdir(parents=True)
        for number in range(arguments.documents):
            place = docs / ("few" if number % 100 == 0 else "many") / f"{number:06}.md"
            ship = number if number % 100 == 0 else number % TEXTS
            text = f"# Ship {ship}\n\nShip {ship} leaves Port Lindholm at noon with forty cars.\n"
            place.write_text(text, encoding="utf-8")
        label_paths(folder, [docs], ["all"])
        label_paths(folder, [docs / "few"], ["all", "few"])
        build_index(folder, [docs], encoder=encoder)
        build_index(Path(home, "alone"), [docs / "few"], encoder=encoder)
        index, shelf, alone = Index(folder, encoder), Shelf(folder, encoder), Index(Path(home, "alone"), encoder)
        lines = [
            "| sees | excerpt made in | its size | checked in | search | of the index | more by | recall at 10 |",
            "|---|--:|--:|--:|--:|--:|--:|--:|",
        ]
        for share, label in (("1 %", "few"), ("all", "all")):
            found = f"{recall(shelf, alone, label):.3f}" if label == "few" else ""
            lines.append(f"| {share} of {arguments.documents:,} documents | {measure(shelf, index, label)} | {found} |")
        shelf.close()
        index.close()
        alone.close()
    print("\n".join(lines))
    if arguments.write:
        write(
            "excerpts", lines, command=f"python tests/benchmarks/excerpts.py --documents {arguments.documents} --write"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
