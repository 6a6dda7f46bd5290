"""Builds that are killed, or whose disk is full, while they write or fold segments: before or after, never between."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from built import found, sources
from segmented import change_ships, fill_almost, manifest_of, segment_rows

from citespan.index.generations.segments import generation_folder
from citespan.index.generations.tiers import FANOUT
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

BUILD = (
    "import sys; from pathlib import Path; from citespan.index.updating.mirror import build_index;"
    " from citespan.index.encoder import Encoder;"
    " build_index(Path(sys.argv[1]), [Path(sys.argv[2])], encoder=Encoder())"
)
BUILD_KILLED = (
    "import os, signal, sys, threading, time; from pathlib import Path;"
    " made = Path(sys.argv[3]);\n"
    "def kill():\n"
    "    while not made.exists():\n"
    "        time.sleep(0.0002)\n"
    "    time.sleep(float(sys.argv[4]))\n"
    "    os.kill(os.getpid(), signal.SIGKILL)\n"
    "threading.Thread(target=kill, daemon=True).start()\n"
) + BUILD


@pytest.mark.parametrize("seconds", [0.0, 0.004, 0.02])
def test_a_build_that_is_killed_while_it_folds_has_published(
    root: Path, folder: Path, encoder: Encoder, seconds: float
) -> None:
    fill_almost(root, folder, encoder)
    folding = generation_folder(folder, manifest_of(folder).generation + 2)
    arguments = [str(folder), str(root), str(folding), str(seconds)]
    done = subprocess.run([sys.executable, "-c", BUILD_KILLED, *arguments], capture_output=True, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    assert any("Borealis" in text for text in found(folder, encoder, "When does the ferry leave?"))
    assert len(sources(folder)) == 9
    (root / "moon.txt").write_text("The moon has no air.")
    build_index(folder, [root], encoder=encoder)
    assert sum(live for _, live in segment_rows(folder)) == 11
    assert len(segment_rows(folder)) < FANOUT


def _on_small_disk(root: Path, folder: Path, *, room: int) -> subprocess.CompletedProcess[str]:
    """A build where the generations stand on a disk that has so many bytes left; they are copied back afterwards."""
    generations = folder / "generations"
    files = (path for path in generations.rglob("*") if path.is_file())
    size = sum(-(-file.stat().st_size // 4096) * 4096 for file in files) + room
    script = (
        'set -e; cp -r "$1/generations" "$1.copy"; mount -t tmpfs -o size=$5 tmpfs "$1/generations"; '
        'cp -r "$1.copy/." "$1/generations"; rm -r "$1.copy"; code=0; "$3" -c "$4" "$1" "$2" || code=$?; '
        'cp -r "$1/generations" "$1.copy"; exit $code'
    )
    arguments = [str(folder), str(root), sys.executable, BUILD, str(size)]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", *arguments], capture_output=True, text=True, check=False
    )
    shutil.rmtree(generations)
    folder.with_name(f"{folder.name}.copy").rename(generations)
    return done


def _skip_unless_mounting(folder: Path) -> None:
    command = ["unshare", "--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounts a small disk")


def test_a_disk_that_fills_up_while_a_segment_is_written_leaves_the_state_before(
    root: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    _skip_unless_mounting(tmp_path)
    build_index(folder, [root], encoder=encoder)
    before = found(folder, encoder, "ferry")
    for number in range(30):
        (root / f"new{number}.txt").write_text(f"Buoy {number} is painted green.")
    done = _on_small_disk(root, folder, room=16_384)
    assert done.returncode == 1
    assert "the index cannot be written" in done.stderr
    assert "the last complete state stays" in done.stderr
    assert found(folder, encoder, "ferry") == before
    build_index(folder, [root], encoder=encoder)
    assert segment_rows(folder) == [(4, 4), (30, 30)]


def test_a_disk_that_fills_up_while_segments_are_folded_leaves_the_state_after(
    root: Path, folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    """The build has published by then: it ends well, and a later one folds."""
    _skip_unless_mounting(tmp_path)
    fill_almost(root, folder, encoder)
    done = _on_small_disk(root, folder, room=16_384)
    assert done.returncode == 0, done.stderr
    assert "no segments are folded" in done.stderr
    assert len(segment_rows(folder)) == FANOUT
    assert any("Borealis" in text for text in found(folder, encoder, "When does the ferry leave?"))
    change_ships(root, 2)
    build_index(folder, [root], encoder=encoder)
    assert segment_rows(folder) == [(10, 10)]
