"""Uploads over HTTP, and how far the jobs are that take them in."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, File, Form, Header, Path, Request, Response, UploadFile
from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.concurrency import run_in_threadpool

from citespan.api.http.errors import BodyTypeError, ReadOnlyError
from citespan.api.http.guard.access import grant_of
from citespan.api.http.routes.writable import check_writable
from citespan.api.http.statuses import documented
from citespan.api.wire.jobs import JobReplyModel, job_reply
from citespan.corpus.errors import LoadError
from citespan.index.labels.labelling import checked_labels
from citespan.index.updating.report import Failure
from citespan.index.updating.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from citespan.api.jobs.jobs import Job, Jobs
    from citespan.api.jobs.queued_jobs import QueuedJobs
    from citespan.qa.answerer import Answerer

_LOOK_SECONDS = 0.1


def upload_routes(answerer: Answerer, jobs: Jobs | QueuedJobs) -> APIRouter:
    """The route that takes files into the index of `answerer`, as `jobs`."""
    router = APIRouter(prefix="/v1", tags=["documents"])
    folder = answerer.index.folder

    @router.post(
        "/documents",
        operation_id="uploadDocuments",
        status_code=HTTPStatus.ACCEPTED,
        responses=documented(400, 403, 408, 413, 415, 422, 429, 503),
        dependencies=[Depends(_multipart)],
        summary="Upload documents",
    )
    def upload(
        response: Response,
        http: Request,
        file: Annotated[list[UploadFile], File(description="the files, each with its name; one or more")],
        labels: Annotated[
            list[str] | None,
            Form(description="labels of all of them, one or more; those that they had, or the default, if left out"),
        ] = None,
    ) -> JobReplyModel:
        """Take files in, by a job that `Location` names; each is a new document, or the new version of one.

        Files that cannot be taken are skipped, and told; if none is left, the request is refused.
        """
        _check_not_sample()
        check_writable(folder)
        taken, skipped = _told_apart(file)
        grant_of(http).about.extend(upload.name for upload in taken)
        named = None if labels is None else checked_labels(labels)
        job = jobs.submit(taken, skipped=skipped, labels=named)
        response.headers["Location"] = f"/v1/jobs/{job.id}"
        return job_reply(job)

    def _check_not_sample() -> None:
        if answerer.is_sample:
            raise ReadOnlyError("the bundled sample documents take no uploads; start citespan serve without --sample")

    return router


def job_routes(jobs: Jobs | QueuedJobs) -> APIRouter:
    """The route that tells how far a job is."""
    router = APIRouter(prefix="/v1/jobs", tags=["documents"])

    @router.get(
        "/{job_id}",
        operation_id="getJob",
        response_model=JobReplyModel,
        responses=documented(404, 422) | {200: {"content": {"text/event-stream": {}}}},
        summary="Follow an upload",
    )
    async def job(
        job_id: Annotated[
            str, Path(description="as `Location` names it", examples=["5f3d6a0e4c1b4c0f9a52d1f6f3c0e7ab"])
        ],
        accept: Annotated[str, Header(include_in_schema=False)] = "",
    ) -> JobReplyModel | EventSourceResponse:
        """Return how far a job is.

        To those who accept `text/event-stream`, each state is sent as an event `progress`, and the last as `done` or
        `failed`; their data is what is returned otherwise.
        """
        state = await run_in_threadpool(jobs.get, job_id)
        if "text/event-stream" in accept:
            return EventSourceResponse(_states(jobs, state))
        return job_reply(state)

    return router


async def _states(jobs: Jobs | QueuedJobs, state: Job) -> AsyncIterator[bytes]:
    told = None
    while True:
        if state != told:
            event = state.status.value if state.has_ended else "progress"
            yield format_sse_event(event=event, data_str=job_reply(state).model_dump_json())
            told = state
        if state.has_ended:
            return
        await asyncio.sleep(_LOOK_SECONDS)
        state = await run_in_threadpool(jobs.get, state.id)


async def _multipart(request: Request) -> None:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise BodyTypeError("send the files as multipart/form-data, each in a part named 'file'")


def _told_apart(parts: Sequence[UploadFile]) -> tuple[list[Upload], list[Failure]]:
    """The files that can be taken, and why the others cannot.

    Raises:
        LoadError: if none can be taken; it is that of the first.
    """
    taken: list[Upload] = []
    skipped: list[Failure] = []
    first = None
    for part in parts:
        name = part.filename or ""
        try:
            upload = Upload(name, part.file.read())
            if not upload.data:
                raise LoadError(f"{name}: is empty; send a file with text in it")
        except LoadError as exc:
            first = first or exc
            skipped.append(Failure(name, str(exc)))
        else:
            taken.append(upload)
    if first and not taken:
        raise first
    return taken, skipped
