"""A folder of made-up documents that changes at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.selection import files_below

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

NAMES = "Marta Tomas Ilse Anselm Oda Mira Henrik Salome Bruno Edda".split()
SURNAMES = "Valdemar Lindqvist Marquardt Rasmussen Okonjo Petrossian Ashdown Ferreira".split()
THINGS = "lamp buoy ferry crane bell lock gate mill weir beacon".split()


def fill(root: Path, *, records: int, random: Random) -> None:
    """Make the folder: twenty documents, and a table of `records` records."""
    root.mkdir()
    for _ in range(20):
        _create(root, random)
    rows = "".join(f"{number},{_keeper(random)}\n" for number in range(records))
    (root / "table.csv").write_text(f"number,keeper\n{rows}")


def change(root: Path, random: Random) -> None:
    """Create, edit, rename or delete a few documents."""
    for _ in range(random.randint(1, 4)):
        random.choice((_create, edit, _rename, _delete))(root, random)


def _keeper(random: Random) -> str:
    return f"{random.choice(NAMES)} {random.choice(SURNAMES)}"


def _sentences(random: Random) -> str:
    return " ".join(
        f"The {random.choice(THINGS)} number {random.randrange(10**6)} is kept by {_keeper(random)}."
        for _ in range(random.randint(1, 5))
    )


def _files(root: Path) -> list[Path]:
    return [file for file in files_below(root) if file.suffix != ".csv"]


def _create(root: Path, random: Random) -> None:
    name = f"{random.choice(THINGS)}{random.randrange(10**6)}{random.choice(('.txt', '.md'))}"
    (root / name).write_text(_sentences(random))


def edit(root: Path, random: Random) -> None:
    """Add to one document."""
    file = random.choice(_files(root))
    file.write_text(f"{file.read_text()} {_sentences(random)}"[-2000:])


def _rename(root: Path, random: Random) -> None:
    file = random.choice(_files(root))
    file.rename(file.with_stem(f"renamed{random.randrange(10**6)}"))


def _delete(root: Path, random: Random) -> None:
    if len(_files(root)) > 10:
        random.choice(_files(root)).unlink()
