"""The gate: every request passes it, as somebody, and is ended if its key is revoked meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from asgi_correlation_id import correlation_id
from fastapi.sse import format_sse_event
from starlette.datastructures import Headers

from citespan.api.http.errors import AccessError, RefusedError, ScopeError
from citespan.api.http.guard.access import GRANT
from citespan.api.http.statuses import problem_of, reply_to, status_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from citespan.api.access.audit_log import AuditLog
    from citespan.api.http.guard.access import Access, Grant

LOOK_SECONDS = 0.5
"""How often the key of a request that is being worked on is looked at again."""


class Guard:
    """Refuses requests to the API without a key for them, before their body is read; page and health are for everyone.

    What is let in carries its `Grant` in the ASGI scope. A stream ends when its key is revoked or expires. With an
    `audit` log, what a key did is noted there.

    Source: RFC 6750 (bearer tokens).
    """

    def __init__(self, app: ASGIApp, *, access: Access, audit: AuditLog | None = None) -> None:
        """Let those into `app` who have `access`."""
        self._app = app
        self._access = access
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it; what is no request is passed on as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        authorization = Headers(scope=scope).get("authorization", "")
        reply = _Reply(scope, receive, send)
        try:
            grant = self._access.admit(authorization, scope["method"], scope["path"])
        except RefusedError as exc:
            await reply.refuse(exc)
            if isinstance(exc, ScopeError):
                self._note(scope, exc.key_name, reply.status)
            return
        scope[GRANT] = grant
        try:
            if grant.key is None:
                await self._app(scope, receive, send)
            else:
                await self._while_it_stands(grant, authorization, scope, receive, reply)
        finally:
            if grant.key is not None:
                self._note(scope, grant.key.name, reply.status, grant)
            for done in grant.when_done:
                done()

    async def _while_it_stands(
        self, grant: Grant, authorization: str, scope: Scope, receive: Receive, reply: _Reply
    ) -> None:
        working = asyncio.ensure_future(self._app(scope, receive, reply.send))
        try:
            while not (await asyncio.wait((working,), timeout=LOOK_SECONDS))[0]:
                if not self._access.stands(grant, authorization, scope["method"], scope["path"]):
                    await reply.end(AccessError("this key was revoked, or has expired, while it was answered"))
                    return
            await working
        finally:
            if not working.done():
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working

    def _note(self, scope: Scope, key: str, status: int | None, grant: Grant | None = None) -> None:
        if self._audit is None:
            return
        client = scope.get("client")
        self._audit.note(
            _action(scope),
            key=key,
            client=client[0] if client else None,
            status=status,
            request_id=correlation_id.get(),
            about=(*map(str, scope.get("path_params", {}).values()), *(grant.about if grant else ())),
            questions=grant.questions if grant else (),
        )


class _Reply:
    """The reply to one request, which may be ended before it is complete."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.status: int | None = None
        self._scope = scope
        self._receive = receive
        self._send = send
        self._is_stream = False
        self._has_ended = False

    async def send(self, message: Message) -> None:
        if self._has_ended:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            kind = Headers(raw=message["headers"]).get("content-type", "")
            self._is_stream = kind.startswith("text/event-stream")
        await self._send(message)

    async def refuse(self, error: RefusedError) -> None:
        self.status = status_of(error)
        await reply_to(error)(self._scope, self._receive, self._send)

    async def end(self, error: RefusedError) -> None:
        """Send nothing more: a stream of events ends with the problem, and what else has begun breaks off."""
        self._has_ended = True
        if self.status is None:
            await self.refuse(error)
        elif self._is_stream:
            event = format_sse_event(event="problem", data_str=problem_of(error).model_dump_json())
            await self._send({"type": "http.response.body", "body": event, "more_body": False})


def _action(scope: Scope) -> str:
    """What the request asks for: the operation of its route, as the OpenAPI document calls it."""
    operation = getattr(scope.get("route"), "operation_id", None)
    return str(operation or scope["path"].strip("/").partition("/")[0])
