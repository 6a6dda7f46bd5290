"""Copies of a whole index: made while it is used, checked byte by byte, and complete or not there at all."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import apsw
import filelock

from citespan.corpus.errors import CitespanError, IndexBusyError, UsageError
from citespan.index.database.schema import DATABASE, check_pages, connect, require_index
from citespan.index.generations.publish import LOCK
from citespan.index.labels.label_file import EXCERPTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAGES_AT_ONCE = 1000
_NOT_COPIED = (f"{DATABASE}*", LOCK, "*.new", EXCERPTS)


def back_up(folder: Path, destination: Path, *, wait_seconds: float = 30.0) -> None:
    """Copy the index in `folder` to `destination`, which holds one complete state of it when this returns.

    The index may be asked meanwhile; who wants to change it waits.

    Raises:
        MissingIndexError: if there is no index.
        UsageError: if the destination exists, or lies in the index.
        IndexBusyError: if a build holds the index for more than `wait_seconds`.
        IndexMismatchError: if the index is damaged.
        CitespanError: if the destination cannot be written; nothing of it stays.
    """
    require_index(folder)
    try:
        with filelock.FileLock(folder / LOCK, timeout=wait_seconds):
            _copy(folder, destination)
    except filelock.Timeout as exc:
        raise IndexBusyError(
            f"{folder}: another citespan has been writing this index for {wait_seconds:g} s; try again when it is done"
        ) from exc


def restore(source: Path, folder: Path) -> None:
    """Make the index in `folder`, where there is none, that which `back_up` copied to `source`.

    Raises:
        MissingIndexError: if `source` holds no index.
        UsageError: if there is something at `folder`.
        IndexMismatchError: if the copy is damaged.
        CitespanError: if the folder cannot be written; nothing of it stays.
    """
    require_index(source)
    _copy(source, folder)


def _copy(source: Path, destination: Path) -> None:
    if destination.exists() or destination.is_symlink():
        raise UsageError(f"{destination}: exists; name a folder that does not")
    if destination.resolve().is_relative_to(source.resolve()):
        raise UsageError(f"{destination}: lies in the index itself; name a folder elsewhere")
    check_pages(source)
    with _complete(destination) as made:
        shutil.copytree(source, made, ignore=shutil.ignore_patterns(*_NOT_COPIED), dirs_exist_ok=True)
        _copy_database(source, made)
        check_pages(made)
        for path in (*made.rglob("*"), made):
            _fsync(path)


@contextmanager
def _complete(destination: Path) -> Iterator[Path]:
    """A folder that gets the name of `destination` if nothing is raised, and else is deleted."""
    made = destination.with_name(f"{destination.name}.partial-{os.getpid()}")
    try:
        made.mkdir(parents=True)
        yield made
        made.rename(destination)
    except (OSError, shutil.Error, apsw.Error) as exc:
        shutil.rmtree(made, ignore_errors=True)
        why = _why(exc)
        raise CitespanError(
            f"{destination}: the copy cannot be written: {why}; nothing of it stays. Free some space, or name another"
            " folder"
        ) from exc
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _why(exc: OSError | apsw.Error) -> str:
    """What went wrong; what SQLite's backup says of it is often *not an error*."""
    if isinstance(exc, apsw.FullError):
        return "the disk is full"
    if isinstance(exc, apsw.Error):
        return f"SQLite reports {type(exc).__name__}"
    if isinstance(exc, shutil.Error):  # of each file: where it stood, where it was to stand, what the system says
        return str(exc.args[0][0][2]).rpartition("] ")[2].partition(": ")[0].lower()
    return exc.strerror or str(exc)


def _copy_database(source: Path, made: Path) -> None:
    """One state of the database, as it is with what its log holds."""
    log = source / f"{DATABASE}-wal"
    options = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"  # nobody writes meanwhile
    with (
        closing(connect(source / DATABASE, options)) as given,
        closing(connect(made / DATABASE, "mode=rwc")) as copy,
        copy.backup("main", given, "main") as backup,
    ):
        while not backup.done:
            backup.step(_PAGES_AT_ONCE)


def _fsync(path: Path) -> None:
    if os.name == "nt":  # there a folder cannot be opened
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
