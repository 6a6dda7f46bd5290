"""Entity tags: a client that has something already is told so, instead of getting it again."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Header, Response
from starlette import status

IfNoneMatch = Annotated[str, Header(description="the `ETag` of what the client has; the same is not sent again")]

DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"description": "names what was sent", "schema": {"type": "string"}}}},
    304: {"description": "It is what `If-None-Match` names."},
}
"""What the OpenAPI document says of a route that knows entity tags."""

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def is_known(tag: str, if_none_match: str) -> bool:
    """True if the header `If-None-Match` names this tag, which is without its quotation marks, or everything.

    Source: RFC 9110, section 13.1.2.
    """
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)


def unchanged(tag: str) -> Response:
    """The reply to who has it already."""
    return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": f'"{tag}"'})
