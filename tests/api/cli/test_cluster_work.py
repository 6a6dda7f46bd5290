"""`citespan work` over a PostgreSQL and a Milvus that several processes share: one that is killed loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from called import call
from cluster_engines import running_milvus, running_postgres

from citespan.corpus.errors import EngineError
from citespan.index.address import ClusterAddress
from citespan.index.cluster.work_queue import WorkQueue
from citespan.index.contents import read_documents
from citespan.index.search.index_at import open_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cluster_engines import MilvusServer

    from citespan.index.encoder import Encoder

FILES = 90


@pytest.fixture(scope="module")
def milvus() -> Iterator[MilvusServer]:
    with running_milvus() as server:
        yield server


@pytest.fixture(scope="module")
def address(milvus: MilvusServer) -> Iterator[ClusterAddress]:
    with running_postgres() as server:
        yield ClusterAddress(server.new_database(), milvus.uri)


def _worker(address: ClusterAddress) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).with_name("citespan")), "work"]
    environment = {
        **os.environ,
        "CITESPAN_INDEX": address.postgresql,
        "CITESPAN_VECTORS": address.vectors,
        "CITESPAN_LEASE_SECONDS": "2",
    }
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def test_a_worker_that_is_killed_loses_nothing_and_another_ends_its_work(
    address: ClusterAddress, tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ("--index", address.postgresql, "--vectors", address.vectors)
    for number in range(FILES):
        (tmp_path / f"note{number}.md").write_text(f"# Lamp {number}\n\nWarden number {number} keeps the lamp.\n" * 12)
    done = call("index", "--queue", tmp_path, *place)
    assert done.returncode == 0, done.stderr
    assert f"{FILES} files queued; 'citespan work' takes them in." in done.stderr
    queue = WorkQueue(address)
    killed = _worker(address)
    while not queue.length().running:
        time.sleep(0.02)
    time.sleep(0.4)
    killed.kill()
    killed.wait()
    assert 0 < queue.length().waiting <= FILES
    monkeypatch.setenv("CITESPAN_LEASE_SECONDS", "2")
    ended = call("work", "--until-empty", *place)
    assert (ended.returncode, "taken in, 0 not" in ended.stderr) == (0, True), ended.stderr
    assert queue.length().waiting == 0
    queue.close()
    held = {document.source: document.text for document in read_documents(address)}
    assert held == {file.name: file.read_text() for file in tmp_path.glob("*.md")}


def test_a_milvus_that_was_restarted_is_asked_again(
    address: ClusterAddress, milvus: MilvusServer, encoder: Encoder
) -> None:
    index = open_index(address, encoder)
    before = index.retrieve("the lamp of warden 7", limit=3)
    milvus.stop()
    with pytest.raises(EngineError, match="Milvus cannot be used"):
        index.retrieve("the lamp of warden 7", limit=3)
    milvus.start()
    while True:
        try:
            assert index.retrieve("the lamp of warden 7", limit=3) == before
        except EngineError:  # the client waits a second or two before it connects again
            time.sleep(0.2)
        else:
            break
    index.close()


def test_the_queue_is_of_an_index_in_postgresql(address: ClusterAddress, tmp_path: Path) -> None:
    place = ("--index", address.postgresql, "--vectors", address.vectors)
    done = call("work", "--index", tmp_path / "index")
    assert (done.returncode, "has no queue" in done.stderr) == (2, True)
    done = call("index", tmp_path, "--queue", "--rebuild", *place)
    assert (done.returncode, "--queue goes with none of" in done.stderr) == (2, True)
