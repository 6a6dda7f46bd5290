"""Access keys over HTTP, for those who may administer, and the log of what was done with them."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - FastAPI reads the annotation
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette import status
from starlette.responses import StreamingResponse

from citespan.api.access.keys import make_key, remove_key, rotate_key
from citespan.api.access.lifetimes import parse_lifetime
from citespan.api.access.permissions import KeyScope
from citespan.api.http.errors import ScopeError
from citespan.api.http.guard.access import grant_of
from citespan.api.http.statuses import documented
from citespan.api.wire.keys import KeyListModel, MadeKeyModel, MakeKeyRequest, RotateKeyRequest, listed_keys
from citespan.index.labels.label_file import read_labels
from citespan.index.labels.labelling import check_known

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from citespan.api.access.audit_log import AuditLog
    from citespan.api.http.guard.access import Access
    from citespan.index.address import IndexPlace

LINES = "application/x-ndjson"
"""The type of the audit log: a JSON object a line."""

_Name = Annotated[str, Path(description="as the key is called", examples=["reading-room"])]


def key_routes(access: Access, place: IndexPlace) -> APIRouter:
    """The routes that manage the keys of `access`, for the index at `place`.

    Only a key that may administer is let in, and nobody without one.
    """
    router = APIRouter(prefix="/v1/keys", tags=["access"])

    @router.get("", operation_id="listKeys", responses=documented(403, 422), summary="List access keys")
    def keys(http: Request) -> KeyListModel:
        """Return the keys, without their tokens."""
        return KeyListModel(keys=listed_keys(_file(http, access)))

    @router.post(
        "",
        operation_id="makeKey",
        status_code=status.HTTP_201_CREATED,
        responses=documented(400, 403, 408, 413, 415, 422),
        summary="Make an access key",
    )
    def make(request: MakeKeyRequest, http: Request) -> MadeKeyModel:
        """Make a key, and return it with its `token`: this once, for only its hash is kept."""
        file = _file(http, access)
        grant_of(http).about.append(request.name)
        lifetime = None if request.expires is None else parse_lifetime(request.expires, name="expires")
        if request.labels is not None:
            check_known(request.labels, read_labels(place))
        token = make_key(
            file, request.name, scopes=request.scopes, lifetime=lifetime, rate=request.rate, labels=request.labels
        )
        return _made(file, request.name, token)

    @router.post(
        "/{name}/rotate",
        operation_id="rotateKey",
        responses=documented(400, 403, 404, 408, 413, 415, 422),
        summary="Rotate an access key",
    )
    def rotate(name: _Name, request: RotateKeyRequest, http: Request) -> MadeKeyModel:
        """Give a key another `token`; the one before is taken for `overlap` more."""
        file = _file(http, access)
        lifetime = None if request.expires is None else parse_lifetime(request.expires, name="expires")
        token = rotate_key(file, name, overlap=parse_lifetime(request.overlap, name="overlap"), lifetime=lifetime)
        return _made(file, name, token)

    @router.delete(
        "/{name}",
        operation_id="removeKey",
        status_code=HTTPStatus.NO_CONTENT,
        responses=documented(403, 404, 422),
        summary="Remove an access key",
    )
    def remove(name: _Name, http: Request) -> None:
        """Remove a key: it is refused from now on, and streams that it opened end."""
        remove_key(_file(http, access), name)

    return router


def audit_routes(audit: AuditLog | None) -> APIRouter:
    """The route that exports the audit log, to a key that may administer."""
    router = APIRouter(prefix="/v1/audit", tags=["access"])

    @router.get(
        "",
        operation_id="exportAudit",
        response_class=StreamingResponse,
        responses=documented(403, 422) | {200: {"content": {LINES: {"schema": {"type": "string"}}}}},
        summary="Export the audit log",
    )
    def export(
        http: Request, since: Annotated[date | None, Query(description="from this day on, in UTC")] = None
    ) -> StreamingResponse:
        """Return what is kept of who asked, uploaded, removed or changed a key, a JSON object a line, oldest first."""
        _check_administers(http)
        return StreamingResponse(audit.lines(since=since) if audit else (), media_type=LINES)

    return router


def _file(http: Request, access: Access) -> FilePath:
    """Where the keys are.

    Raises:
        ScopeError: if the request may not administer them.
    """
    _check_administers(http)
    if access.file is None:
        raise _without_a_key()
    return access.file


def _check_administers(http: Request) -> None:
    """Refuse those who were let in because no key is demanded, too: the first key is made on the machine itself.

    Raises:
        ScopeError: if the request has no key that may administer.
    """
    grant = grant_of(http)
    if grant.principal is None or not grant.principal.may(KeyScope.ADMINISTER):
        raise _without_a_key()


def _without_a_key() -> ScopeError:
    return ScopeError("keys are managed with a key that may administer; make the first with 'citespan key NAME'")


def _made(file: FilePath, name: str, token: str) -> MadeKeyModel:
    made = next(key for key in listed_keys(file) if key.name == name)
    return MadeKeyModel(**made.model_dump(), token=token)
