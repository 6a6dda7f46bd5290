"""Errors over HTTP: the one place where they become problem documents with a status (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from asgi_correlation_id import correlation_id
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from citespan.api.http.errors import (
    AccessError,
    BodySizeError,
    BodyTimeError,
    BodyTypeError,
    CrowdedUploadsError,
    ForeignPageError,
    HeadError,
    HeadSizeError,
    HeadTimeError,
    HostError,
    NoFeedbackError,
    RateError,
    ReadOnlyError,
    RefusedError,
    ScopeError,
    UnknownFeedbackError,
    UnknownJobError,
    UnknownKeyError,
)
from citespan.api.http.guard.security_headers import SECURITY_HEADERS
from citespan.api.wire.response import ProblemModel
from citespan.corpus.errors import (
    ChangedDocumentError,
    CitespanError,
    EngineError,
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

_STATUSES: dict[type[CitespanError], HTTPStatus] = {
    UsageError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownDocumentError: HTTPStatus.NOT_FOUND,
    UnknownJobError: HTTPStatus.NOT_FOUND,
    UnknownFeedbackError: HTTPStatus.NOT_FOUND,
    UnknownKeyError: HTTPStatus.NOT_FOUND,
    ChangedDocumentError: HTTPStatus.CONFLICT,
    LoadError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnsupportedTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    AccessError: HTTPStatus.UNAUTHORIZED,
    ScopeError: HTTPStatus.FORBIDDEN,
    ForeignPageError: HTTPStatus.FORBIDDEN,
    ReadOnlyError: HTTPStatus.FORBIDDEN,
    NoFeedbackError: HTTPStatus.FORBIDDEN,
    BodyTimeError: HTTPStatus.REQUEST_TIMEOUT,
    BodySizeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BodyTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HeadError: HTTPStatus.BAD_REQUEST,
    HeadSizeError: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    HeadTimeError: HTTPStatus.REQUEST_TIMEOUT,
    HostError: HTTPStatus.MISDIRECTED_REQUEST,
    RateError: HTTPStatus.TOO_MANY_REQUESTS,
    RefusedError: HTTPStatus.SERVICE_UNAVAILABLE,
    MissingIndexError: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexMismatchError: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexBusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineError: HTTPStatus.SERVICE_UNAVAILABLE,
    CitespanError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The status of each kind of error, which those of its own kinds have that are not named here."""

_CLOSE = {"Connection": "close"}
"""Sent where the body was not read."""

_HEADERS: dict[type[CitespanError], Mapping[str, str]] = {
    AccessError: _CLOSE | {"WWW-Authenticate": 'Bearer realm="citespan"'},
    BodySizeError: _CLOSE,
    BodyTimeError: _CLOSE,
    CrowdedUploadsError: _CLOSE,
    HeadError: _CLOSE,
    HeadSizeError: _CLOSE,
    HeadTimeError: _CLOSE,
}
_DESCRIPTIONS = {
    400: "The body is not what its type says.",
    401: "An access key, or a token of a sign-on, is missing, unknown or expired.",
    403: "The key or person may not do this, the documents of this server cannot be changed, or it keeps no feedback.",
    404: "There is no such thing.",
    408: "The body did not arrive in time.",
    409: "The document is no longer what it was.",
    413: "The body is too large.",
    415: "The body, or a file in it, is of a type that is not taken.",
    422: "A field is missing, unknown or out of range.",
    429: "This client, or this key, sends too many requests.",
    503: "The index, or the issuer of a sign-on, cannot be asked at present, or too many requests are being worked on.",
}
_LOGGED = frozenset((HTTPStatus.FORBIDDEN, HTTPStatus.MISDIRECTED_REQUEST, HTTPStatus.TOO_MANY_REQUESTS))
"""Refusals that the operator of the server can end by an option or a setting."""

_BUSY_RETRY_SECONDS = 5
"""When to try again if the index is being written."""

_log = logging.getLogger(__name__)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of these statuses, as FastAPI takes it."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemModel"}}}
    return {status: {"description": _DESCRIPTIONS[status], "content": content} for status in statuses}


def reply_to(error: CitespanError) -> JSONResponse:
    """The problem document for an error, with its status and headers; what an option would allow is logged too."""
    if status_of(error) in _LOGGED:
        _log.warning("refused with %d, request %s: %s", status_of(error), correlation_id.get(), error)
    return _reply(_model(status_of(error), told(error)), _headers(error))


