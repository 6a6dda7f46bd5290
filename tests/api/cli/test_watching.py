"""A real `citespan index --watch`, and files that change below it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from citespan.index.contents import list_documents

if TYPE_CHECKING:
    from pathlib import Path

CLI = "from citespan.api.cli.main import main; main()"


def _wait_for(index: Path, sources: list[str], process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert process.poll() is None
        if (index / "index.sqlite3").exists() and [d.source for d in list_documents(index)] == sources:
            return
        time.sleep(0.1)
    raise AssertionError(f"{sources} never came")


def test_changes_are_followed_until_it_is_interrupted(tmp_path: Path) -> None:
    root, index = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    (root / "one.txt").write_text("The ferry leaves at noon.")
    process = subprocess.Popen(
        [sys.executable, "-c", CLI, "index", str(root), "--index", str(index), "--watch", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        _wait_for(index, ["one.txt"], process)
        (root / "two.txt").write_text("The mill stands by the river.")
        _wait_for(index, ["one.txt", "two.txt"], process)
        (root / "one.txt").unlink()
        _wait_for(index, ["two.txt"], process)
        root.rename(tmp_path / "away")
        time.sleep(2.5)
        assert [d.source for d in list_documents(index)] == ["two.txt"]
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "waiting: " in err
    reports = [json.loads(part + "}") for part in out.split("\n}") if part.strip()]
    assert [report["added"] for report in reports][:2] == [1, 1]


def test_a_server_follows_folders_and_loses_nothing_of_a_disk_that_is_unmounted(tmp_path: Path) -> None:
    root, index, log = tmp_path / "root", tmp_path / "index", tmp_path / "log"
    root.mkdir()
    (root / "one.txt").write_text("The ferry leaves at noon.")
    command = [sys.executable, "-c", CLI, "serve", "--port", "0", "--watch", str(root), "--index", str(index)]
    with log.open("w") as stderr, subprocess.Popen(command, stderr=stderr, text=True) as process:
        _wait_for(index, ["one.txt"], process)
        while "running on" not in log.read_text():
            assert process.poll() is None
            time.sleep(0.1)
        (root / "two.txt").write_text("The mill stands by the river.")
        _wait_for(index, ["one.txt", "two.txt"], process)
        root.rename(tmp_path / "unmounted")
        root.mkdir()
        for _ in range(600):
            if "nothing was dropped" in log.read_text():
                break
            time.sleep(0.1)
        assert [d.source for d in list_documents(index)] == ["one.txt", "two.txt"]
        process.terminate()
        assert process.wait(60) == 0
    assert not (index / "index.sqlite3-wal").exists()
