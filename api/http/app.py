"""The HTTP application."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager, nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from citespan.api.feedback.store import FEEDBACK_DAYS
from citespan.api.http import statuses
from citespan.api.http.guard.access import Access, grant_of
from citespan.api.http.guard.bodiless import HeadAsGet
from citespan.api.http.guard.body_limit import BodyLimit
from citespan.api.http.guard.gate import Guard
from citespan.api.http.guard.known_query import check_query
from citespan.api.http.guard.limits import Limits
from citespan.api.http.guard.origins import AllowedOrigins
from citespan.api.http.guard.own_host import OwnHost
from citespan.api.http.guard.rates import Rate
from citespan.api.http.guard.request_limit import RequestLimit
from citespan.api.http.guard.security_headers import SecurityHeaders
from citespan.api.http.guard.sight import Sight
from citespan.api.http.guard.slots import Slots
from citespan.api.http.index_check import IndexCheck
from citespan.api.http.metrics import Metrics, Observed
from citespan.api.http.openapi import DescribedApp
from citespan.api.http.page import install_page
from citespan.api.http.routes.asking import asking_routes
from citespan.api.http.routes.chat_completions import chat_completion_routes
from citespan.api.http.routes.citations import citation_routes
from citespan.api.http.routes.feedback import feedback_routes
from citespan.api.http.routes.health import health_routes
from citespan.api.http.routes.keys import audit_routes, key_routes
from citespan.api.http.routes.library import document_routes
from citespan.api.http.routes.looks import look_routes
from citespan.api.http.routes.originals import original_routes
from citespan.api.http.routes.sign_on import sign_on_routes
from citespan.api.http.routes.uploads import job_routes, upload_routes
from citespan.api.jobs.jobs import Jobs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from fastapi import FastAPI, Request

    from citespan.api.access.audit_log import AuditLog
    from citespan.api.http.site import Site
    from citespan.api.jobs.queued_jobs import QueuedJobs
    from citespan.api.mcp.mount import MountedMcp
    from citespan.api.sign_on.sign_on import SignOn
    from citespan.qa.answerer import Answerer, Stage

_STOP_SECONDS = 7.0
"""How long the job that runs has to give up, from when the server begins to stop."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def build_app(
    answerer: Answerer,
    *,
    limits: Limits = Limits(),  # noqa: B008 - it is immutable
    keys_file: Path | None = None,
    site: Site | None = None,
    with_mcp: bool = False,
    with_work: bool = True,
    feedback_days: int = FEEDBACK_DAYS,
    audit: AuditLog | None = None,
    sign_on: SignOn | None = None,
) -> FastAPI:
    """An application that answers with `answerer`; its OpenAPI document is at `/openapi.json`, shown at `/docs`.

    With keys in `keys_file` the API demands one, or, with `sign_on`, somebody who has signed on, and notes in `audit`
    what each did; with `site` it answers to the
    names of that alone, and its page and documentation point below its root path. `with_mcp` it serves the Model
    Context Protocol at `/mcp`, too; `with_work` it works on the queue of an index in PostgreSQL. Feedback is kept for
    `feedback_days`; none if that is 0.

    Every reply has an `X-Request-ID`: that of the request, if it is 1 to 64 letters, digits, `.`, `_` and `-`.
    """
    jobs = _jobs(answerer, limits, with_work=with_work)
    check = IndexCheck(answerer.index.folder if isinstance(answerer.index.folder, Path) else None)
    metrics = Metrics()
    slots = Slots(seconds=limits.question_seconds)
    rate = None if limits.requests_per_minute is None else Rate(limits.requests_per_minute)
    sight = Sight(answerer)
    mounted = _mcp(answerer, sight, metrics, slots, rate=rate, limits=limits) if with_mcp else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        check.start()
        async with mounted.run() if mounted else nullcontext():
            yield
        await run_in_threadpool(jobs.join, timeout_seconds=_STOP_SECONDS)
        await run_in_threadpool(check.stop)
        await run_in_threadpool(sight.close)

    app = DescribedApp(
        title="citespan",
        version=version("citespan"),
        summary="Verbatim answers with exact citations, or an honest abstention.",
        lifespan=lifespan,
        docs_url=None,  # FastAPI's pages have the browser ask another host; `page.py` has one of our own
        redoc_url=None,
    )
    app.state.jobs = jobs
    statuses.install(app)
    app.add_middleware(BodyLimit, limits=limits, uploads_at="/v1/documents")
    app.access = access = Access(keys_file, issuer=None if sign_on is None else sign_on.issuer)
    app.add_middleware(Guard, access=access, audit=audit, sign_on=sign_on)
    app.add_middleware(HeadAsGet)
    if site is not None:
        app.root = site.root_path
        if site.origins:
            app.add_middleware(AllowedOrigins, origins=site.origins)
        app.add_middleware(OwnHost, address=site.address, names=site.names, origins=site.origins)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observed, metrics=metrics)
    app.add_middleware(CorrelationIdMiddleware, validator=_is_request_id)
    inside = RequestLimit(limits.requests)
    entry = [Depends(inside), Depends(check_query)]
    if rate is not None:
        entry.insert(0, Depends(rate))
    for router in (
        asking_routes(sight, metrics, slots),
        chat_completion_routes(sight, metrics, slots),
        citation_routes(sight),
        document_routes(sight),
        original_routes(sight),
        look_routes(sight),
        upload_routes(answerer, jobs),
        feedback_routes(answerer, days=feedback_days),
    ):
        app.include_router(router, dependencies=entry)
    for router in (key_routes(access, answerer.index.folder), audit_routes(audit)):
        app.include_router(router, dependencies=[Depends(check_query)])
    app.include_router(job_routes(jobs), dependencies=[Depends(check_query)])
    app.include_router(health_routes(sight, metrics, check))
    metrics.gauge("citespan_requests_inside", "Requests that are being worked on.", lambda: inside.inside)
    metrics.gauge("citespan_jobs_waiting", "Indexing jobs that have not ended.", lambda: jobs.waiting)
    metrics.gauge("citespan_index_generation", "The state of the index.", lambda: answerer.index.generation)
    metrics.gauge("citespan_index_damaged", "1 if the last check found damage.", lambda: check.finding is not None)
    metrics.gauge(
        "citespan_index_checked_timestamp_seconds", "When all of it was found whole.", lambda: check.passed_at
    )
    if mounted is not None:
        app.router.routes.append(Route("/mcp", mounted, include_in_schema=False))
    has_sign_in = sign_on is not None and sign_on.has_page
    if sign_on is not None and has_sign_in:
        app.router.routes.extend(sign_on_routes(sign_on, root=app.root, audit=audit))
    install_page(app, root=app.root, has_sign_in=has_sign_in)
    return app


