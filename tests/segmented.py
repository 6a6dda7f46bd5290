"""Indexes of several segments, for tests: what their manifests say, and how one gets to where the next change folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.index.database.schema import open_for_reading
from citespan.index.database.store import Store
from citespan.index.generations.manifest import Manifest, leftovers, read_manifest
from citespan.index.generations.tiers import FANOUT
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


def manifest_of(folder: Path) -> Manifest:
    """The manifest that the index points at, which has no files beside its own."""
    store = Store(open_for_reading(folder))
    try:
        pointer = store.pointer()
        assert leftovers(folder, pointer) == ()
        return read_manifest(folder, pointer)
    finally:
        store.close()


def segment_rows(folder: Path) -> list[tuple[int, int]]:
    """The rows of each segment, and those of them that live."""
    return [(segment.rows, segment.live) for segment in manifest_of(folder).segments]


def change_ships(root: Path, number: int) -> None:
    """Write another text into the file about ships."""
    (root / "ships.txt").write_text(f"The ferry Borealis {number} leaves Port Lindholm at {number}.")


def fill_almost(root: Path, folder: Path, encoder: Encoder) -> None:
    """An index whose next change makes so many segments that they are folded."""
    build_index(folder, [root], encoder=encoder)
    for number in range(FANOUT - 2):
        (root / f"new{number}.txt").write_text(f"Buoy {number} is painted green.")
        build_index(folder, [root], encoder=encoder)
    assert len(segment_rows(folder)) == FANOUT - 1
    change_ships(root, 1)
