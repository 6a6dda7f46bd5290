"""What labels cost: making the excerpt of a set of labels, keeping it up, and asking it.

    python tests/benchmarks/excerpts.py --documents 10000

indexes so many small documents, of which those who hold one label see 1 %, and those who hold another all, and prints
how long it takes to make their excerpts and how large they are, how long a request takes to find that its excerpt is
still right, and how long a search takes in the excerpt and in the index. Times are of the processor, in one thread.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.index.encoder import Encoder
from citespan.index.labels.label_file import label_paths
from citespan.index.labels.shelf import Shelf
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = 50
"""How many texts differ: copies of a text get its vectors without the encoder."""

REPEATS = 20


def seconds_of(act: Callable[[], object]) -> float:
    """The processor's time that `act` takes in this process, in seconds."""
    started = time.process_time()
    act()
    return time.process_time() - started


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def measure(shelf: Shelf, index: Index, label: str) -> None:
    """Print what those who hold this label cost."""

    def look() -> None:
        shelf.give_back(shelf.take(frozenset((label,))))

    made = seconds_of(look)
    checked = statistics.median(seconds_of(look) for _ in range(REPEATS)) * 1000
    excerpt = shelf.take(frozenset((label,)))

    def search(one: Index) -> float:
        question = "When does Ship 7 leave Port Lindholm?"
        return statistics.median(seconds_of(lambda: one.retrieve(question, limit=20)) for _ in range(REPEATS)) * 1000

    print(
        f"label {label}: made in {made:.2f} s, {size_of(excerpt.folder) / 1e6:.1f} MB; found right in {checked:.2f} ms;"
        f" search {search(excerpt.index):.1f} ms, of the whole index {search(index):.1f} ms"
    )
    shelf.give_back(excerpt)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    arguments = parser.parse_args()
    encoder = Encoder()
    with tempfile.TemporaryDirectory() as home:
        docs, folder = Path(home, "docs"), Path(home, "index")
        for name in ("few", "many"):
            (docs / name).mkdir(parents=True)
        for number in range(arguments.documents):
            place = docs / ("few" if number % 100 == 0 else "many") / f"{number:06}.md"
            text = f"# Ship {number % TEXTS}\n\nShip {number % TEXTS} leaves Port Lindholm at noon with forty cars.\n"
            place.write_text(text, encoding="utf-8")
        label_paths(folder, [docs], ["all"])
        label_paths(folder, [docs / "few"], ["all", "few"])
        built = seconds_of(lambda: build_index(folder, [docs], encoder=encoder))
        print(f"indexing {arguments.documents} documents took {built:.1f} s")
        index, shelf = Index(folder, encoder), Shelf(folder, encoder)
        print(f"the index has {size_of(folder) / 1e6:.1f} MB")
        for label in ("few", "all"):
            measure(shelf, index, label)
        shelf.close()
        index.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
