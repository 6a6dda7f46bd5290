"""The log of a server, on standard error: a JSON object a line for programs, plain lines for people."""

from __future__ import annotations

import datetime
import json
import logging
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class JsonLines(logging.Formatter):
    """Makes each record one line of JSON: `time`, `level`, `logger`, `message`, and the fields of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line: dict[str, object] = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


_MOST_KINDS = 1000


class Sparing(logging.Filter):
    """Lets a warning or error of one kind through so many times a minute; the next one says how many were left out.

    Clients without a key can cause some of them as often as they like, and must not be able to fill the disk.
    """

    def __init__(self, *, most: int = 10, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        """Let `most` of each kind through in `seconds`."""
        super().__init__()
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._kinds: dict[object, _Kind] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """True if the record is to be written; those of one kind have the same logger and the same template."""
        if record.levelno < logging.WARNING:
            return True
        now = self._clock()
        if len(self._kinds) > _MOST_KINDS:
            self._kinds.clear()
        kind = self._kinds.setdefault((record.name, record.msg), _Kind(now))
        if now - kind.since >= self._seconds:
            if kind.left_out:
                record.msg = f"{record.getMessage()} (and {kind.left_out} more like it before)"
                record.args = ()
            kind.since, kind.written, kind.left_out = now, 0, 0
        if kind.written >= self._most:
            kind.left_out += 1
            return False
        kind.written += 1
        return True


@dataclass(slots=True)
class _Kind:
    since: float
    written: int = 0
    left_out: int = 0


def log_to_stderr() -> None:
    """Send what citespan and uvicorn log to standard error: plain on a terminal, where requests are left out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Sparing())
    if sys.stderr.isatty():
        handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
        handler.addFilter(lambda record: record.name != "citespan.access")
    else:
        handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in ("citespan", "uvicorn"):
        logging.getLogger(name).setLevel(logging.INFO)
