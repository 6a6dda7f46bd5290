"""Watching: which files below some paths differ from what was indexed, and no longer change."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from citespan.corpus.load import is_supported
from citespan.corpus.selection import ALL, Selection, files_below

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SHORTEST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
_IDLE_SHARE = 0.01
"""The most of one core that a watch may take while nothing changes."""

State = dict["Path", tuple[int, int]]


class Watch:
    """Looks at files again and again; one that changes between two looks is not read until it no longer does."""

    def __init__(self, paths: Sequence[Path], *, selection: Selection = ALL) -> None:
        """Watch the files at and below `paths`, of which none is indexed yet."""
        self._paths = [path.resolve() for path in paths]
        self._selection = selection
        self._indexed: State | None = None
        self._before: State = {}
        self._moving: frozenset[Path] = frozenset()
        self._cost = 0.0

    def look(self) -> frozenset[Path] | None:
        """The files that are changing now, if anything at rest is to be indexed; None if nothing is.

        Raises:
            UsageError: if a path does not exist.
        """
        started = time.thread_time()
        now = self._state()
        self._cost = time.thread_time() - started
        first, before, self._before = self._indexed is None, self._before, now
        if first:
            self._moving = frozenset()
            return self._moving
        known = self._indexed or {}
        self._moving = frozenset(file for file in now if now[file] != before.get(file))
        changed = {file for file in now.keys() | known.keys() if now.get(file) != known.get(file)}
        at_rest = {file for file in changed - self._moving if file in now or file not in before}
        return self._moving if at_rest else None

    def settle(self) -> None:
        """Take it that what was at rest at the last look is indexed."""
        known = self._indexed or {}
        self._indexed = {
            file: known[file] if file in self._moving else state
            for file, state in self._before.items()
            if file not in self._moving or file in known
        }

    @property
    def pause_seconds(self) -> float:
        """How long to wait until the next look: the more files, the longer, unless one is changing."""
        if self._moving or self._indexed is None:
            return SHORTEST_PAUSE_SECONDS
        return min(max(SHORTEST_PAUSE_SECONDS, self._cost / _IDLE_SHARE), LONGEST_PAUSE_SECONDS)

    def _state(self) -> State:
        """Time of the last change and size of every supported file."""
        found: State = {}
        for path in self._paths:
            for file in files_below(path, selection=self._selection):
                if is_supported(file):
                    try:
                        status = file.stat()
                    except OSError:
                        continue
                    found[file] = (status.st_mtime_ns, status.st_size)
        return found
