"""Lifetimes: spans of time as people write them, such as `90d`."""

from __future__ import annotations

import re
from datetime import timedelta

from citespan.corpus.errors import UsageError

LIFETIME_PATTERN = r"^[0-9]{1,6}[smhdw]$"
"""How a lifetime is written: a number and its unit."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = timedelta(days=3660)


def parse_lifetime(text: str, *, name: str) -> timedelta:
    """The span of time that `text` says: seconds (`30s`), minutes (`15m`), hours (`12h`), days (`90d`), weeks (`2w`).

    Raises:
        UsageError: if it is not written so, or longer than ten years; the message calls it `name`.
    """
    written = re.fullmatch(LIFETIME_PATTERN, text)
    span = timedelta(**{_UNITS[text[-1]]: int(text[:-1])}) if written else None
    if span is None or span > _LONGEST:
        raise UsageError(f"{name} {text!r} is no span of time up to ten years; write it as 90d, 12h, 30m or 45s")
    return span
