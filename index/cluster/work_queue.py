"""The queue of an index in PostgreSQL: files that wait to be taken in, and who has which of them for how long."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING

from citespan.index.cluster.postgresql import connect, mapped_errors
from citespan.index.cluster.store import open_cluster_store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from citespan.index.address import ClusterAddress
    from citespan.index.cluster.postgresql import Connection
    from citespan.index.updating.uploads import Upload

MOST_TRIES = 3
"""So often a file is begun to be read; if the worker fails or ends each time, it is named and left."""

KEPT_DAYS = 7
"""So long jobs, and files that failed, can still be looked at."""

_WAITS = "status IN ('queued', 'running')"
_FREE = (
    "((status = 'queued' AND not_before <= now()) OR (status = 'running' AND leased_until < now()))"
    " AND NOT EXISTS (SELECT 1 FROM queue AS earlier WHERE earlier.source = queue.source AND earlier.root = queue.root"
    f" AND earlier.item_id < queue.item_id AND earlier.{_WAITS})"
)
"""In SQL: nobody has the file, and no earlier version of it waits."""
_COLUMNS = "item_id, root, root_key, source, sha256, tries"
_QUEUED_AGAIN = "UPDATE queue SET status = 'queued', worker = NULL, leased_until = NULL"


@dataclass(frozen=True, slots=True)
class QueuedFile:
    """A file that a worker has taken: `source` below `root`; `root_key` stands for that in the ids of documents."""

    item_id: int
    root: str
    root_key: str
    source: str
    sha256: str
    tries: int


@dataclass(frozen=True, slots=True)
class JobFile:
    """What became of one file of a job so far; `documents` are the ids of those that it made."""

    source: str
    status: str
    documents: tuple[str, ...]
    problem: str | None


@dataclass(frozen=True, slots=True)
class QueueLength:
    """How many files wait, how many of these a worker has, and how many have failed within `KEPT_DAYS`.

    `jobs` are those with a file that waits.
    """

    waiting: int
    running: int
    failed: int
    jobs: int


class WorkQueue:
    """The queue of one index. All methods may be called from any thread; each raises `EngineError` without PostgreSQL.

    Times are those of PostgreSQL's clock, so that those of the workers do not matter.
    """

    def __init__(self, address: ClusterAddress) -> None:
        """Use the queue of the index at `address`.

        Raises:
            MissingIndexError: if there is no index.
            IndexMismatchError: if it was made by another version of citespan.
        """
        self._address = address
        self._lock = RLock()
        self._db: Connection = open_cluster_store(address).connection

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()

    def put(self, *, root: str, root_key: str, source: str, sha256: str, data: bytes) -> bool:
        """Queue a file of a root; false if it waits there with these very bytes already."""
        with self._connected() as db:
            row = db.execute(
                "INSERT INTO queue (root, root_key, source, sha256, size, data)"
                " SELECT %(root)s, %(root_key)s, %(source)s, %(sha256)s, %(size)s, %(data)s"
                " WHERE (SELECT sha256 FROM queue WHERE root = %(root)s AND source = %(source)s"
                f" AND {_WAITS} ORDER BY item_id DESC LIMIT 1) IS DISTINCT FROM %(sha256)s RETURNING item_id",
                {
                    "root": root,
                    "root_key": root_key,
                    "source": source,
                    "sha256": sha256,
                    "size": len(data),
                    "data": data,
                },
            ).fetchone()
            return row is not None

    def put_job(
        self, job_id: str, uploads: Sequence[Upload], *, root: str, skipped: str, most_waiting_bytes: int
    ) -> bool:
        """Queue uploads as one job; false if too many bytes of uploads wait already. An empty queue takes any."""
        with self._connected() as db, db.transaction():
            db.execute(
                f"DELETE FROM jobs WHERE made < now() - interval '{KEPT_DAYS} days' AND NOT EXISTS"
                f" (SELECT 1 FROM queue WHERE queue.job_id = jobs.job_id AND {_WAITS})"
            )
            row = db.execute(
                f"SELECT coalesce(sum(size), 0) FROM queue WHERE job_id IS NOT NULL AND {_WAITS}"
            ).fetchone()
            waiting = int(row[0]) if row else 0
            if waiting and waiting + sum(len(upload.data) for upload in uploads) > most_waiting_bytes:
                return False
            db.execute("INSERT INTO jobs (job_id, skipped) VALUES (%s, %s)", (job_id, skipped))
            with db.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO queue (job_id, root, root_key, source, sha256, size, data)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                    [
                        (job_id, root, root, upload.name, upload.sha256, len(upload.data), upload.data)
                        for upload in uploads
                    ],
                )
            return True

    def drop(self, sources: Collection[tuple[str, str]]) -> None:
        """Drop what waits of these files, each a root and a source, and no worker has."""
        with self._connected() as db, db.cursor() as cursor:
            cursor.executemany("DELETE FROM queue WHERE root = %s AND source = %s AND status = 'queued'", list(sources))

    def waiting(self) -> tuple[tuple[str, str], ...]:
        """The files of roots that wait, each a root and a source."""
        with self._connected() as db:
            rows = db.execute(f"SELECT DISTINCT root, source FROM queue WHERE job_id IS NULL AND {_WAITS}")
            return tuple((str(root), str(source)) for root, source in rows)

    def take(self, worker: str, *, limit: int, lease_seconds: float) -> tuple[QueuedFile, ...]:
        """Lease up to `limit` files that nobody has to `worker`, the first in the queue first.

        One whose reading failed, or ended with its worker, comes alone, and after all others.
        """
        with self._connected() as db:
            for tries, most in (("tries = 0", limit), ("tries > 0", 1)):
                rows = db.execute(
                    f"WITH free AS (SELECT item_id FROM queue WHERE {_FREE} AND {tries}"
                    " ORDER BY item_id LIMIT %(most)s FOR UPDATE SKIP LOCKED)"
                    " UPDATE queue SET status = 'running', worker = %(worker)s,"
                    " leased_until = now() + make_interval(secs => %(seconds)s)"
                    f" FROM free WHERE queue.item_id = free.item_id RETURNING {_named('queue')}",
                    {"most": most, "worker": worker, "seconds": lease_seconds},
                ).fetchall()
                if rows:
                    return tuple(QueuedFile(*row) for row in sorted(rows))
        return ()

    def begin(self, item_id: int, worker: str) -> bytes | None:
        """The bytes of a file that `worker` begins to read, which counts as a try until `read`; None if it lost it."""
        with self._connected() as db:
            row = db.execute(
                "UPDATE queue SET tries = tries + 1 WHERE item_id = %s AND worker = %s AND status = 'running'"
                " RETURNING data",
                (item_id, worker),
                binary=True,
            ).fetchone()
            return None if row is None else bytes(row[0])

    def read(self, item_id: int, worker: str) -> None:
        """Note that `worker` has read a file to its end: what may end a worker is behind it."""
        with self._connected() as db:
            db.execute("UPDATE queue SET tries = tries - 1 WHERE item_id = %s AND worker = %s", (item_id, worker))

    def keep(self, worker: str, *, lease_seconds: float) -> None:
        """Lengthen all leases of `worker`."""
        with self._connected() as db:
            db.execute(
                "UPDATE queue SET leased_until = now() + make_interval(secs => %s)"
                " WHERE worker = %s AND status = 'running'",
                (lease_seconds, worker),
            )

    def held(self, worker: str) -> frozenset[int]:
        """The files that `worker` has, and nobody else took since."""
        with self._connected() as db:
            rows = db.execute("SELECT item_id FROM queue WHERE worker = %s AND status = 'running'", (worker,))
            return frozenset(row[0] for row in rows)

    def give_back(
        self, worker: str, item_ids: Collection[int] | None = None, *, problem: str | None = None, counted: int = 0
    ) -> None:
        """Let others take these files, or all that `worker` has; `counted` is added to their tries.

        With a `problem` they are taken some seconds later, the more the more tries there were.
        """
        with self._connected() as db:
            db.execute(
                f"{_QUEUED_AGAIN}, tries = tries + %(counted)s, problem = coalesce(%(problem)s, problem), not_before ="
                " CASE WHEN %(problem)s::text IS NULL THEN now() ELSE now() + make_interval(secs => 2 ^ tries) END"
                " WHERE worker = %(worker)s AND status = 'running'"
                " AND (%(ids)s::bigint[] IS NULL OR item_id = ANY(%(ids)s))",
                {
                    "worker": worker,
                    "counted": counted,
                    "problem": problem,
                    "ids": None if item_ids is None else list(item_ids),
                },
            )

    def end(self, item_id: int, worker: str, *, documents: Sequence[str] = (), problem: str | None = None) -> None:
        """Note that a file was taken in, or, with a `problem`, failed for good; nobody takes it any more."""
        with self._connected() as db:
            if problem is None:
                db.execute("DELETE FROM queue WHERE item_id = %s AND worker = %s AND job_id IS NULL", (item_id, worker))
            db.execute(
                "UPDATE queue SET status = %s, documents = %s, problem = %s, data = NULL, worker = NULL,"
                " leased_until = NULL, ended = now() WHERE item_id = %s AND worker = %s",
                ("done" if problem is None else "failed", json.dumps(documents), problem, item_id, worker),
            )
            db.execute(
                "DELETE FROM queue WHERE status = 'failed' AND job_id IS NULL"
                f" AND ended < now() - interval '{KEPT_DAYS} days'"
            )

    def last_problem(self, item_id: int) -> str | None:
        """What went wrong when a file was tried last, if that is known."""
        with self._connected() as db:
            row = db.execute("SELECT problem FROM queue WHERE item_id = %s", (item_id,)).fetchone()
            return None if row is None or row[0] is None else str(row[0])

    def job(self, job_id: str) -> tuple[str, tuple[JobFile, ...]] | None:
        """What was refused of a job beforehand, as `put_job` took it, and its files; None if there is no such job."""
        with self._connected() as db:
            row = db.execute("SELECT skipped FROM jobs WHERE job_id = %s", (job_id,)).fetchone()
            if row is None:
                return None
            files = db.execute(
                "SELECT source, status, documents, problem FROM queue WHERE job_id = %s ORDER BY item_id", (job_id,)
            )
            return str(row[0]), tuple(
                JobFile(source, status, tuple(json.loads(documents)), problem)
                for source, status, documents, problem in files
            )

    def length(self) -> QueueLength:
        """How much there is to do."""
        with self._connected() as db:
            row = db.execute(
                f"SELECT count(*) FILTER (WHERE {_WAITS}), count(*) FILTER (WHERE status = 'running'),"
                " count(*) FILTER (WHERE status = 'failed'),"
                f" count(DISTINCT job_id) FILTER (WHERE {_WAITS}) FROM queue"
            ).fetchone()
            return QueueLength(*(row or (0, 0, 0, 0)))

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """The connection for one thread; one that was lost is made again, for the call after that which noticed."""
        with self._lock, mapped_errors(self._address):
            if self._db.closed or self._db.broken:
                self._db = connect(self._address)
            yield self._db


def _named(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in _COLUMNS.split(", "))
