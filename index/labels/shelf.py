"""The shelf: an excerpt of one index for each set of labels that asks, made when it is first asked for, and kept up."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections import OrderedDict
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import filelock

from citespan.corpus.errors import CitespanError, IndexMismatchError
from citespan.index.database.schema import DATABASE, open_for_reading
from citespan.index.database.store import Store
from citespan.index.labels.excerpt import make_excerpt, select
from citespan.index.labels.label_file import EXCERPTS, LABELS_FILE, read_labels
from citespan.index.search.retrieve import Index

if TYPE_CHECKING:
    from collections.abc import Callable

    import apsw

    from citespan.index.encoder import Encoder

_MOST = 16
"""How many sets of labels have their excerpts at once; the one that was not asked for longest goes."""

_TRIES = 5


@dataclass(slots=True)
class Excerpt:
    """An excerpt that is open; it is closed and deleted when nobody uses it and it is not the newest any more."""

    index: Index
    folder: Path
    state: object
    digest: str
    uses: int = 0
    is_old: bool = False


@dataclass(slots=True)
class _Place:
    """Where the excerpt of one set of labels stands; `making` is held while it is looked at or made again."""

    making: Lock = field(default_factory=Lock)
    excerpt: Excerpt | None = None


class Shelf:
    """The excerpts of the index in a folder. All methods may be called from any thread.

    Texts stand in them: they lie in a folder that its owner alone may read, below that of the index where it can be
    written, and are deleted when the shelf is closed. What a process that was killed left is deleted by the next.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Take excerpts of the index in `folder`, whose questions `encoder` encodes."""
        self._index = folder
        self._encoder = encoder
        self._lock = Lock()
        self._places: OrderedDict[frozenset[str], _Place] = OrderedDict()
        self._home: Path | None = None
        self._held: filelock.BaseFileLock | None = None

    def take(self, labels: frozenset[str]) -> Excerpt:
        """The excerpt of what those see who hold `labels`, as the index and its labels are now; give it back after use.

        Raises:
            IndexMismatchError: if the index, or the file of its labels, is damaged.
            CitespanError: if the excerpt cannot be written.
        """
        with self._lock:
            place = self._places.setdefault(labels, _Place())
            self._places.move_to_end(labels)
            unused = next(iter(self._places)) if len(self._places) > _MOST else None
            dropped = self._places.pop(unused) if unused is not None else None
        if dropped is not None:
            with dropped.making:
                self._retire(dropped)
        with place.making:
            made = self._current(place, labels)
            with self._lock:
                made.uses += 1
            return made

    def give_back(self, excerpt: Excerpt) -> None:
        """Use an excerpt no more."""
        with self._lock:
            excerpt.uses -= 1
            is_done = excerpt.is_old and not excerpt.uses
        if is_done:
            _delete(excerpt)

    def close(self) -> None:
        """Delete all excerpts; nobody uses one any more."""
        with self._lock:
            places = list(self._places.values())
            self._places.clear()
        for place in places:
            with place.making:
                self._retire(place)
        with self._lock:
            if self._home is not None:
                shutil.rmtree(self._home, ignore_errors=True)
            if self._held is not None:
                self._held.release()
                Path(self._held.lock_file).unlink(missing_ok=True)
            self._home = self._held = None

    def _current(self, place: _Place, labels: frozenset[str]) -> Excerpt:
        known = place.excerpt
        for tried in range(_TRIES):
            with closing(open_for_reading(self._index)) as connection, Store(connection).snapshot():
                state = _state(connection, self._index)
                if known is not None and known.state == state:
                    return known
                labelling = read_labels(self._index)
                try:
                    selected = select(connection, self._index, labelling, labels)
                except IndexMismatchError:  # a build may publish twice meanwhile, and delete the manifest
                    if tried == _TRIES - 1:
                        raise
                    continue
                if known is not None and known.digest == selected.digest:
                    known.state = state
                    return known
                folder = self._new_folder()
                make_excerpt(connection, selected, folder)
            made = Excerpt(Index(folder, self._encoder), folder, state, selected.digest)
            self._retire(place)
            place.excerpt = made
            return made
        raise RuntimeError("the last try returns or raises")

    def _retire(self, place: _Place) -> None:
        """Let go of the excerpt of a place, whose lock is held, as soon as nobody uses it."""
        if place.excerpt is None:
            return
        with self._lock:
            place.excerpt.is_old = True
            is_done = not place.excerpt.uses
        if is_done:
            _delete(place.excerpt)
        place.excerpt = None

    def _new_folder(self) -> Path:
        with self._lock:
            if self._home is None:
                self._home, self._held = _made_home(self._index)
            folder = self._home / uuid.uuid4().hex
        try:
            folder.mkdir(mode=0o700)
        except OSError as exc:
            raise CitespanError(f"{folder}: cannot be made: {exc.strerror or exc}; free some space") from exc
        return folder


def _state(connection: apsw.Connection, folder: Path) -> object:
    """What changes with every change of what somebody sees; equal only if nothing did."""
    rows = connection.execute(
        "SELECT key, value FROM meta WHERE key IN ('generation', 'manifest_sha256', 'left_out', 'keep_versions')"
        " ORDER BY key"
    ).fetchall()
    return tuple(rows), _stamp(folder / DATABASE, lambda status: (status.st_dev, status.st_ino)), _labels_stamp(folder)


def _labels_stamp(folder: Path) -> object:
    return _stamp(folder / LABELS_FILE, lambda status: (status.st_mtime_ns, status.st_ino, status.st_size))


def _stamp(file: Path, of: Callable[[os.stat_result], object]) -> object:
    try:
        return of(file.stat())
    except FileNotFoundError:
        return None


def _made_home(index: Path) -> tuple[Path, filelock.BaseFileLock | None]:
    """A folder of this process's own for excerpts, with the lock that says so; what dead processes left goes."""
    if not os.access(index, os.W_OK):
        return Path(tempfile.mkdtemp(prefix="citespan-")), None
    homes = index / EXCERPTS
    try:
        homes.mkdir(mode=0o700, exist_ok=True)
        for lock in homes.glob("*.lock"):
            with suppress(filelock.Timeout, OSError):
                with filelock.FileLock(lock, timeout=0):
                    shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                lock.unlink(missing_ok=True)
        home = homes / uuid.uuid4().hex
        held = filelock.FileLock(home.with_suffix(".lock"), timeout=0, mode=0o600)
        held.acquire()
        home.mkdir(mode=0o700)
    except OSError as exc:
        raise CitespanError(f"{homes}: cannot be written: {exc.strerror or exc}; fix its permissions") from exc
    return home, held


def _delete(excerpt: Excerpt) -> None:
    excerpt.index.close()
    shutil.rmtree(excerpt.folder, ignore_errors=True)
