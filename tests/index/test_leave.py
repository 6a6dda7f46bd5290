"""A process that ends while something still uses its index."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from citespan.index.contents import list_documents
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

IN_THE_MIDST = """
import sys, time
from pathlib import Path
from threading import Event, Thread
from citespan.index.generations.publish import writing
from citespan.index.leave import leave_settled

begun = Event()

def write(folder):
    with writing(folder, wait_seconds=10) as store, store.transaction():
        store.set_roots(add=["/nowhere"], drop=[])
        begun.set()
        time.sleep(600)

folder = Path(sys.argv[1])
Thread(target=write, args=[folder]).start()
assert begun.wait(30)
assert (folder / "index.sqlite3-wal").exists()
leave_settled(folder, code=int(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot become another one")
def test_the_index_is_left_in_one_file_and_without_what_was_not_committed(tmp_path: Path, encoder: Encoder) -> None:
    root, folder = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    (root / "a.txt").write_text("One buoy is green.")
    build_index(folder, [root], encoder=encoder)
    done = subprocess.run([sys.executable, "-c", IN_THE_MIDST, folder, "0"], timeout=60, check=False)
    assert done.returncode == 0
    assert [path.name for path in folder.glob("index.sqlite3*")] == ["index.sqlite3"]
    assert [document.source for document in list_documents(folder)] == ["a.txt"]
    assert b"/nowhere" not in (folder / "index.sqlite3").read_bytes()


def test_another_exit_code_is_given_as_it_is(tmp_path: Path, encoder: Encoder) -> None:
    root, folder = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    build_index(folder, [root], encoder=encoder)
    done = subprocess.run([sys.executable, "-c", IN_THE_MIDST, folder, "3"], timeout=60, check=False)
    assert done.returncode == 3
