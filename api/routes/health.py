"""What those who run the server ask of it: whether it lives, and whether it can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from citespan.api.problems import documented

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def health_routes(answerer: Answerer) -> APIRouter:
    """The routes that tell how a server with `answerer` is."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="Is the server alive?")
    def healthz() -> dict[str, str]:
        """Return `ok` while the server runs."""
        return {"status": "ok"}

    @router.get("/readyz", responses=documented(503), summary="Can questions be asked?")
    def readyz() -> dict[str, str]:
        """Return the fingerprint of the index that answers, once its files have been checked."""
        return {"status": "ready", "index": answerer.current_fingerprint()}

    return router
