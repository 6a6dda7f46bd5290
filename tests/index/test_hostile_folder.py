"""Folders that hold what is no document: each such thing is named and skipped, and the rest goes on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from built import found, sources
from made_files import epub_file, pdf_file

from citespan.corpus.errors import LoadError
from citespan.corpus.load import read_bytes
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

NAMES = ("two\nlines.txt", "\u202etxt.exe\u202c.txt", "tab\tand \x1b[31mred.txt", " .txt", "#row=1.txt", "100%?.txt")


def test_what_is_no_readable_file_is_named_and_the_rest_is_indexed(root: Path, folder: Path, encoder: Encoder) -> None:
    os.mkfifo(root / "pipe.txt")
    (root / "dangling.md").symlink_to(root / "gone.md")
    (root / "loop.txt").symlink_to(root / "pool.txt")
    (root / "pool.txt").symlink_to(root / "loop.txt")
    (root / "self").symlink_to(root)
    (root / "null.txt").symlink_to("/dev/zero")
    (root / "nul.txt").write_bytes(b"The quay\0is closed.")
    (root / "empty.csv").write_bytes(b"")
    (root / "really-a-book.pdf").write_bytes(epub_file())
    (root / "really-a-pdf.html").write_bytes(pdf_file())
    (root / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"Coffee.")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(root / "socket.txt"))
    report = build_index(folder, [root], encoder=encoder)
    listening.close()
    named = {failure.source: failure.message for failure in report.failures}
    assert set(named) == {
        *("pipe.txt", "dangling.md", "loop.txt", "pool.txt", "nul.txt", "socket.txt"),
        *("really-a-book.pdf", "really-a-pdf.html", os.fsdecode(b"caf\xe9.txt")),
    }
    assert all(" " in message and ("txt" in message or name in message) for name, message in named.items())
    assert "it is no regular file" in named["pipe.txt"]
    assert report.links_out == [str(root / "null.txt")]
    assert report.empty == 1
    assert "is a PDF file, no web page" in named["really-a-pdf.html"]
    assert sources(folder) == ["bread.md", "ships.txt", "sub/tides.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_any_valid_name_is_indexed_and_cited_under_it(
    name: str, root: Path, folder: Path, encoder: Encoder
) -> None:
    (root / name).write_text("The lighthouse at Cape Umber is green.")
    build_index(folder, [root], encoder=encoder)
    assert name in sources(folder)
    assert any("Cape Umber" in text for text in found(folder, encoder, "lighthouse"))


def test_a_name_cannot_steer_the_terminal_nor_break_a_list(root: Path, folder: Path, encoder: Encoder) -> None:
    (root / "a\x1b[31m\nb\tc.txt").write_text("Red.")
    (root / "d\x1b[31m\ne.txt").write_bytes(b"\0")

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from citespan.api.cli.main import main; main()", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    indexed = run("index", root, "--index", folder)
    assert indexed.returncode == 1
    listed = run("documents", "--index", folder)
    assert "\x1b" not in indexed.stdout + indexed.stderr + listed.stdout
    assert [line.count("\t") for line in listed.stdout.splitlines()] == [3] * 4


def test_a_file_that_became_a_pipe_after_it_was_listed_blocks_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.txt")
    with pytest.raises(LoadError, match=r"x\.txt: cannot be read: it is no regular file"):
        read_bytes(tmp_path / "x.txt", source="x.txt")


def test_files_that_vanish_and_grow_while_they_are_read_cost_nothing_else(
    root: Path, folder: Path, encoder: Encoder
) -> None:
    for number in range(200):
        (root / f"fleeting{number}.txt").write_text(f"Buoy {number}.")
    growing = root / "growing.txt"
    growing.write_text("A line.\n")
    stop = threading.Event()

    def disturb() -> None:
        number = 0
        while not stop.is_set():
            (root / f"fleeting{199 - number % 200}.txt").unlink(missing_ok=True)
            with growing.open("a") as file:
                file.write("One more line.\n")
            number += 1

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        report = build_index(folder, [root], encoder=encoder)
    finally:
        stop.set()
        thread.join()
    assert all("No such file" in failure.message for failure in report.failures)
    assert {"bread.md", "growing.txt", "ships.txt", "sub/tides.txt"} <= set(sources(folder))
    last = build_index(folder, [root], encoder=encoder)
    assert not last.failures
    assert set(sources(folder)) == {path.relative_to(root).as_posix() for path in root.rglob("*.*") if path.is_file()}


def test_a_folder_that_cannot_be_listed_is_named_and_loses_nothing(
    root: Path, folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = root / "closed"
    closed.mkdir()
    (closed / "gate.txt").write_text("The gate is shut at nine.")
    build_index(folder, [root], encoder=encoder)
    listed = os.scandir

    def scandir(path: str) -> object:
        if os.fspath(path) == str(closed):
            raise PermissionError(13, "Permission denied", str(closed))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = build_index(folder, [root], encoder=encoder)
    assert [failure.source for failure in report.failures] == ["closed"]
    assert "cannot be listed: Permission denied" in report.failures[0].message
    assert report.removed == 0
    assert found(folder, encoder, "When is the gate shut?")[0] == "The gate is shut at nine."
