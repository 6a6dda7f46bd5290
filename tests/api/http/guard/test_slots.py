"""Slots when the server stops: what waits is refused while it still can be told."""

from __future__ import annotations

import os
import time
from threading import Event, Thread
from typing import TYPE_CHECKING, cast

import pytest

from citespan.api.http.errors import StoppedError
from citespan.api.http.guard import slots as module
from citespan.api.http.guard.slots import Slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.answerer import Stage


def _stages(*waits: Event) -> Iterator[Stage]:
    for number, wait in enumerate(waits):
        assert wait.wait(30)
        yield cast("Stage", number)


def test_a_question_that_waits_is_refused_soon_after_the_stop_and_one_that_is_read_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LAST_START_SECONDS", 0.5)
    slots, go_on, at_once = Slots(seconds=60), Event(), Event()
    at_once.set()
    held: list[list[Stage]] = []
    busy = [
        Thread(target=lambda: held.append(list(slots.in_time(_stages(go_on, go_on)))))
        for _ in range(os.cpu_count() or 1)
    ]
    for thread in busy:
        thread.start()
    time.sleep(0.2)
    slots.stop()
    began = time.monotonic()
    with pytest.raises(StoppedError, match="ask again in 5 seconds") as refused:
        list(slots.in_time(_stages(at_once)))
    assert refused.value.retry_seconds == 5
    assert 0.3 < time.monotonic() - began < 10
    go_on.set()
    for thread in busy:
        thread.join(30)
    assert held == [[0, 1]] * len(busy)


def test_a_question_that_finds_a_slot_at_once_is_still_answered_after_the_stop() -> None:
    slots, at_once = Slots(seconds=60), Event()
    at_once.set()
    slots.stop()
    assert list(slots.in_time(_stages(at_once, at_once, at_once))) == [0, 1, 2]
