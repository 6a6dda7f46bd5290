"""The page: one HTML document for every view, another for `/docs`, and the modules and styles that they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from fastapi import FastAPI
    from starlette.requests import Request

WEB = Path(__file__).parents[1] / "web"
VIEWS = ("/", "/documents", "/documents/{document_id}")
"""The addresses of the page; which view each shows is told in `web/main.js`."""

_REVALIDATED = {"Cache-Control": "no-cache"}


class _Files(StaticFiles):
    """Static files that a browser asks for again after an upgrade, and gets only if they have changed."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """A file of the page."""
        response = await super().get_response(path, scope)
        response.headers.update(_REVALIDATED)
        return response


def install_page(app: FastAPI) -> None:
    """Serve the page from `app`."""
    app.router.routes.extend(Route(path, _page) for path in VIEWS)
    app.router.routes.append(Route("/docs", _docs))
    app.router.routes.append(Mount("/web", _Files(directory=WEB)))


async def _page(_: Request) -> Response:
    return _html("index.html")


async def _docs(_: Request) -> Response:
    return _html("docs.html")


def _html(name: str) -> Response:
    return FileResponse(WEB / name, media_type="text/html; charset=utf-8", headers=_REVALIDATED)
