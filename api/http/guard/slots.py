"""Slots: how many questions are worked on at once, and how long one may wait."""

from __future__ import annotations

import math
import os
import time
from itertools import count
from threading import Semaphore
from typing import TYPE_CHECKING

from citespan.api.http.errors import OverdueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.answerer import Stage

RETRY_SECONDS = 5
"""When to try again if a question took too long."""

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

    def in_time(self, stages: Iterator[Stage]) -> Iterator[Stage]:
        """The stages of one question; once it was searched and read its answer is given, late or not.

        Raises:
            OverdueError: if no slot to be searched or read in is free in time.
        """
        deadline = time.monotonic() + self._seconds
        for number in count():
            stage = self._next(stages, deadline if number < _STAGES_IN_TIME else math.inf)
            if stage is None:
                return
            yield stage

    def _next(self, stages: Iterator[Stage], deadline: float) -> Stage | None:
        """The next stage, worked on in a slot; None after the last one."""
        left = None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())
        if not self._free.acquire(timeout=left):
            raise self._overdue()
        try:
            if time.monotonic() >= deadline:
                raise self._overdue()
            return next(stages, None)
        finally:
            self._free.release()

    def _overdue(self) -> OverdueError:
        return OverdueError(
            f"no slot was free for the question within {self._seconds:g} seconds, for the server has much to do; try"
            f" again in {RETRY_SECONDS} seconds",
            retry_seconds=RETRY_SECONDS,
        )