def as_http(error: CitespanError) -> HTTPException:
    """The error as one that passes through FastAPI while it reads a body: any other becomes a 400 there."""
    return HTTPException(status_of(error), told(error), headers=_headers(error))


def problem_of(error: CitespanError) -> ProblemModel:
    """The problem of an error, to stand in an event."""
    return _model(status_of(error), told(error))


def job_problem(error: CitespanError) -> ProblemModel:
    """Why a job failed, as a problem that says nothing of the inside."""
    if _is_told(error):
        return problem_of(error)
    return _model(
        status_of(error), "the index could not be written, and nothing was taken in; the server's log says why"
    )


def status_of(error: CitespanError) -> HTTPStatus:
    """The HTTP status that an error of citespan has."""
    return next(_STATUSES[kind] for kind in type(error).mro() if kind in _STATUSES)


def _is_told(error: CitespanError) -> bool:
    """True if the error's own message is for the client, and discloses nothing of the server."""
    return isinstance(error, RefusedError) or status_of(error) < HTTPStatus.INTERNAL_SERVER_ERROR


def told(error: CitespanError) -> str:
    """What a client is shown of an error."""
    if _is_told(error):
        return str(error)
    if isinstance(error, IndexBusyError):
        return f"the index is being written; try again in {_BUSY_RETRY_SECONDS} seconds"
    return "the index cannot be asked at present; the server's log says why"


def _headers(error: CitespanError) -> dict[str, str]:
    headers = dict(_HEADERS.get(type(error), {}))
    retry = error.retry_seconds if isinstance(error, RefusedError) else None
    if isinstance(error, IndexBusyError):
        retry = _BUSY_RETRY_SECONDS
    return headers if retry is None else headers | {"Retry-After": str(retry)}


def _model(status: HTTPStatus, detail: str) -> ProblemModel:
    return ProblemModel(title=status.phrase, status=status.value, detail=detail)


def _problem(status: HTTPStatus, detail: str, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return _reply(_model(status, detail), headers or {})


def _reply(model: ProblemModel, headers: Mapping[str, str]) -> JSONResponse:
    return JSONResponse(
        model.model_dump(),
        status_code=model.status,
        media_type="application/problem+json",
        headers={**SECURITY_HEADERS, **headers},
    )


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def install(app: FastAPI) -> None:
    """Make every error that leaves `app` a problem document; an unexpected one discloses nothing of the server."""

    @app.exception_handler(CitespanError)
    def _ours(_: Request, exc: CitespanError) -> JSONResponse:
        if not _is_told(exc):
            _log.error("request %s: %s: %s", correlation_id.get(), type(exc).__name__, exc)
        return reply_to(exc)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, exc: RequestValidationError) -> JSONResponse:
        errors = exc.errors()
        if any(error["loc"] == ("body",) for error in errors) and not _is_json(request):
            return reply_to(BodyTypeError("send JSON, with the header 'Content-Type: application/json'"))
        malformed = any(error["type"] == "json_invalid" for error in errors)
        status = HTTPStatus.BAD_REQUEST if malformed else HTTPStatus.UNPROCESSABLE_ENTITY
        places = (".".join(str(part) for part in error["loc"]) + ": " + error["msg"] for error in errors)
        return _problem(status, "; ".join(places))

    @app.exception_handler(HTTPException)
    def _http(request: Request, exc: HTTPException) -> JSONResponse:
        route = request.scope.get("route")
        if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED and route:
            # Several routes may share a path; the exception knows the methods of the first alone.
            documented = app.openapi()["paths"].get(route.path, {})
            allowed = ", ".join(sorted(method.upper() for method in documented)) or "GET"
            detail = f"{request.method} is not possible here; use {allowed}"
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})
        if exc.status_code == HTTPStatus.NOT_FOUND:
            return _problem(HTTPStatus.NOT_FOUND, f"there is nothing at {request.url.path}; /docs shows what there is")
        return _problem(HTTPStatus(exc.status_code), exc.detail, headers=exc.headers)

    @app.exception_handler(Exception)
    def _unforeseen(_: Request, exc: Exception) -> JSONResponse:
        request_id = correlation_id.get() or ""
        _log.error("request %s: unforeseen error", request_id, exc_info=exc)
        return _problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            f"an unforeseen error; the server's log holds it, as request {request_id}",
            headers={"X-Request-ID": request_id},
        )
