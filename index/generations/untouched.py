"""Looking at an index without leaving a trace: nothing is written beside it, and a writer is never kept waiting."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.index.database.schema import DATABASE, connect, require_index
from citespan.index.generations.publish import LOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    import apsw


@contextmanager
def open_untouched(folder: Path) -> Iterator[apsw.Connection]:
    """A connection to the index in `folder`, of whatever format, that leaves every file as it is and makes none.

    `open_for_reading` lets SQLite make its write-ahead log and the memory that goes with it. Here a database without a
    log is taken for one that nobody writes, a log with its memory is read through private memory, and one that lost it
    is read in a copy. If the database is written meanwhile, what was read may not fit together.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if the file is damaged.

    Source: https://sqlite.org/wal.html#read_only_databases
    """
    require_index(folder)
    log, shared = (folder / f"{DATABASE}-{kind}" for kind in ("wal", "shm"))
    with ExitStack() as stack:
        if log.exists() and shared.exists():
            connection = connect(folder / DATABASE, "mode=ro&readonly_shm=1")
        elif is_unclosed(folder):
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citespan-look-")))
            for file in (folder / DATABASE, log):
                shutil.copy(file, scratch)
            connection = connect(scratch / DATABASE, "mode=ro")
        else:
            connection = connect(folder / DATABASE, "mode=ro&immutable=1")
        stack.callback(connection.close)
        yield connection


def is_unclosed(folder: Path) -> bool:
    """True if changes wait in the write-ahead log: a process has the index open, or was killed."""
    log = folder / f"{DATABASE}-wal"
    return log.exists() and log.stat().st_size > 0


def is_being_written(folder: Path) -> bool:
    """True if a build, an upload or a removal holds the index in `folder` just now.

    Raises:
        PermissionError: if that cannot be told, because its lock may not be read.
    """
    try:
        with (folder / LOCK).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # let go at once; a writer that comes just now tries again
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
