"""Stopping: what works in a thread of its own until the server stops, and then has a limited time to end."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Stoppable:
    """Works in one thread, which is to look at `stopping`; all methods may be called from any thread."""

    def __init__(self) -> None:
        """Work at nothing yet."""
        self._stopping = Event()
        self._stopped_at = 0.0
        self._thread: Thread | None = None

    def _start(self, work: Callable[[], None]) -> None:
        """Work at `work`, unless that has begun before."""
        if self._thread is None:
            thread = Thread(target=work, name="indexing", daemon=True)
            thread.start()
            self._thread = thread

    @property
    def stopping(self) -> bool:
        """True from when the server begins to stop."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Begin nothing new; what is begun ends as the work sees fit, and takes nothing more in."""
        if not self._stopping.is_set():
            self._stopped_at = time.monotonic()
            self._stopping.set()

    def join(self, *, timeout_seconds: float) -> None:
        """Stop, and wait until so long after `stop` was first called."""
        self.stop()
        if self._thread:
            self._thread.join(max(0.0, self._stopped_at + timeout_seconds - time.monotonic()))
