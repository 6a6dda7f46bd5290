"""What those who run the server ask of it: whether it lives, whether it can answer, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from citespan.api.http.statuses import documented
from citespan.api.wire.health import HealthModel, ReadinessModel

if TYPE_CHECKING:
    from citespan.api.http.metrics import Metrics
    from citespan.qa.answerer import Answerer


def health_routes(answerer: Answerer, metrics: Metrics) -> APIRouter:
    """The routes that tell how a server with `answerer` is."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", operation_id="getHealth", summary="Is the server alive?")
    def healthz() -> HealthModel:
        """Return `ok` while the server runs."""
        return HealthModel()

    @router.get("/readyz", operation_id="getReadiness", responses=documented(503), summary="Can questions be asked?")
    def readyz() -> ReadinessModel:
        """Return the fingerprint of the index that answers, once its files have been checked."""
        return ReadinessModel(index=answerer.current_fingerprint())

    @router.get("/metrics", operation_id="getMetrics", response_class=PlainTextResponse, summary="The server's figures")
    def figures() -> Response:
        """Return the figures of this server, in Prometheus's text format."""
        return Response(metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router
