"""Checking the whole of an index, byte by byte, while it is asked and written."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from citespan.corpus.errors import IndexMismatchError
from citespan.index.database.schema import check_pages, open_for_reading
from citespan.index.database.store import Store
from citespan.index.generations.manifest import read_manifest
from citespan.index.generations.segments import check_segment

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.database.rows import Pointer


def check_whole(folder: Path) -> None:
    """Make sure that every page of the database in `folder`, its manifest and its segments are what was written.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if a byte is not.
    """
    check_pages(folder)
    while True:
        pointer = _pointer(folder)
        try:
            for segment in read_manifest(folder, pointer).segments if pointer.generation else ():
                check_segment(folder, segment)
        except IndexMismatchError:
            if _pointer(folder) == pointer:
                raise
        else:
            return


def _pointer(folder: Path) -> Pointer:
    """The generation of now; a build may take away the files of the one before."""
    with closing(open_for_reading(folder)) as connection:
        store = Store(connection)
        with store.snapshot():
            return store.pointer()
