"""Copies of real indexes, made, damaged and put back."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from built import found, sources

from citespan.corpus.errors import CitespanError, IndexMismatchError, MissingIndexError, UsageError
from citespan.index.backup import back_up, restore
from citespan.index.contents import list_documents
from citespan.index.database.schema import DATABASE
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


def test_a_copy_that_is_made_while_the_index_is_asked_answers_the_same(
    root: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    build_index(folder, [root], encoder=encoder)
    asked = Index(folder, encoder)
    (root / "new.txt").write_text("The lighthouse at Cape Umber is green.")
    build_index(folder, [root], encoder=encoder)  # it stays in the log as long as the index is open
    back_up(folder, tmp_path / "copy")
    asked.close()
    restore(tmp_path / "copy", tmp_path / "restored")
    assert list_documents(tmp_path / "restored") == list_documents(folder)
    assert found(tmp_path / "restored", encoder, "lighthouse") == found(folder, encoder, "lighthouse")
    assert not (tmp_path / "copy" / f"{DATABASE}-wal").exists()


def test_what_exists_or_lies_in_the_index_is_no_destination(root: Path, folder: Path, encoder: Encoder) -> None:
    with pytest.raises(MissingIndexError):
        back_up(folder, root / "copy")
    build_index(folder, [root], encoder=encoder)
    with pytest.raises(UsageError, match="exists"):
        back_up(folder, root)
    with pytest.raises(UsageError, match="lies in the index itself"):
        back_up(folder, folder / "copy")
    with pytest.raises(UsageError, match="exists"):
        restore(folder, root)


def test_a_copy_that_is_damaged_is_not_put_back(root: Path, folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    build_index(folder, [root], encoder=encoder)
    back_up(folder, tmp_path / "copy")
    database = tmp_path / "copy" / DATABASE
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    with pytest.raises(IndexMismatchError):
        restore(tmp_path / "copy", tmp_path / "restored")
    assert sorted(path.name for path in tmp_path.iterdir() if "restored" in path.name) == []


def test_of_a_copy_that_finds_no_room_nothing_stays(root: Path, folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    build_index(folder, [root], encoder=encoder)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(CitespanError, match="nothing of it stays"):
        back_up(folder, blocked / "copy")
    assert blocked.read_text() == "no folder"


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")
def test_a_copy_that_finds_no_room_says_so_in_plain_words(
    root: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    import resource  # noqa: PLC0415 - there is none on Windows

    build_index(folder, [root], encoder=encoder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(CitespanError, match=r"copy: the copy cannot be written: file too large; nothing of it"):
            back_up(folder, tmp_path / "copy")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.glob("copy*"))


def test_an_index_that_was_closed_has_no_log_left(root: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [root], encoder=encoder)
    asked = Index(folder, encoder)
    (root / "new.txt").write_text("The lighthouse at Cape Umber is green.")
    build_index(folder, [root], encoder=encoder)
    assert (folder / f"{DATABASE}-wal").exists()
    asked.close()
    assert [path.name for path in folder.iterdir() if path.name.startswith(DATABASE)] == [DATABASE]
    assert "new.txt" in sources(folder)


def _can_mount(folder: Path) -> bool:
    command = ["unshare", "--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_a_full_disk_can_be_read_from(root: Path, folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or not _can_mount(disk):
        pytest.skip("mounts a small disk")
    build_index(folder, [root], encoder=encoder)
    reading = "import sys, pathlib; from citespan.index.contents import list_documents; "
    reading += "print(*[document.source for document in list_documents(pathlib.Path(sys.argv[1]))])"
    script = (
        'mount -t tmpfs -o size=8m tmpfs "$1" && cp -r "$2" "$1/index" && cat /dev/zero > "$1/fill" 2>/dev/null;'
        ' "$3" -c "$4" "$1/index"'
    )
    arguments = [str(disk), str(folder), sys.executable, reading]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", *arguments], capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.returncode) == (sources(folder), 0), done.stderr
