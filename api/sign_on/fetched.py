"""What is fetched from an issuer is kept for a while, so that neither it nor a client can have it asked too often."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from citespan.api.http.errors import IssuerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LIFETIME_SECONDS = 3600.0
"""How long what was fetched is used before it is fetched again."""

LONGEST_SECONDS = 86_400.0
"""How long it is used where it cannot be fetched again."""

BETWEEN_SECONDS = 10.0
"""How long after an attempt the next one is made, whatever clients send."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Fetched(Generic[T]):
    """One thing that an issuer says. Those who ask for it at once wait for one attempt."""

    def __init__(self, fetch: Callable[[], Awaitable[T]], *, clock: Callable[[], float] = time.monotonic) -> None:
        """Get it by `fetch`, which raises `IssuerError` if that fails."""
        self._fetch = fetch
        self._clock = clock
        self._value: T | None = None
        self._fetched_at = -math.inf
        self._tried_at = -math.inf
        self._failure: str | None = None
        self._lock = asyncio.Lock()

    async def get(self, *, again: bool = False) -> T:
        """What is said, as it was fetched last; with `again` as it is said now, or was a few seconds ago.

        Raises:
            IssuerError: if it cannot be fetched, and was not for long, or `again` is asked for.
        """
        async with self._lock:
            now = self._clock()
            if self._value is not None and not again and now - self._fetched_at < LIFETIME_SECONDS:
                return self._value
            if now - self._tried_at >= BETWEEN_SECONDS:
                self._tried_at = now
                try:
                    self._value = await self._fetch()
                    self._fetched_at, self._failure = now, None
                except IssuerError as exc:
                    self._failure = str(exc)
                    _log.error("%s: %s", exc, exc.__cause__)
            is_usable = self._failure is None or (not again and now - self._fetched_at < LONGEST_SECONDS)
            if self._value is not None and is_usable:
                return self._value
            raise IssuerError(self._failure or "", retry_seconds=math.ceil(BETWEEN_SECONDS))
