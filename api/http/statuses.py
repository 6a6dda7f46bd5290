"""Errors over HTTP: the one place where they become problem documents with a status (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from asgi_correlation_id import correlation_id
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from citespan.api.http.guard.limits import OVERDUE_RETRY_SECONDS, OverdueError
from citespan.api.http.guard.security_headers import SECURITY_HEADERS
from citespan.api.http.jobs import StoppedError, UnknownJobError
from citespan.api.wire.response import ProblemModel
from citespan.corpus.errors import (
    ChangedDocumentError,
    CitespanError,
    IndexBusyError,
    IndexMismatchError,
    LoadError,
    MissingIndexError,
    UnknownDocumentError,
    UnsupportedTypeError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request

_STATUSES: tuple[tuple[type[CitespanError], HTTPStatus], ...] = (
    (UnknownDocumentError, HTTPStatus.NOT_FOUND),
    (UnknownJobError, HTTPStatus.NOT_FOUND),
    (ChangedDocumentError, HTTPStatus.CONFLICT),
    (UnsupportedTypeError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (LoadError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UsageError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (MissingIndexError, HTTPStatus.SERVICE_UNAVAILABLE),
    (IndexMismatchError, HTTPStatus.SERVICE_UNAVAILABLE),
    (IndexBusyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (StoppedError, HTTPStatus.SERVICE_UNAVAILABLE),
    (OverdueError, HTTPStatus.SERVICE_UNAVAILABLE),
    (CitespanError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
_DESCRIPTIONS = {
    400: "The body is not what its type says.",
    401: "An access key is missing or unknown.",
    403: "The documents of this server cannot be changed.",
    404: "There is no such thing.",
    408: "The body did not arrive in time.",
    409: "The document is no longer what it was.",
    413: "The body is too large.",
    415: "The body, or a file in it, is of a type that is not taken.",
    422: "A field is missing, unknown or out of range.",
    429: "This client sends too many requests.",
    503: "The index cannot be asked at present, or too many requests are being worked on.",
}
_RETRY_SECONDS = OVERDUE_RETRY_SECONDS
_PASSING = (IndexBusyError, OverdueError)
"""What is over in a while."""

_log = logging.getLogger(__name__)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of these statuses, as FastAPI takes it."""
    content = {"application/problem+json": {"schema": ProblemModel.model_json_schema()}}
    return {status: {"description": _DESCRIPTIONS[status], "content": content} for status in statuses}


def problem(status: HTTPStatus, detail: str, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem document with this status."""
    return JSONResponse(
        _model(status, detail).model_dump(),
        status_code=status.value,
        media_type="application/problem+json",
        headers={**SECURITY_HEADERS, **(headers or {})},
    )


def job_problem(error: CitespanError) -> ProblemModel:
    """Why a job failed, as a problem document that says nothing of the inside."""
    status = status_of(error)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or isinstance(error, StoppedError):
        return _model(status, str(error))
    return _model(status, "the index could not be written, and nothing was taken in; the server's log says why")


def _model(status: HTTPStatus, detail: str) -> ProblemModel:
    return ProblemModel(title=status.phrase, status=status.value, detail=detail)


def status_of(error: CitespanError) -> HTTPStatus:
    """The HTTP status that an error of citespan has."""
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def outside_detail(error: CitespanError) -> str:
    """What is told of an error that is not the request's, and says nothing of the inside."""
    if isinstance(error, OverdueError):
        return str(error)
    if isinstance(error, IndexBusyError):
        return f"the index is being written; try again in {_RETRY_SECONDS} seconds"
    return "the index cannot be asked at present; the server's log says why"


def install(app: FastAPI) -> None:
    """Make every error that leaves `app` a problem document; one that nobody foresaw says nothing of the inside."""

    @app.exception_handler(CitespanError)
    def _ours(_: Request, exc: CitespanError) -> JSONResponse:
        status = status_of(exc)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return problem(status, str(exc))
        _log.error("request %s: %s: %s", correlation_id.get(), type(exc).__name__, exc)
        headers = {"Retry-After": str(_RETRY_SECONDS)} if isinstance(exc, _PASSING) else None
        return problem(status, outside_detail(exc), headers=headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(_: Request, exc: RequestValidationError) -> JSONResponse:
        errors = exc.errors()
        malformed = any(error["type"] == "json_invalid" for error in errors)
        status = HTTPStatus.BAD_REQUEST if malformed else HTTPStatus.UNPROCESSABLE_ENTITY
        places = (".".join(str(part) for part in error["loc"]) + ": " + error["msg"] for error in errors)
        return problem(status, "; ".join(places))

    @app.exception_handler(HTTPException)
    def _http(request: Request, exc: HTTPException) -> JSONResponse:
        route = request.scope.get("route")
        if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED and route:
            # Several routes may share a path; the exception knows the methods of the first alone.
            documented = app.openapi()["paths"].get(route.path, {})
            allowed = ", ".join(sorted(method.upper() for method in documented)) or "GET"
            detail = f"{request.method} is not possible here; use {allowed}"
            return problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})
        if exc.status_code == HTTPStatus.NOT_FOUND:
            return problem(HTTPStatus.NOT_FOUND, f"there is nothing at {request.url.path}; /docs shows what there is")
        return problem(HTTPStatus(exc.status_code), exc.detail, headers=exc.headers)

    @app.exception_handler(Exception)
    def _unforeseen(_: Request, exc: Exception) -> JSONResponse:
        request_id = correlation_id.get() or ""
        _log.error("request %s: unforeseen error", request_id, exc_info=exc)
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            f"an unforeseen error; the server's log holds it, as request {request_id}",
            headers={"X-Request-ID": request_id},
        )
