"""How often one client may ask: so many requests a minute, with as many at once after a pause."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from fastapi import Request  # noqa: TC002 - FastAPI reads the annotation

from citespan.api.http.errors import RateError

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_CLIENTS = 10_000


class Rate:
    """A FastAPI dependency that refuses the requests of a client that sends too many.

    Source: the generic cell rate algorithm, ITU-T I.371.
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Let each client send `per_minute` requests a minute."""
        self._per_minute = per_minute
        self._interval = 60 / per_minute
        self._clock = clock
        self._due: OrderedDict[str, float] = OrderedDict()
        """By client: until when its requests would last, were they sent evenly."""

    async def __call__(self, request: Request) -> None:
        """Count a request. It runs on the event loop, so that counting needs no lock.

        Raises:
            RateError: if the client sent too many.
        """
        wait = self.seconds_to_wait(request.client.host if request.client else "")
        if wait > 0:
            seconds = math.ceil(wait)
            raise RateError(
                f"more than {self._per_minute} requests a minute, the CITESPAN_REQUESTS_PER_MINUTE of this server; try"
                f" again in {seconds} seconds",
                retry_seconds=seconds,
            )

    def seconds_to_wait(self, client: str) -> float:
        """Count a request of `client` and return 0, or return how long it has to wait; then it does not count."""
        now = self._clock()
        due = max(self._due.get(client, now), now)
        wait = due - now - (self._per_minute - 1) * self._interval
        if wait > 1e-9:
            return wait
        self._due[client] = due + self._interval
        self._due.move_to_end(client)
        if len(self._due) > _MOST_CLIENTS:
            self._due.popitem(last=False)
        return 0.0
