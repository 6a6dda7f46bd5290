"""The page: one HTML document for every view, others for `/docs`, and the modules and styles that they ask for."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping

    from fastapi import FastAPI
    from starlette.requests import Request

WEB = Path(__file__).parents[1] / "web"
VIEWS = ("/", "/documents", "/documents/{document_id}")
"""The addresses of the page; `web/main.js` says which view each shows."""

TRY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}
"""The policy of `/docs/try`: Swagger UI has pictures in its styles, and makes markup from strings."""

_SWAGGER = ("swagger-ui-bundle.js", "swagger-ui.css")
_REVALIDATED = {"Cache-Control": "no-cache"}
_ADDRESS = re.compile(r'\b(href|src)="/')


class _Files(StaticFiles):
    """Static files that a browser asks for again after an upgrade, and gets only if they have changed."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """A file of the page."""
        response = await super().get_response(path, scope)
        response.headers.update(_REVALIDATED)
        return response


def install_page(app: FastAPI, *, root: str = "", has_sign_in: bool = False) -> None:
    """Serve the page from `app`; it is reached below the path `root`, and tells its scripts if one can sign in."""
    index = _html("index.html", root=root, marks="data-sign-in " if has_sign_in else "")
    app.router.routes.extend(Route(path, index) for path in VIEWS)
    app.router.routes.append(Route("/docs", _html("docs.html", root=root)))
    app.router.routes.append(Route("/docs/try", _html("try.html", root=root, headers=TRY_HEADERS)))
    app.router.routes.extend(Route(f"/docs/{name}", _swagger(name)) for name in _SWAGGER)
    app.router.routes.append(Mount("/web", _Files(directory=WEB)))


def _html(
    name: str, *, root: str, headers: Mapping[str, str] = MappingProxyType({}), marks: str = ""
) -> Callable[[Request], Awaitable[Response]]:
    """What serves one HTML document, every address in it below `root`; those of its scripts are relative to them.

    `marks` are attributes of its root element.
    """
    html = _ADDRESS.sub(rf'\1="{root}/', (WEB / name).read_text(encoding="utf-8"))
    html = html.replace("<html ", f"<html {marks}", 1)

    async def reply(_: Request) -> Response:
        return HTMLResponse(html, headers={**_REVALIDATED, **headers})

    return reply


def _swagger(name: str) -> Callable[[Request], Awaitable[Response]]:
    """What serves one file of Swagger UI, from the package that carries it."""

    async def reply(_: Request) -> Response:
        with as_file(files("fastapi_offline") / "static" / name) as path:
            return FileResponse(path, headers=_REVALIDATED)

    return reply
