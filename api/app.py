"""The HTTP application."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI

from citespan.api import problems
from citespan.api.routes.asking import asking_routes
from citespan.api.routes.documents import document_routes
from citespan.api.routes.health import health_routes

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def build_app(answerer: Answerer) -> FastAPI:
    """An application that answers with `answerer`; its OpenAPI document is at `/openapi.json`, shown at `/docs`."""
    app = FastAPI(
        title="citespan",
        version=version("citespan"),
        summary="Verbatim answers with exact citations, or an honest abstention.",
    )
    problems.install(app)
    for routes in (asking_routes, document_routes, health_routes):
        app.include_router(routes(answerer))
    return app
