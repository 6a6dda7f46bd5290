"""The page: one HTML document for every view, another for `/docs`, and the modules and styles that they ask for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from fastapi import FastAPI
    from starlette.requests import Request

WEB = Path(__file__).parents[1] / "web"
VIEWS = ("/", "/documents", "/documents/{document_id}")
"""The addresses of the page; `web/main.js` says which view each shows."""

_REVALIDATED = {"Cache-Control": "no-cache"}
_ADDRESS = re.compile(r'\b(href|src)="/')


class _Files(StaticFiles):
    """Static files that a browser asks for again after an upgrade, and gets only if they have changed."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """A file of the page."""
        response = await super().get_response(path, scope)
        response.headers.update(_REVALIDATED)
        return response


def install_page(app: FastAPI, *, root: str = "") -> None:
    """Serve the page from `app`; it is reached below the path `root`."""
    app.router.routes.extend(Route(path, _html("index.html", root=root)) for path in VIEWS)
    app.router.routes.append(Route("/docs", _html("docs.html", root=root)))
    app.router.routes.append(Mount("/web", _Files(directory=WEB)))


def _html(name: str, *, root: str) -> Callable[[Request], Awaitable[Response]]:
    """What serves one HTML document, every address in it below `root`; those of its scripts are relative to them."""
    html = _ADDRESS.sub(rf'\1="{root}/', (WEB / name).read_text(encoding="utf-8"))

    async def reply(_: Request) -> Response:
        return HTMLResponse(html, headers=_REVALIDATED)

    return reply
