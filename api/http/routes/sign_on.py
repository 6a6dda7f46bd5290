"""Signing in and out on the page: to the issuer, back from there, and who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgi_correlation_id import correlation_id
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from citespan.api.access.person import SignedOnPerson
from citespan.api.http.guard.access import grant_of
from citespan.api.sign_on.code_flow import PENDING_SECONDS
from citespan.api.sign_on.sign_on import SESSION_COOKIE, check_own_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from citespan.api.access.audit_log import AuditLog
    from citespan.api.sign_on.sign_on import SignOn

PENDING_COOKIE = "citespan-sign-in"
"""The cookie of who is on the way to the issuer."""

RETURN_PATH = "/sign-in/return"
"""Where the issuer sends people back to, below the root path."""

_NOT_KEPT = {"Cache-Control": "no-store"}


def sign_on_routes(sign_on: SignOn, *, root: str, audit: AuditLog | None) -> Sequence[Route]:
    """The routes by which people sign in with `sign_on` on the page, which is reached below the path `root`.

    Cookies are for this server alone and no script, and secure where the page is reached by https. That of a session
    is sent to no page that another site opens (`SameSite=Strict`); that of a sign-in comes back from the issuer
    (`Lax`).
    """

    async def begin(request: Request) -> Response:
        redirect_uri = f"{_own(request)}{root}{RETURN_PATH}"
        begun = await sign_on.begin(redirect_uri=redirect_uri, then=request.query_params.get("then", "/"))
        reply = RedirectResponse(begun.address, status_code=303, headers=_NOT_KEPT)
        reply.set_cookie(
            PENDING_COOKIE,
            begun.pending,
            max_age=PENDING_SECONDS,
            path=f"{root}{RETURN_PATH}",
            secure=_is_secure(request),
            httponly=True,
            samesite="lax",
        )
        return reply

    async def finish(request: Request) -> Response:
        opened = await sign_on.finish(dict(request.query_params), sealed=request.cookies.get(PENDING_COOKIE, ""))
        _note("signIn", opened.person, request)
        reply = RedirectResponse(opened.then, status_code=303, headers=_NOT_KEPT)
        reply.delete_cookie(PENDING_COOKIE, path=f"{root}{RETURN_PATH}")
        reply.set_cookie(
            SESSION_COOKIE,
            opened.token,
            max_age=opened.seconds,
            path=root or "/",
            secure=_is_secure(request),
            httponly=True,
            samesite="strict",
        )
        return reply

    async def tell(request: Request) -> Response:
        principal = grant_of(request).principal
        person = principal if isinstance(principal, SignedOnPerson) else None
        told = {"subject": person and person.subject, "name": person and person.shown_name}
        return JSONResponse(told, headers=_NOT_KEPT)

    async def sign_out(request: Request) -> Response:
        check_own_page(request.headers)
        principal = grant_of(request).principal
        then = None
        if isinstance(principal, SignedOnPerson):
            then = await sign_on.sign_out(principal, back=f"{_own(request)}{root}/")
            _note("signOut", principal, request)
        reply = JSONResponse({"then": then or f"{root}/"}, headers=_NOT_KEPT)
        reply.delete_cookie(SESSION_COOKIE, path=root or "/")
        return reply

    def _note(action: str, person: SignedOnPerson, request: Request) -> None:
        if audit is not None:
            client = request.client.host if request.client else None
            audit.note(
                action,
                key=None,
                subject=person.subject,
                client=client,
                status=None,
                request_id=correlation_id.get(),
            )

    return (
        Route("/sign-in", begin),
        Route(RETURN_PATH, finish),
        Route("/sign-in/person", tell),
        Route("/sign-out", sign_out, methods=["POST"]),
    )


def _own(request: Request) -> str:
    """How a browser calls this server."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"
