"""Writing an index wherever it is: one writer at a time, and the step to a new current generation."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.address import check_extra
from citespan.index.generations.manifest import read_manifest
from citespan.index.generations.publish import publish, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.index.address import ClusterAddress, IndexPlace
    from citespan.index.database.rows import Original
    from citespan.index.database.store import Store
    from citespan.index.generations.manifest import Manifest
    from citespan.index.seams import Writer
    from citespan.index.updating.queued_updates import FileQueue


class FolderWriter:
    """Writes an index in a folder: SQLite, and vectors in files."""

    def __init__(self, store: Store, folder: Path) -> None:
        """Write the index in `folder`, whose rows `store` holds."""
        self.store = store
        """The rows."""
        self._folder = folder

    def manifest(self) -> Manifest:
        """What the current generation is made of.

        Raises:
            IndexMismatchError: if a file is missing or truncated, or the manifest is not what was written.
        """
        return read_manifest(self._folder, self.store.pointer())

    def publish(
        self, *, encoder: str, dimension: int, originals: Sequence[Original] = (), rebuild: bool = False
    ) -> Manifest:
        """As `citespan.index.generations.publish.publish`."""
        return publish(
            self.store, self._folder, encoder=encoder, dimension=dimension, originals=originals, rebuild=rebuild
        )


@contextmanager
def writing_at(place: IndexPlace, *, wait_seconds: float, repair: bool = False) -> Iterator[Writer]:
    """The writer of an index, for this process alone; with `repair`, a folder's database is repaired if it is damaged.

    Raises:
        CitespanError: if the index cannot be written.
        IndexBusyError: if another process holds it for more than `wait_seconds`.
        IndexMismatchError: if it was made by another version of citespan, or is damaged.
    """
    if isinstance(place, Path):
        with writing(place, wait_seconds=wait_seconds, repair=repair) as store:
            yield FolderWriter(store, place)
        return
    check_extra()
    from citespan.index.cluster.cluster_writer import cluster_writing  # noqa: PLC0415  # an extra that not all install

    with cluster_writing(place, wait_seconds=wait_seconds) as writer:
        yield writer


def check_has_queue(place: IndexPlace) -> ClusterAddress:
    """The place of an index that has a queue.

    Raises:
        UsageError: if it is in a folder, which has none.
    """
    if isinstance(place, Path):
        raise UsageError(
            f"{place}: an index in a folder has no queue; 'citespan index PATH' takes files in at once, and one in"
            " PostgreSQL is named with --index postgresql://HOST/NAME"
        )
    check_extra()
    return place


@contextmanager
def queue_at(place: IndexPlace) -> Iterator[FileQueue]:
    """The queue of an index, from which workers take files.

    Raises:
        UsageError: if it is in a folder, which has none.
        CitespanError: if it cannot be reached.
    """
    address = check_has_queue(place)
    from citespan.index.cluster.work_queue import WorkQueue  # noqa: PLC0415  # an extra that not all install

    with closing(WorkQueue(address)) as queue:
        yield queue
