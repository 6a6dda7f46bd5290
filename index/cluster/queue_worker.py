"""A worker: it takes files from the queue, reads and embeds them beside other workers, and publishes them in turn."""

from __future__ import annotations

import logging
import os
import socket
import uuid
from contextlib import closing, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

import psycopg

from citespan.corpus.errors import CitespanError, EngineError, IndexBusyError, IndexMismatchError
from citespan.corpus.recognition import stop_recognising
from citespan.index.cluster.cluster_writer import cluster_writing
from citespan.index.cluster.postgresql import mapped_errors
from citespan.index.cluster.prepared_file import PreparedFile, Preparing
from citespan.index.cluster.store import open_cluster_store
from citespan.index.cluster.work_queue import MOST_TRIES, WorkQueue
from citespan.index.database.left_out import LeftOut
from citespan.index.database.rows import UPLOADS, Original
from citespan.index.updating.intake import Intake, recipe_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.index.address import ClusterAddress
    from citespan.index.cluster.cluster_writer import ClusterWriter
    from citespan.index.cluster.work_queue import QueuedFile
    from citespan.index.encoder import Encoder

LEASE_SECONDS = 60.0
"""So long a worker that is not heard of keeps its files."""

_FILES_AT_ONCE = 64
_POLL_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_WRITER_SECONDS = 2.0
_log = logging.getLogger(__name__)


