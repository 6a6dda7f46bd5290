"""The gate: every request passes it, as somebody, and is ended if its key is revoked meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from asgi_correlation_id import correlation_id
from fastapi.sse import format_sse_event
from starlette.datastructures import Headers

from citespan.api.access.keys import Key
from citespan.api.access.permissions import is_guarded, is_personal
from citespan.api.http.errors import AccessError, RefusedError, ScopeError
from citespan.api.http.guard.access import GRANT
from citespan.api.http.statuses import problem_of, reply_to, status_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from citespan.api.access.audit_log import AuditLog
    from citespan.api.access.person import SignedOnPerson
    from citespan.api.http.guard.access import Access, Grant
    from citespan.api.sign_on.sign_on import SignOn

LOOK_SECONDS = 0.5
"""How often the key of a request that is being worked on is looked at again."""


class Guard:
    """Refuses requests to the API without a key for them, before their body is read; page and health are for everyone.

    What is let in carries its `Grant` in the ASGI scope. A stream ends when its key is revoked or expires, and when who
    opened it signs out. With an `audit` log, what a key or a person did is noted there.

    Source: RFC 6750 (bearer tokens).
    """

    def __init__(
        self, app: ASGIApp, *, access: Access, audit: AuditLog | None = None, sign_on: SignOn | None = None
    ) -> None:
        """Let those into `app` who have `access`, and those who `sign_on`."""
        self._app = app
        self._access = access
        self._sign_on = sign_on
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it; what is no request is passed on as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        authorization = Headers(scope=scope).get("authorization", "")
        reply = _Reply(scope, receive, send)
        try:
            person = await self._person(scope)
            grant = self._access.admit(authorization, scope["method"], scope["path"], person=person)
        except RefusedError as exc:
            await reply.refuse(exc)
            if isinstance(exc, ScopeError):
                self._note(scope, reply.status, key=exc.key_name, subject=exc.subject)
            return
        scope[GRANT] = grant
        principal = grant.principal
        try:
            if principal is None:
                await self._app(scope, receive, send)
            else:
                await self._while_it_stands(principal, authorization, scope, receive, reply)
        finally:
            if isinstance(principal, Key):
                self._note(scope, reply.status, key=principal.name, grant=grant)
            elif principal is not None and is_guarded(scope["path"]):
                self._note(scope, reply.status, subject=principal.subject, grant=grant)
            for done in grant.when_done:
                done()

    async def _person(self, scope: Scope) -> SignedOnPerson | None:
        """Who signed on and sends a request; where everyone is let in, a token that is not taken is nobody's."""
        if self._sign_on is None:
            return None
        if is_guarded(scope["path"]):
            return await self._sign_on.person_of(scope)
        if is_personal(scope["path"]):
            with suppress(RefusedError):
                return await self._sign_on.person_of(scope)
        return None

    def _stands(self, principal: Key | SignedOnPerson, authorization: str, scope: Scope) -> bool:
        if isinstance(principal, Key):
            return self._access.stands(principal, authorization, scope["method"], scope["path"])
        return not is_guarded(scope["path"]) or (self._sign_on is not None and self._sign_on.stands(principal))

    async def _while_it_stands(
        self, principal: Key | SignedOnPerson, authorization: str, scope: Scope, receive: Receive, reply: _Reply
    ) -> None:
        working = asyncio.ensure_future(self._app(scope, receive, reply.send))
        try:
            while not (await asyncio.wait((working,), timeout=LOOK_SECONDS))[0]:
                if not self._stands(principal, authorization, scope):
                    what = "key was revoked" if isinstance(principal, Key) else "person signed out"
                    await reply.end(AccessError(f"this {what}, or has expired, while it was answered"))
                    return
            await working
        finally:
            if not working.done():
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working

    def _note(
        self,
        scope: Scope,
        status: int | None,
        *,
        key: str | None = None,
        subject: str | None = None,
        grant: Grant | None = None,
    ) -> None:
        if self._audit is None:
            return
        client = scope.get("client")
        self._audit.note(
            _action(scope),
            key=key,
            subject=subject,
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
