"""Indexing jobs: uploads that one thread takes in, one job after the other, while questions are answered."""

from __future__ import annotations

import logging
import uuid
from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from queue import Empty, Queue
from threading import Lock
from typing import TYPE_CHECKING

from citespan.api.http.errors import CrowdedError, StoppedError, UnknownJobError
from citespan.api.jobs.stoppable import Stoppable
from citespan.corpus.errors import CitespanError, IndexBusyError, LoadError
from citespan.index.labels.label_file import labelled_uploads
from citespan.index.updating.uploads import add_uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.index.address import IndexPlace
    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import Failure, Progress
    from citespan.index.updating.uploads import Upload, UploadReport

MOST_REMEMBERED = 1000
"""How many jobs that have ended can still be looked at."""

RETRY_SECONDS = 10
"""When to try again if too much waits to be indexed."""

_BUSY_WAIT_SECONDS = 1.0
_log = logging.getLogger(__name__)


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One state of a job: `done` of its `files` were looked at, those in `skipped` left out; why it failed, if it did.

    `documents` are those that can be asked; they are known when it is done.
    """

    id: str
    status: JobStatus
    files: int
    done: int = 0
    documents: tuple[str, ...] = ()
    skipped: tuple[Failure, ...] = ()
    error: CitespanError | None = None

    @property
    def has_ended(self) -> bool:
        """True if it will not change any more."""
        return self.status in {JobStatus.DONE, JobStatus.FAILED}


@dataclass(frozen=True, slots=True)
class _Work:
    """What a job is to take in, with which labels."""

    job_id: str
    uploads: tuple[Upload, ...]
    labels: tuple[str, ...] | None


class Jobs(Stoppable):
    """The jobs of one server; all methods may be called from any thread."""

    def __init__(self, place: IndexPlace, encoder: Encoder, *, waiting_bytes: int) -> None:
        """Take uploads into the index at `place`, `waiting_bytes` of them at most in jobs that have not ended."""
        super().__init__()
        self._place = place
        self._encoder = encoder
        self._most_waiting_bytes = waiting_bytes
        self._waiting_bytes = 0
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._queue: Queue[_Work] = Queue()
        self._lock = Lock()

    def submit(
        self, uploads: Sequence[Upload], *, skipped: Sequence[Failure] = (), labels: Sequence[str] | None = None
    ) -> Job:
        """Queue a job for uploads, which are to have `labels`; `skipped` were refused beforehand.

        An empty queue takes any.

        Raises:
            CrowdedError: if too many bytes wait already; nothing is queued then.
        """
        size = sum(len(upload.data) for upload in uploads)
        job = Job(
            uuid.uuid4().hex,
            JobStatus.QUEUED,
            files=len(uploads) + len(skipped),
            done=len(skipped),
            skipped=tuple(skipped),
        )
        with self._lock:
            if self._waiting_bytes and self._waiting_bytes + size > self._most_waiting_bytes:
                raise CrowdedError(
                    f"too much waits to be indexed; try again in {RETRY_SECONDS} seconds", retry_seconds=RETRY_SECONDS
                )
            self._start(self._work)
            self._waiting_bytes += size
            self._jobs[job.id] = job
            ended = [name for name, known in self._jobs.items() if known.has_ended]
            for name in ended[: max(0, len(ended) - MOST_REMEMBERED)]:
                del self._jobs[name]
        self._queue.put(_Work(job.id, tuple(uploads), None if labels is None else tuple(labels)))
        return job

    def get(self, job_id: str) -> Job:
        """The job as it stands now.

        Raises:
            UnknownJobError: if there is none with this id.
        """
        with self._lock:
            if job := self._jobs.get(job_id):
                return job
        raise UnknownJobError(
            f"there is no job {job_id}; a server forgets them when it stops, and all but the last {MOST_REMEMBERED}."
            " GET /v1/documents lists what is indexed"
        )

    @property
    def waiting(self) -> int:
        """How many jobs have not ended."""
        with self._lock:
            return sum(not job.has_ended for job in self._jobs.values())

    def _work(self) -> None:
        while True:
            try:
                work = self._queue.get(timeout=0.2)
            except Empty:
                if self.stopping:
                    return
                continue
            self._run(self.get(work.job_id), work)
            with self._lock:
                self._waiting_bytes -= sum(len(upload.data) for upload in work.uploads)

    def _run(self, job: Job, work: _Work) -> None:
        job = self._set(replace(job, status=JobStatus.RUNNING))
        before = job.done

        def tell(progress: Progress) -> None:
            self._go_on()
            self._set(replace(job, done=before + progress.files))

        try:
            report = self._take(work, tell)
        except CitespanError as exc:
            _log.error("job %s: %s: %s", job.id, type(exc).__name__, exc)
            self._set(replace(job, status=JobStatus.FAILED, error=exc))
            return
        except Exception as exc:  # noqa: BLE001 - the thread serves the jobs after this one
            _log.error("job %s: unforeseen error", job.id, exc_info=exc)
            self._set(replace(job, status=JobStatus.FAILED, error=CitespanError("unforeseen")))
            return
        skipped = (*job.skipped, *report.failures)
        error = None if report.document_ids else LoadError(skipped[0].message)
        status = JobStatus.FAILED if error else JobStatus.DONE
        documents = report.document_ids
        self._set(replace(job, status=status, done=job.files, documents=documents, skipped=skipped, error=error))

    def _take(self, work: _Work, tell: Callable[[Progress], None]) -> UploadReport:
        while True:
            self._go_on()
            try:
                with labelled_uploads(self._place, [upload.name for upload in work.uploads], work.labels) as taken:
                    report = add_uploads(
                        self._place,
                        work.uploads,
                        encoder=self._encoder,
                        on_progress=tell,
                        wait_seconds=_BUSY_WAIT_SECONDS,
                    )
                    taken.update(report.taken)
                    return report
            except IndexBusyError:  # a build may last for hours; the job is queued behind it
                continue

    def _go_on(self) -> None:
        if self.stopping:
            raise StoppedError("the server was stopped, and nothing of this job was kept; upload it again")

    def _set(self, job: Job) -> Job:
        with self._lock:
            self._jobs[job.id] = job
        return job
