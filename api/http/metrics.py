"""What the operator of a server sees of it: figures for Prometheus, and a line of log for each request.

Neither holds a question, a text, or the name of a document: a route is named by its template.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from asgi_correlation_id import correlation_id
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from citespan.api.http.errors import OverdueError
from citespan.index.search.retrieve import Retrieval
from citespan.qa.answer import Response
from citespan.qa.caching.answer_cache import RecalledStage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from citespan.qa.answerer import Stage
    from citespan.qa.candidates import Found

STAGES = ("retrieve", "read", "decide")
"""What is done for one question, in order."""

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_access = logging.getLogger("citespan.access")


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        """Begin with zeros."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "citespan_requests", "Requests that ended.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "citespan_request_seconds",
            "How long requests took, streams to their end.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.questions = Counter(
            "citespan_questions", "Questions, by what became of them.", ["outcome"], registry=self.registry
        )
        self.stages = Histogram(
            "citespan_stage_seconds",
            "How long each stage of a question took.",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.cached = Counter(
            "citespan_cache_lookups", "Questions, by whether the answer was kept.", ["found"], registry=self.registry
        )
        for found in ("yes", "no"):
            self.cached.labels(found)
        for outcome in ("answered", "abstained", "overdue"):
            self.questions.labels(outcome)
        for stage in STAGES:
            self.stages.labels(stage)

    def gauge(self, name: str, description: str, value: Callable[[], float]) -> None:
        """Show the value that the function has at the moment."""
        Gauge(name, description, registry=self.registry).set_function(value)

    def looked_up(self, found: bool) -> None:
        """Count a question whose answer was looked for in the cache."""
        self.cached.labels("yes" if found else "no").inc()

    def text(self) -> bytes:
        """All figures, in Prometheus's text format."""
        return generate_latest(self.registry)

    def timed(self, stages: Iterator[Stage]) -> Iterator[Stage]:
        """The stages of one question; how long each took is counted, and what became of the question.

        A question that is read in two ways, or has two parts, goes through some stages twice.
        """
        started = time.perf_counter()
        try:
            for stage in stages:
                if not isinstance(stage, RecalledStage):
                    self.stages.labels(_name(stage)).observe(time.perf_counter() - started)
                if isinstance(stage, Response):
                    self.questions.labels(stage.status.value).inc()
                yield stage
                started = time.perf_counter()
        except OverdueError:
            self.questions.labels("overdue").inc()
            raise


def _name(stage: Retrieval | Found | Response) -> str:
    if isinstance(stage, Response):
        return "decide"
    return "retrieve" if isinstance(stage, Retrieval) else "read"


class Observed:
    """An ASGI application that counts the requests to `app` and logs each when it has ended."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        """Wrap `app`."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what is no request is passed on as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, observed)
        finally:
            self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        client = scope.get("client")
        fields = {
            "request_id": correlation_id.get(),
            "client": client[0] if client else None,
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        _access.info("%s %s %d", method, route, status, extra={"fields": fields})
