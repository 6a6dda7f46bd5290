"""Slots: how many questions are worked on at once, and how long one may wait."""

from __future__ import annotations

import math
import os
import time
from itertools import count
from threading import Semaphore
from typing import TYPE_CHECKING

from citespan.api.http.errors import OverdueError, StoppedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.answerer import Stage

RETRY_SECONDS = 5
"""When to try again if a question took too long."""

LAST_START_SECONDS = 2.0
"""How long after the server begins to stop a question may still be begun; what has begun has the rest of the time."""

_LOOK_SECONDS = 0.1
"""How soon a question that waits for a slot learns that the server stops."""

_STAGES_IN_TIME = 2
"""Searching and reading; a question in two parts, or read in two ways, goes on with what follows them."""


class Slots:
    """Lets as many questions be worked on at once as there are cores; the others wait for a free slot.

    Were all worked on together, all would end late, and none in time.
    """

    def __init__(self, *, seconds: float) -> None:
        """Let a question take so many seconds, its waiting included."""
        self._seconds = seconds
        self._free = Semaphore(os.cpu_count() or 1)
        self._last_start = math.inf

    def stop(self) -> None:
        """Let questions be begun for a moment only: the server stops, and refuses the others while it still can."""
        self._last_start = min(self._last_start, time.monotonic() + LAST_START_SECONDS)

    def in_time(self, stages: Iterator[Stage]) -> Iterator[Stage]:
        """The stages of one question; once it was searched and read its answer is given, late or not.

        Raises:
            OverdueError: if no slot to be searched or read in is free in time.
            StoppedError: if the server stops before.
        """
        deadline = time.monotonic() + self._seconds
        for number in count():
            stage = self._next(stages, deadline if number < _STAGES_IN_TIME else math.inf, is_first=number == 0)
            if stage is None:
                return
            yield stage

    def _next(self, stages: Iterator[Stage], deadline: float, *, is_first: bool) -> Stage | None:
        """The next stage, worked on in a slot; None after the last one."""
        while not self._free.acquire(timeout=_LOOK_SECONDS):
            self._check(deadline, is_first=is_first)
        try:
            self._check(deadline, is_first=is_first)
            return next(stages, None)
        finally:
            self._free.release()

    def _check(self, deadline: float, *, is_first: bool) -> None:
        now = time.monotonic()
        if is_first and now >= self._last_start:
            raise StoppedError(
                f"the server was stopped before the question was answered; ask again in {RETRY_SECONDS} seconds",
                retry_seconds=RETRY_SECONDS,
            )
        if now >= deadline:
            raise OverdueError(
                f"no slot was free for the question within {self._seconds:g} seconds, for the server has much to do;"
                f" try again in {RETRY_SECONDS} seconds",
                retry_seconds=RETRY_SECONDS,
            )
