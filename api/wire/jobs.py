"""The wire format of indexing jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ConfigDict, Field

from citespan.api.http.statuses import job_problem
from citespan.api.jobs.jobs import JobStatus
from citespan.api.wire.response import ProblemModel, Wire

if TYPE_CHECKING:
    from citespan.api.jobs.jobs import Job


class SkippedModel(Wire):
    """A file that was left out, and why."""

    name: str
    reason: str


class JobModel(Wire):
    """Where an indexing job stands."""

    id: str
    status: JobStatus
    files: int = Field(description="how many files were sent")
    done: int = Field(description="how many of them were looked at")
    documents: tuple[str, ...] = Field(description="the ids of the documents that can be asked, once the job is done")
    skipped: tuple[SkippedModel, ...]
    problem: ProblemModel | None = Field(description="why the job failed; null if it did not")


class JobReplyModel(Wire):
    """An indexing job."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "job": {
                        "id": "5f3d6a0e4c1b4c0f9a52d1f6f3c0e7ab",
                        "status": "done",
                        "files": 2,
                        "done": 2,
                        "documents": ["fees-txt-0a1b2c3d4e5f"],
                        "skipped": [{"name": "scan.pdf", "reason": "scan.pdf: is encrypted"}],
                        "problem": None,
                    }
                }
            ]
        }
    )
    job: JobModel


def job_reply(job: Job) -> JobReplyModel:
    """The wire format of a job."""
    return JobReplyModel(
        job=JobModel(
            id=job.id,
            status=job.status,
            files=job.files,
            done=job.done,
            documents=job.documents,
            skipped=tuple(SkippedModel(name=failure.source, reason=failure.message) for failure in job.skipped),
            problem=job_problem(job.error) if job.error else None,
        )
    )
