"""Files go through the queue: each is taken once, in order, and a poisoned one is named."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import IndexMismatchError, UsageError
from citespan.index.cluster.queue_worker import QueueWorker
from citespan.index.cluster.work_queue import MOST_TRIES, WorkQueue
from citespan.index.contents import list_documents, open_contents, remove_documents
from citespan.index.database.rows import UPLOADS
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citespan.index.address import ClusterAddress
    from citespan.index.database.left_out import LeftOut
    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import BuildReport

LEASE = 30.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "town"
    root.mkdir()
    (root / "ferry.md").write_text("# The ferry\n\nThe ferry to Skarholm leaves at noon.\n")
    (root / "twin.md").write_text("# The ferry\n\nThe ferry to Skarholm leaves at noon.\n")
    (root / "prices.csv").write_text("item,price\noars,12\nrope,7\n")
    return root


@pytest.fixture
def queue(address: ClusterAddress, encoder: Encoder) -> Iterator[WorkQueue]:
    build_index(address, [], encoder=encoder)
    queue = WorkQueue(address)
    yield queue
    queue.close()


def _work(address: ClusterAddress, encoder: Encoder) -> list[tuple[str, str | None]]:
    """What became of each file, once nobody waits."""
    ended: list[tuple[str, str | None]] = []
    worker = QueueWorker(address, encoder, on_ended=lambda file, problem: ended.append((file.source, problem)))
    worker.run(Event(), until_empty=True)
    return ended


def _left_out(address: ClusterAddress) -> tuple[LeftOut, ...]:
    with open_contents(address) as contents:
        return contents.left_out()


def _fill(address: ClusterAddress, root: Path, encoder: Encoder) -> BuildReport:
    return build_index(address, [root], encoder=encoder, queued=True)


def test_the_queue_makes_the_same_index_as_taking_in_at_once(
    address: ClusterAddress, root: Path, encoder: Encoder, tmp_path: Path
) -> None:
    (root / "broken.pdf").write_bytes(b"%PDF-")
    filled = _fill(address, root, encoder)
    assert (filled.queued, filled.documents, filled.failures) == (4, 0, [])
    assert _fill(address, root, encoder).queued == 0, "it waits already"
    ended = dict(_work(address, encoder))
    assert ended.keys() == {"ferry.md", "twin.md", "prices.csv", "broken.pdf"}
    folder = tmp_path / "index"
    direct = build_index(folder, [root], encoder=encoder)
    assert [one.message for one in _left_out(address)] == [one.message for one in direct.failures]
    for place in (address, folder):
        assert build_index(place, [], encoder=encoder).fingerprint == direct.fingerprint
    again = _fill(address, root, encoder)
    assert (again.queued, again.unchanged) == (1, 4), "only the broken one is looked at again"
    (root / "broken.pdf").unlink()
    (root / "ferry.md").write_text("# The ferry\n\nIt leaves at one.\n")
    (root / "twin.md").unlink()
    changed = _fill(address, root, encoder)
    assert (changed.queued, changed.removed) == (1, 1)
    assert _work(address, encoder) == [("ferry.md", None)]
    assert (
        build_index(folder, [root], encoder=encoder).fingerprint
        == build_index(address, [], encoder=encoder).fingerprint
    )
    assert _left_out(address) == ()


def test_what_is_gone_before_it_was_taken_in_leaves_the_queue(
    address: ClusterAddress, root: Path, encoder: Encoder, queue: WorkQueue
) -> None:
    _fill(address, root, encoder)
    (root / "ferry.md").unlink()
    _fill(address, root, encoder)
    assert sorted(source for _, source in queue.waiting()) == ["prices.csv", "twin.md"]


def _put(queue: WorkQueue, name: str, text: str, *, sha256: str = "") -> None:
    assert queue.put(root="/town", root_key="/town", source=name, sha256=sha256 or text, data=text.encode())


def test_two_workers_never_have_the_same_file_and_versions_keep_their_order(queue: WorkQueue) -> None:
    for name in ("a.md", "b.md", "c.md"):
        _put(queue, name, f"The first of {name}.")
    _put(queue, "a.md", "The second of a.md.")
    one = queue.take("one", limit=2, lease_seconds=LEASE)
    two = queue.take("two", limit=9, lease_seconds=LEASE)
    assert [file.source for file in one] == ["a.md", "b.md"]
    assert [file.source for file in two] == ["c.md"], "the second version of a.md waits for the first"
    assert queue.held("one") == {file.item_id for file in one}
    queue.end(one[0].item_id, "one")
    [later] = queue.take("two", limit=9, lease_seconds=LEASE)
    assert queue.begin(later.item_id, "two") == b"The second of a.md."
    assert (queue.length().waiting, queue.length().running) == (3, 3)


def test_a_lease_that_expired_is_lost_to_the_next_worker(queue: WorkQueue) -> None:
    _put(queue, "a.md", "The lamp is green.")
    [file] = queue.take("stopped", limit=1, lease_seconds=0.0)
    [same] = queue.take("next", limit=1, lease_seconds=LEASE)
    assert same.item_id == file.item_id
    assert queue.begin(file.item_id, "stopped") is None
    queue.keep("stopped", lease_seconds=LEASE)
    queue.give_back("stopped")
    queue.end(file.item_id, "stopped", problem="it was slow")
    assert queue.held("next") == {file.item_id}
    assert queue.length().waiting == 1


def test_a_file_whose_reading_ends_the_worker_is_tried_three_times_and_named(
    address: ClusterAddress, encoder: Encoder, queue: WorkQueue
) -> None:
    _put(queue, "poison.md", "The lamp is green.")
    _put(queue, "good.md", "The lamp of Skarholm is red.")
    for tried in range(MOST_TRIES):
        held = queue.take(f"worker {tried}", limit=9, lease_seconds=0.0)
        poison = next(file for file in held if file.source == "poison.md")
        assert poison.tries == tried
        assert queue.begin(poison.item_id, f"worker {tried}"), "and here the worker is killed"
        if not tried:
            assert _work_one(address, encoder) == [("good.md", None)]
    [(name, problem)] = _work(address, encoder)
    assert name == "poison.md"
    assert problem is not None
    assert "was tried 3 times" in problem
    assert [one.source for one in _left_out(address)] == ["poison.md"]
    assert queue.length().failed == 1
    _put(queue, "poison.md", "It is another file now.")
    assert _work(address, encoder) == [("poison.md", None)]
    assert _left_out(address) == ()


def _work_one(address: ClusterAddress, encoder: Encoder) -> list[tuple[str, str | None]]:
    """What became of the first file."""
    ended: list[tuple[str, str | None]] = []
    stopping = Event()

    def end(file: object, problem: str | None) -> None:
        ended.append((getattr(file, "source", ""), problem))
        stopping.set()

    QueueWorker(address, encoder, on_ended=end).run(stopping)
    return ended


def test_uploads_are_a_job_whose_files_are_told_apart(
    address: ClusterAddress, encoder: Encoder, queue: WorkQueue
) -> None:
    uploads = [Upload("note.txt", b"The keys hang behind the clock."), Upload("bad.pdf", b"%PDF-")]
    assert queue.put_job("j", uploads, root=UPLOADS, skipped="[]", most_waiting_bytes=1)
    assert not queue.put_job("k", uploads, root=UPLOADS, skipped="[]", most_waiting_bytes=40)
    assert queue.job("k") is None
    _work(address, encoder)
    found = queue.job("j")
    assert found is not None
    good, bad = found[1]
    assert (good.status, bad.status) == ("done", "failed")
    assert "bad.pdf" in str(bad.problem)
    with open_contents(address) as contents:
        stored = contents.find(good.documents[0])
        assert stored is not None
        assert contents.original(stored).read() == uploads[0].data
    remove_documents(address, good.documents)
    assert queue.put_job(
        "l", [Upload("note.txt", b"They hang on a nail.")], root=UPLOADS, skipped="[]", most_waiting_bytes=99
    )
    _work(address, encoder)
    assert [one.source for one in list_documents(address)] == ["note.txt"]


def test_a_folder_has_no_queue(tmp_path: Path, root: Path, encoder: Encoder) -> None:
    with pytest.raises(UsageError, match="has no queue"):
        build_index(tmp_path / "index", [root], encoder=encoder, queued=True)


def test_another_encoder_is_refused_and_what_was_taken_is_given_back(
    address: ClusterAddress, root: Path, encoder: Encoder, queue: WorkQueue
) -> None:
    build_index(address, [root / "ferry.md"], encoder=encoder, chunk_tokens=40)
    _put(queue, "a.md", "The lamp is green.")
    with pytest.raises(IndexMismatchError, match="--rebuild"):
        _work(address, encoder)
    assert len(queue.take("next", limit=1, lease_seconds=LEASE)) == 1
