"""Working on the queue of an index for those at a terminal: a line for each file that failed, a summary at the end."""

from __future__ import annotations

import logging
import signal
from threading import Event
from typing import TYPE_CHECKING

from citespan.api.compose import load_encoder
from citespan.api.terminal.render import visible
from citespan.index.readers import require_index_at
from citespan.index.writers import check_has_queue

if TYPE_CHECKING:
    from types import FrameType

    from rich.console import Console

    from citespan.api.settings import Settings
    from citespan.index.cluster.work_queue import QueuedFile


def work_settings(settings: Settings, *, until_empty: bool, console: Console) -> bool:
    """Take files from the queue of the index until SIGINT or SIGTERM, or until none waits; true if none failed.

    Raises:
        UsageError: if the index is in a folder.
        MissingIndexError: if there is none.
        IndexMismatchError: if it was made with another encoder.
    """
    address = check_has_queue(settings.place)
    require_index_at(address)
    from citespan.index.cluster.queue_worker import QueueWorker  # noqa: PLC0415  # an extra that not all install

    logging.basicConfig(level=logging.WARNING, format="citespan: %(message)s")
    stopping = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    taken, failed = 0, 0

    def tell(_file: QueuedFile, problem: str | None) -> None:
        nonlocal taken, failed
        taken, failed = taken + (problem is None), failed + (problem is not None)
        if problem is not None:
            console.print(visible(f"not indexed: {problem}", "red"), soft_wrap=True)

    worker = QueueWorker(address, load_encoder(settings.encoder), lease_seconds=settings.lease_seconds, on_ended=tell)
    console.print("Working on the queue (Ctrl-C ends).")
    worker.run(stopping, until_empty=until_empty)
    console.print(f"{taken} files taken in, {failed} not.")
    return not failed