def _jobs(answerer: Answerer, limits: Limits, *, with_work: bool) -> Jobs | QueuedJobs:
    """What takes uploads in: a thread of this server, or the queue that all servers over an index share."""
    place, encoder = answerer.index.folder, answerer.index.encoder
    if isinstance(place, Path):
        return Jobs(place, encoder, waiting_bytes=limits.waiting_bytes)
    from citespan.api.jobs.queued_jobs import QueuedJobs

    return QueuedJobs(place, encoder, waiting_bytes=limits.waiting_bytes, with_work=with_work)


def _mcp(
    answerer: Answerer, sight: Sight, metrics: Metrics, slots: Slots, *, rate: Rate | None, limits: Limits
) -> MountedMcp:
    """MCP under the same limits as everything else."""
    from citespan.api.mcp.mount import MountedMcp

    def limited(stages: Iterator[Stage]) -> Iterator[Stage]:
        return metrics.timed(slots.in_time(stages))

    return MountedMcp(
        answerer,
        seen=sight.of,
        limited=limited,
        told=statuses.told,
        noted=_note,
        rate=rate,
        body_bytes=limits.body_bytes,
    )


def _note(request: Request, question: str) -> None:
    grant_of(request).questions.append(question)


def _is_request_id(text: str) -> bool:
    return _REQUEST_ID.fullmatch(text) is not None
