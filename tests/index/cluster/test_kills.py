"""A writer that is killed at any point loses nothing, and leaves the last generation whole."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from citespan.index.address import ClusterAddress
from citespan.index.contents import list_documents
from citespan.index.encoder import Encoder
from citespan.index.search.index_at import open_index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from cluster_engines import PostgresServer

FILES = 12


def _build(address: ClusterAddress, root: Path, started: Path) -> None:
    encoder = Encoder(threads=1)
    started.touch()
    build_index(address, [root], encoder=encoder)


@pytest.mark.parametrize("after_seconds", [0.05, 0.6])
def test_a_killed_build_leaves_the_last_generation_and_the_next_takes_it_up(
    postgres: PostgresServer, tmp_path: Path, encoder: Encoder, after_seconds: float
) -> None:
    address = ClusterAddress(postgres.new_database(), str(tmp_path / "vectors.db"))
    root = tmp_path / "root"
    root.mkdir()
    (root / "first.md").write_text("The first lamp is green.")
    context = multiprocessing.get_context("spawn")
    done = context.Process(target=_build, args=(address, root, tmp_path / "one"))
    done.start()
    done.join()
    assert done.exitcode == 0
    for number in range(FILES):
        (root / f"note{number}.md").write_text(f"# Note {number}\n\nWarden number {number} keeps the lamp.\n" * 20)
    killed = context.Process(target=_build, args=(address, root, tmp_path / "two"))
    killed.start()
    while not (tmp_path / "two").exists():
        time.sleep(0.02)
    time.sleep(after_seconds)
    assert killed.pid is not None
    os.kill(killed.pid, signal.SIGKILL)
    killed.join()
    assert len(list_documents(address)) in {1, 1 + FILES}
    index = open_index(address, encoder)
    assert "first.md" in {one.document.source for one in index.retrieve("first lamp", limit=3).passages}
    assert build_index(address, [root], encoder=encoder).documents == 1 + FILES
    found = {one.document.source for one in index.retrieve("Warden lamp", limit=10_000).passages}
    assert len(found) == 1 + FILES
    index.close()