class QueueWorker:
    """Takes the files of a queue in, until it is stopped; what it has when it dies, others take after its lease.

    Several may work on one queue. Each reads, cuts and embeds its files on its own; publishing waits for the lock of
    the index's writer.
    """

    def __init__(
        self,
        address: ClusterAddress,
        encoder: Encoder,
        *,
        lease_seconds: float = LEASE_SECONDS,
        on_ended: Callable[[QueuedFile, str | None], None] = lambda _file, _problem: None,
    ) -> None:
        """Work on the queue of the index at `address`; tell `on_ended` of each file, and why it failed if it did.

        Raises:
            MissingIndexError: if there is no index.
            IndexMismatchError: if it was made by another version of citespan.
            EngineError: if PostgreSQL cannot be used.
        """
        self._address = address
        self._encoder = encoder
        self._lease_seconds = lease_seconds
        self._on_ended = on_ended
        self._name = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._queue = WorkQueue(address)

    def run(self, stopping: Event, *, until_empty: bool = False) -> None:
        """Work until `stopping` is set, or with `until_empty` until no file waits; what is begun is given back then.

        An engine that cannot be used is waited for.

        Raises:
            IndexMismatchError: if the index was made with another encoder or chunk size, or its vectors are missing.
        """
        ended = Event()
        beat = Thread(target=self._keep_leases, args=(ended,), name="leases", daemon=True)
        beat.start()
        pause = _POLL_SECONDS
        try:
            while not stopping.is_set():
                try:
                    if not self._round(stopping):
                        if until_empty and not self._queue.length().waiting:
                            return
                        stopping.wait(_POLL_SECONDS)
                    pause = _POLL_SECONDS
                except (EngineError, IndexBusyError) as exc:
                    _log.warning("%s; tried again in %g s", exc, pause)
                    stopping.wait(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        finally:
            ended.set()
            beat.join()
            with suppress(CitespanError):
                self._queue.give_back(self._name)
            self._queue.close()
            stop_recognising()

    def _round(self, stopping: Event) -> bool:
        """Take some files in; false if there were none."""
        files = self._queue.take(self._name, limit=_FILES_AT_ONCE, lease_seconds=self._lease_seconds)
        if not files:
            return False
        try:
            with closing(open_cluster_store(self._address)) as store, mapped_errors(self._address):
                preparing = Preparing(store, self._encoder, stopping)
                for file in files:
                    self._prepare(preparing, file)
                    if preparing.is_full:
                        self._publish(preparing.embedded(), stopping)
                    if stopping.is_set():
                        return True
                self._publish(preparing.embedded(), stopping)
        finally:
            with suppress(CitespanError):
                self._queue.give_back(self._name)
        return True

    def _prepare(self, preparing: Preparing, file: QueuedFile) -> None:
        if file.tries >= MOST_TRIES:
            why = self._queue.last_problem(file.item_id) or "the worker that read it ended each time"
            preparing.refuse(file, f"{file.source}: was tried {file.tries} times and is left out: {why}")
            return
        data = self._queue.begin(file.item_id, self._name)
        if data is None:
            return
        try:
            with mapped_errors(self._address):
                preparing.read(file, data)
        except CitespanError:
            with suppress(CitespanError):
                self._queue.read(file.item_id, self._name)
            raise
        except Exception as exc:  # noqa: BLE001 - others wait; it is tried again, and named after that
            _log.error("%s: unforeseen error", file.source, exc_info=exc)
            self._queue.give_back(self._name, [file.item_id], problem=f"{type(exc).__name__}: {exc}"[:300])
            return
        self._queue.read(file.item_id, self._name)

    def _publish(self, files: Sequence[PreparedFile], stopping: Event) -> None:
        """Take prepared files in, those that are still this worker's, and publish them."""
        own: list[PreparedFile] = []
        while files:
            try:
                with cluster_writing(self._address, wait_seconds=_WRITER_SECONDS) as writer:
                    held = self._queue.held(self._name)
                    own = [file for file in files if file.item.item_id in held]
                    _Publication(writer, self._address, self._encoder).take(own)
                    for file in own:
                        self._queue.end(
                            file.item.item_id, self._name, documents=file.document_ids, problem=file.problem
                        )
            except IndexBusyError:  # a build may last for hours
                if stopping.is_set():
                    raise
                continue
            except Exception as exc:
                if isinstance(exc, CitespanError) and not _is_about_a_row(exc):
                    raise
                _log.error("files could not be stored, and are tried again one by one", exc_info=exc)
                ids = [file.item.item_id for file in files]
                self._queue.give_back(self._name, ids, problem=" ".join(str(exc).split())[:300], counted=1)
                return
            break
        for file in own:
            self._on_ended(file.item, file.problem)

    def _keep_leases(self, ended: Event) -> None:
        """Lengthen the leases while the worker lives, whatever it does."""
        queue: WorkQueue | None = None
        while not ended.wait(self._lease_seconds / 4):
            try:
                queue = queue or WorkQueue(self._address)
                queue.keep(self._name, lease_seconds=self._lease_seconds)
            except CitespanError as exc:
                _log.warning("leases were not lengthened: %s", exc)
        if queue is not None:
            queue.close()


class _Publication:
    """One generation with prepared files in it, made by the writer of the index."""

    def __init__(self, writer: ClusterWriter, address: ClusterAddress, encoder: Encoder) -> None:
        self._store = store = writer.store
        self._undo()
        self._intake = Intake(writer, address, encoder, on_embedded=lambda _: None)
        recipe = recipe_of(encoder)
        for other in store.recipes(self._intake.pointer.generation) - {recipe}:
            raise IndexMismatchError(
                f"{address}: the index was made with {other}, not with {recipe}; work with the encoder that it was"
                f" made with, or run 'citespan index --rebuild --index {address} --vectors {address.vectors}'"
            )
        self._originals: list[Original] = []

    def take(self, files: Sequence[PreparedFile]) -> None:
        """Store what is new in `files`, and publish it; nothing of it stays if an exception leaves."""
        try:
            for file in files:
                self._settle(file)
            self._intake.flush()
            with self._store.transaction():
                for file in files:
                    for page in file.pages:  # others that published meanwhile dropped those without a document
                        self._store.recognitions.keep(file.item.sha256, page)
                self._tell_left_out([file for file in files if file.item.root != UPLOADS])
            if self._intake.changed:
                self._intake.publish(self._originals)
        except BaseException:
            with suppress(CitespanError):
                self._undo()
            raise

    def _settle(self, file: PreparedFile) -> None:
        item, intake = file.item, self._intake
        stored = {
            document.document_id: document
            for document in self._store.of_file(intake.pointer.generation, item.root, item.source)
        }
        if file.problem is not None:
            stale = [] if item.root == UPLOADS else [d for d in stored.values() if not intake.is_sound(d, item.sha256)]
            if stored:
                kept = "is dropped" if stale else "stays"
                file.problem += f"; the version {'uploaded' if item.root == UPLOADS else 'indexed'} before {kept}"
            intake.expire(stale)
            return
        for part in file.parts:
            before = stored.pop(part.document.document_id, None)
            if before is not None and intake.is_current(before, item.sha256):
                continue
            if part.vectors is None:
                intake.add(part.document, item.root, replaces=before)
            else:
                intake.add_embedded(part.document, item.root, part.chunks, part.vectors, replaces=before)
        intake.expire(list(stored.values()))
        if item.root == UPLOADS:
            self._originals.append(Original(item.source, item.sha256, file.data))

    def _tell_left_out(self, files: Sequence[PreparedFile]) -> None:
        looked_at = {(file.item.root, file.item.source) for file in files}
        new = [LeftOut(file.item.root, file.item.source, file.problem) for file in files if file.problem is not None]
        if new or any((one.root, one.source) in looked_at for one in self._store.left_out.listed()):
            self._store.left_out.replace(new, where=lambda one: (one.root, one.source) in looked_at)

    def _undo(self) -> None:
        with self._store.transaction():
            self._store.undo([document.version_id for document in self._store.unpublished()])


def _is_about_a_row(exc: CitespanError) -> bool:
    """True if PostgreSQL works, but did not take what it was given."""
    cause = exc.__cause__
    return isinstance(cause, psycopg.Error) and not isinstance(
        cause, psycopg.OperationalError | psycopg.InterfaceError | psycopg.errors.InsufficientPrivilege
    )
