"""Limits on requests: how large a body is, and how many are worked on at once."""

from __future__ import annotations

import asyncio
import math
import os
import time
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from threading import Semaphore
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from citespan.corpus.errors import CitespanError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from citespan.api.http.routes.streaming import Stage

RETRY_SECONDS = 1
"""When to come again if too many requests are being worked on."""


OVERDUE_RETRY_SECONDS = 5
"""When to come again if a question took too long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken at once.

    `body_bytes` is the largest body, that of an upload aside, which may have `upload_bytes`; `body_seconds` and
    `upload_seconds` are the longest that these may take to arrive. `requests` is the most requests that are worked on
    at once, `uploads` the most that are received at once; the jobs that wait hold `waiting_bytes` at most.
    `question_seconds` is how long a question may take, `requests_per_minute` how often one client may ask.
    """

    body_bytes: int = 1_000_000
    body_seconds: float = 30.0
    upload_bytes: int = 64_000_000
    upload_seconds: float = 600.0
    uploads: int = 4
    waiting_bytes: int = 256_000_000
    requests: int = 32
    question_seconds: float = 10.0
    requests_per_minute: int | None = None


class OverdueError(CitespanError):
    """A question took longer than it may, because the server has too much to do: ask again later."""


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
            f" again in {OVERDUE_RETRY_SECONDS} seconds"
        )


class BodyLimit:
    """An ASGI application that gives `app` no more of a body than it may have, and none that takes too long.

    What is too much raises inside `app` when it reads, declared or not, and so becomes a problem like any other;
    Starlette's own middleware answers in plain text.
    """

    def __init__(self, app: ASGIApp, *, limits: Limits, uploads_at: str) -> None:
        """Wrap `app`, which takes uploads by POST to the path `uploads_at`."""
        self._app = app
        self._limits = limits
        self._uploads_at = uploads_at
        self._uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted and timed; what is no request is passed on as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif (scope["method"], scope["path"]) == ("POST", self._uploads_at):
            full = self._uploads >= self._limits.uploads
            self._uploads += 1
            try:
                await self._app(scope, self._refused if full else self._limited(scope, receive, upload=True), send)
            finally:
                self._uploads -= 1
        else:
            await self._app(scope, self._limited(scope, receive, upload=False), send)

    def _limited(self, scope: Scope, receive: Receive, *, upload: bool) -> Receive:
        most = self._limits.upload_bytes if upload else self._limits.body_bytes
        seconds = self._limits.upload_seconds if upload else self._limits.body_seconds
        declared = Headers(scope=scope).get("content-length", "")
        size = int(declared) if declared.isascii() and declared.isdigit() else 0
        deadline = asyncio.get_running_loop().time() + seconds
        complete = False

        async def limited() -> Message:
            nonlocal size, complete
            if complete:
                return await receive()
            if size > most:
                raise _too_large(most)
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as exc:
                raise _too_slow(seconds) from exc
            if not declared:
                size += len(message.get("body", b""))
            if size > most:
                raise _too_large(most)
            complete = not message.get("more_body", False)
            return message

        return limited

    async def _refused(self) -> Message:
        raise HTTPException(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"{self._limits.uploads} uploads are being received, and no more at once; try again in"
            f" {RETRY_SECONDS} second",
            headers={"Retry-After": str(RETRY_SECONDS), "Connection": "close"},
        )


def _too_large(most: int) -> HTTPException:
    return HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"the body is larger than {most:,} bytes; send less, or in parts",
        headers={"Connection": "close"},
    )


def _too_slow(seconds: float) -> HTTPException:
    return HTTPException(
        HTTPStatus.REQUEST_TIMEOUT,
        f"the body took more than {seconds:g} seconds to arrive; send less, or over a faster line",
        headers={"Connection": "close"},
    )


class Gate:
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
            HTTPException: with 503 and Retry-After, if all places are taken.
        """
        if self._inside >= self._most:
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"{self._most} requests are being worked on, and no more at once; try again in {RETRY_SECONDS} second",
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
