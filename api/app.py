"""The HTTP application."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from citespan.api import problems
from citespan.api.routes.asking import asking_routes
from citespan.api.routes.citations import citation_routes
from citespan.api.routes.documents import document_routes
from citespan.api.routes.health import health_routes

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


class _App(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, with an example of a response: FastAPI's own examples lose what is null in them."""
        document = super().openapi()
        example = json.loads(Path(__file__).with_name("response-example.json").read_text(encoding="utf-8"))
        document["components"]["schemas"]["ResponseModel"]["examples"] = [example]
        return document


def build_app(answerer: Answerer) -> FastAPI:
    """An application that answers with `answerer`; its OpenAPI document is at `/openapi.json`, shown at `/docs`."""
    app = _App(
        title="citespan",
        version=version("citespan"),
        summary="Verbatim answers with exact citations, or an honest abstention.",
    )
    problems.install(app)
    for routes in (asking_routes, citation_routes, document_routes, health_routes):
        app.include_router(routes(answerer))
    return app
