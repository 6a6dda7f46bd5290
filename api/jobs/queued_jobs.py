"""Indexing jobs in the queue of an index in PostgreSQL: any server tells how far they are, any worker does them."""

from __future__ import annotations

import json
import logging
import math
import uuid
from typing import TYPE_CHECKING

from citespan.api.http.errors import CrowdedError, UnknownJobError
from citespan.api.jobs.jobs import RETRY_SECONDS, Job, JobStatus
from citespan.api.jobs.stoppable import Stoppable
from citespan.corpus.errors import CitespanError, LoadError, UsageError
from citespan.index.cluster.queue_worker import QueueWorker
from citespan.index.cluster.work_queue import KEPT_DAYS, WorkQueue
from citespan.index.database.rows import UPLOADS
from citespan.index.updating.report import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.index.address import ClusterAddress
    from citespan.index.cluster.work_queue import JobFile
    from citespan.index.encoder import Encoder
    from citespan.index.updating.uploads import Upload

_PAUSE_SECONDS = 10.0
_log = logging.getLogger(__name__)


class QueuedJobs(Stoppable):
    """The jobs of all servers over one index; all methods may be called from any thread.

    They outlive the server: each file is taken in by itself, and what is begun when a server stops, another does.
    """

    def __init__(
        self, address: ClusterAddress, encoder: Encoder, *, waiting_bytes: int, with_work: bool = True
    ) -> None:
        """Queue uploads for the index at `address`, `waiting_bytes` at most; `with_work` takes them in here, too.

        Raises:
            EngineError: if PostgreSQL cannot be used.
        """
        super().__init__()
        self._address = address
        self._encoder = encoder
        self._most_waiting_bytes = waiting_bytes
        self._queue = WorkQueue(address)
        if with_work:
            self._start(self._work)

    def submit(
        self, uploads: Sequence[Upload], *, skipped: Sequence[Failure] = (), labels: Sequence[str] | None = None
    ) -> Job:
        """Queue a job for uploads; `skipped` were refused beforehand. An empty queue takes any.

        Raises:
            UsageError: if they are to have labels, which there are none of yet.
            CrowdedError: if too many bytes wait already; nothing is queued then.
            EngineError: if PostgreSQL cannot be used; nothing is queued then.
        """
        if labels is not None:
            raise UsageError("a label needs an index in a folder; one in PostgreSQL and Milvus has none yet")
        job_id = uuid.uuid4().hex
        told = json.dumps([(failure.source, failure.message) for failure in skipped])
        if not self._queue.put_job(
            job_id, uploads, root=UPLOADS, skipped=told, most_waiting_bytes=self._most_waiting_bytes
        ):
            raise CrowdedError(
                f"too much waits to be indexed; try again in {RETRY_SECONDS} seconds", retry_seconds=RETRY_SECONDS
            )
        return self.get(job_id)

    def get(self, job_id: str) -> Job:
        """The job as it stands now, whichever server took it.

        Raises:
            UnknownJobError: if there is none with this id.
            EngineError: if PostgreSQL cannot be used.
        """
        found = self._queue.job(job_id)
        if found is None:
            raise UnknownJobError(
                f"there is no job {job_id}; jobs are forgotten after {KEPT_DAYS} days. GET /v1/documents lists what is"
                " indexed"
            )
        told, files = found
        return _job(job_id, [Failure(*pair) for pair in json.loads(told)], files)

    @property
    def waiting(self) -> float:
        """How many jobs of all servers have not ended; NaN if PostgreSQL cannot be asked."""
        try:
            return self._queue.length().jobs
        except CitespanError:
            return math.nan

    def join(self, *, timeout_seconds: float) -> None:
        """Stop, wait until so long after `stop` was first called, and leave PostgreSQL."""
        super().join(timeout_seconds=timeout_seconds)
        self._queue.close()

    def _work(self) -> None:
        while not self.stopping:
            try:
                QueueWorker(self._address, self._encoder).run(self._stopping)
            except CitespanError as exc:
                _log.error("uploads cannot be taken in: %s", exc)
                self._stopping.wait(_PAUSE_SECONDS)


def _job(job_id: str, refused: Sequence[Failure], files: Sequence[JobFile]) -> Job:
    ended = [file for file in files if file.status in {"done", "failed"}]
    failed = [Failure(file.source, file.problem or "") for file in ended if file.status == "failed"]
    skipped = (*refused, *failed)
    documents = tuple(document_id for file in files for document_id in file.documents)
    error = None
    if len(ended) < len(files):
        is_begun = ended or any(file.status == "running" for file in files)
        status = JobStatus.RUNNING if is_begun else JobStatus.QUEUED
        documents = ()
    else:
        status = JobStatus.DONE if documents else JobStatus.FAILED
        error = None if documents else LoadError(skipped[0].message)
    return Job(
        job_id,
        status,
        files=len(refused) + len(files),
        done=len(refused) + len(ended),
        documents=documents,
        skipped=skipped,
        error=error,
    )
