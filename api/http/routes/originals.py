"""The files that documents were made of, to download."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from citespan.api.http.entity_tags import DOCUMENTED, IfNoneMatch, is_known, unchanged
from citespan.api.http.routes.library import DocumentId, known_document
from citespan.api.http.statuses import documented
from citespan.corpus.load import file_of
from citespan.index.contents import open_contents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.api.http.guard.sight import Sight

_TYPE = "application/octet-stream"
"""Of every file: no browser may show one as if it were a page of this server."""

_BYTES_AT_ONCE = 256_000


def original_routes(sight: Sight) -> APIRouter:
    """The route to the files of the documents that a request sees."""
    router = APIRouter(prefix="/v1/documents", tags=["documents"])
    content = {"content": {_TYPE: {"schema": {"type": "string", "format": "binary"}}}}

    @router.get(
        "/{document_id}/original",
        operation_id="getDocumentOriginal",
        response_class=StreamingResponse,
        responses=documented(404, 409, 422, 429, 503) | DOCUMENTED | {200: DOCUMENTED[200] | content},
        summary="Download a document's file",
    )
    def original(document_id: DocumentId, http: Request, if_none_match: IfNoneMatch = "") -> Response:
        """Return the file that a document was made of, byte for byte; a row of a table has the file of the table."""
        with open_contents(sight.of(http).index.folder) as contents:
            stored = known_document(contents, document_id)
            file = contents.original(stored)
        if is_known(stored.sha256, if_none_match):
            file.close()
            return unchanged(stored.sha256)
        size = file.seek(0, 2)
        file.seek(0)
        name = PurePosixPath(file_of(stored.source)).name
        headers = {
            "Content-Length": str(size),
            "Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}",
            "ETag": f'"{stored.sha256}"',
        }
        return StreamingResponse(_pieces(file), media_type=_TYPE, headers=headers)

    return router


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_BYTES_AT_ONCE):
            yield piece
