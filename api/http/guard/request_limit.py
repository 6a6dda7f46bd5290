"""The request limit: how many requests are worked on at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.api.http.errors import CrowdedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

RETRY_SECONDS = 1
"""When to try again if too many requests are being worked on."""


class RequestLimit:
    """A FastAPI dependency that lets so many requests in at once, and refuses the others at once."""

    def __init__(self, requests: int) -> None:
        """Let `requests` in at once."""
        self._most = requests
        self._inside = 0

    @property
    def inside(self) -> int:
        """How many requests are being worked on."""
        return self._inside

    async def __call__(self) -> AsyncIterator[None]:
        """Hold a place while a request is worked on. It runs on the event loop, so that counting needs no lock.

        Raises:
            CrowdedError: if all places are taken.
        """
        if self._inside >= self._most:
            raise CrowdedError(
                f"{self._most} requests are being worked on, and no more at once; try again in {RETRY_SECONDS} second",
                retry_seconds=RETRY_SECONDS,
            )
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
