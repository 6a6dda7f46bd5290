"""What a request is told that a stopping server cancels."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from starlette.responses import PlainTextResponse, StreamingResponse

from citespan.api.http.guard.last_words import LastWords

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, MutableMapping
    from typing import Any

    from starlette.types import ASGIApp, Receive, Scope, Send

SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


async def _forever(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(60)
    await PlainTextResponse("late")(scope, receive, send)


def _streaming(media_type: str) -> ASGIApp:
    async def parts() -> AsyncIterator[bytes]:
        yield b"event: retrieved\ndata: {}\n\n"
        await asyncio.sleep(60)

    return StreamingResponse(parts(), media_type=media_type)


async def _cancelled(app: ASGIApp) -> list[MutableMapping[str, Any]]:
    """What `app` has sent when it was cancelled in the midst of its work."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    task = asyncio.create_task(LastWords(app)(dict(SCOPE), receive, send))  # type: ignore[arg-type]
    await asyncio.sleep(0.1)
    task.cancel()
    await task
    return sent


def test_one_that_was_not_answered_is_refused_until_later() -> None:
    start, body = asyncio.run(_cancelled(_forever))
    assert start["status"] == 503
    assert dict(start["headers"])[b"retry-after"] == b"5"
    assert "send it again" in json.loads(body["body"])["detail"]


def test_a_stream_ends_with_a_problem() -> None:
    sent = asyncio.run(_cancelled(_streaming("text/event-stream")))
    assert [message.get("status") for message in sent[:1]] == [200]
    name, data = sent[-1]["body"].decode().strip().split("\n")
    assert name == "event: problem"
    assert json.loads(data.removeprefix("data: "))["status"] == 503
    assert not sent[-1].get("more_body")


def test_a_download_is_cut_so_that_it_does_not_look_whole() -> None:
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(_cancelled(_streaming("application/pdf")))
