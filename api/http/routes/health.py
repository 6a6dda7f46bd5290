"""What those who run the server ask of it: whether it lives, whether it can answer, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from citespan.api.http.guard.access import grant_of
from citespan.api.http.statuses import documented
from citespan.api.wire.health import HealthModel, ReadinessModel

if TYPE_CHECKING:
    from citespan.api.http.guard.sight import Sight
    from citespan.api.http.index_check import IndexCheck
    from citespan.api.http.metrics import Metrics


def health_routes(sight: Sight, metrics: Metrics, check: IndexCheck) -> APIRouter:
    """The routes that tell how a server is."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", operation_id="getHealth", summary="Is the server alive?")
    def healthz() -> HealthModel:
        """Return `ok` while the server runs."""
        return HealthModel()

    @router.get("/readyz", operation_id="getReadiness", responses=documented(503), summary="Can questions be asked?")
    def readyz(http: Request) -> ReadinessModel:
        """Return the fingerprint of the index that answers, as long as no check of all its bytes found damage.

        Where a key is demanded, only a request with one is told it: of the documents that its key sees. A key that
        sees some documents alone is told nothing of the check, which is of all.
        """
        fingerprint = sight.fingerprint(http)
        grant = grant_of(http)
        if grant.principal is not None and grant.labels is not None:
            return ReadinessModel(index=fingerprint, checked=None)
        if check.finding is not None:
            raise check.finding
        is_told = check.is_made and grant.labels is None
        return ReadinessModel(index=fingerprint, checked=check.passed_at > 0 if is_told else None)

    @router.get("/metrics", operation_id="getMetrics", response_class=PlainTextResponse, summary="The server's figures")
    def figures() -> Response:
        """Return the figures of this server, in Prometheus's text format."""
        return Response(metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router
