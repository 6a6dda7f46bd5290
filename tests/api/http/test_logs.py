from __future__ import annotations

import logging

from citespan.api.http.logs import Sparing


def _record(message: str, *arguments: object, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("citespan.test", level, __file__, 1, message, arguments, None)


def test_a_repeated_fault_is_written_a_few_times_and_counted() -> None:
    now = 0.0
    sparing = Sparing(most=2, seconds=60, clock=lambda: now)
    assert [sparing.filter(_record("refused %s", host)) for host in "abcd"] == [True, True, False, False]
    assert sparing.filter(_record("another fault"))
    now = 61.0
    record = _record("refused %s", "e")
    assert sparing.filter(record)
    assert record.getMessage() == "refused e (and 2 more like it before)"


def test_what_is_no_fault_is_always_written() -> None:
    sparing = Sparing(most=1)
    assert all(sparing.filter(_record("GET", level=logging.INFO)) for _ in range(5))
