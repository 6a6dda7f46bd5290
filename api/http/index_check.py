"""The check of a whole index by a server: when it starts and once a day, in a thread that lets questions go first."""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from threading import Event, Thread, get_native_id
from typing import TYPE_CHECKING

from citespan.corpus.errors import CitespanError, IndexMismatchError
from citespan.index.generations.whole import check_whole

if TYPE_CHECKING:
    from pathlib import Path

_PAUSE_SECONDS = 86_400.0
_PAUSE_AFTER_FAILURE_SECONDS = 300.0
_NICENESS = 10
_STOP_SECONDS = 1.0
_log = logging.getLogger(__name__)


class IndexCheck:
    """Reads every byte of an index from time to time; questions are answered meanwhile, and after a finding, too.

    `finding` is what the last check found damaged, None if nothing, or none has ended. `passed_at` is when a check last
    ended and found nothing, in seconds since 1970; 0 if none has.
    """

    def __init__(self, folder: Path | None) -> None:
        """Check the index in `folder` once this is started; nothing without one: engines check their own bytes."""
        self._folder = folder
        self._stopping = Event()
        self._thread: Thread | None = None
        self.finding: IndexMismatchError | None = None
        self.passed_at = 0.0

    @property
    def is_made(self) -> bool:
        """True if there is something to check."""
        return self._folder is not None

    def start(self) -> None:
        """Check now, and then again and again until this is stopped."""
        if not self.is_made:
            return
        self._stopping.clear()
        self._thread = Thread(target=self._run, name="index-check", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin no further check; the one that runs ends with the process."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)

    def check(self) -> bool:
        """Check every byte now; True if nothing is damaged."""
        try:
            if self._folder is not None:
                check_whole(self._folder)
        except IndexMismatchError as exc:
            _log.error("the check of the whole index found: %s", exc)
            self.finding = exc
        except CitespanError as exc:  # the disk, or the right to read it: nothing is known
            _log.warning("the index could not be checked: %s", exc)
        else:
            self.finding = None
            self.passed_at = time.time()
            return True
        return False

    def _run(self) -> None:
        with suppress(AttributeError, OSError):  # on Linux each thread has a niceness of its own
            os.setpriority(os.PRIO_PROCESS, get_native_id(), _NICENESS)
        while not self._stopping.is_set():
            self._stopping.wait(_PAUSE_SECONDS if self.check() else _PAUSE_AFTER_FAILURE_SECONDS)
