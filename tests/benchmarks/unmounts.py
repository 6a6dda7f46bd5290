"""Unmounts a folder under a watch, again and again: `python tests/benchmarks/unmounts.py [--rounds 50]`.

`citespan index --watch` follows the mount point of a folder, in a mount namespace of its own. In each round the folder
is unmounted, at any moment of what the watch does, a file of it changes, and it is mounted again. The index may never
hold fewer documents than before. Where this user may mount nothing, the folder is renamed and an empty one put in its
place, which looks the same to a program that opens no file. Exits with 1 if a document was lost.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from citespan.corpus.errors import CitespanError
from citespan.index.contents import read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FILES = 20
_NAMESPACES = (["unshare", "--mount", "--propagation", "private"], ["unshare", "--map-root-user", "--mount"])
_WAIT_SECONDS = 120.0
_INSIDE = "--inside"


@dataclass(slots=True)
class Unmounts:
    """What was found; `lost` and `faults` are to be empty."""

    rounds: int = 0
    mounted: bool = True
    """False if folders were renamed instead."""
    told: int = 0
    """How often the watch said that nothing was dropped."""
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _Disk:
    """A folder that can be taken from its place and put back."""

    def __init__(self, scratch: Path, *, mounted: bool) -> None:
        self.files, self.point = scratch / "disk", scratch / "point"
        self.files.mkdir()
        self.point.mkdir()
        self._mounted = mounted

    def put(self) -> None:
        if self._mounted:
            subprocess.run(["mount", "--bind", self.files, self.point], check=True)
        else:
            self.point.rmdir()
            self.files.rename(self.point)

    def take(self) -> None:
        if self._mounted:  # also while a file of it is open
            subprocess.run(["umount", "--lazy", self.point], check=True)
        else:
            self.point.rename(self.files)
            self.point.mkdir()


def unmount_often(*, rounds: int, mounted: bool, seed: int = 0) -> Unmounts:
    """What was found after so many rounds; with `mounted`, this process may mount."""
    found, random = Unmounts(mounted=mounted), Random(seed)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        disk, index, log = _Disk(scratch, mounted=mounted), scratch / "index", scratch / "log"
        for number in range(FILES):
            _write(disk.files, number, "first")
        disk.put()
        program = str(Path(sys.executable).with_name("citespan"))
        command = [program, "index", "--watch", str(disk.point), "--index", str(index)]
        with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as watch:
            try:
                if not _await(lambda: len(_held(index)) == FILES, watch):
                    found.faults.append(f"the index was never made: {log.read_text()}")
                    return found
                for number in range(rounds):
                    _round(disk, index, number, random, watch, found)
            finally:
                watch.terminate()  # a job in the background may ignore an interrupt
                watch.wait(60)
                with suppress(subprocess.CalledProcessError):
                    disk.take()  # nothing below is to be deleted through it
        found.told = log.read_text().count("nothing was dropped")
    return found


def _round(
    disk: _Disk, index: Path, number: int, random: Random, watch: subprocess.Popen[bytes], found: Unmounts
) -> None:
    found.rounds += 1
    before = set(_held(index))
    changed = random.randrange(FILES)
    if number % 2:  # the watch is reading it when the disk goes
        _write(disk.point, changed, f"before round {number}")
        time.sleep(random.uniform(0, 2.5))
    disk.take()
    until = time.monotonic() + random.uniform(0, 4)
    while time.monotonic() < until:
        found.lost += [f"round {number}: {name}" for name in sorted(before - set(_held(index)))]
        time.sleep(0.3)
    text = _write(disk.files, changed, f"round {number}")
    _write(disk.files, FILES + number, "new")
    disk.put()
    name = f"file-{changed}.txt"
    if not _await(lambda: _held(index).get(name) == text and len(_held(index)) == FILES + number + 1, watch):
        found.faults.append(f"round {number}: what is mounted again is not indexed")
    found.lost += [f"round {number}: {lost}" for lost in sorted(before - set(_held(index)))]


def _write(folder: Path, number: int, when: str) -> str:
    text = f"Lantern {number} was lit at the time of {when}."
    (folder / f"file-{number}.txt").write_text(text)
    return text


def _held(index: Path) -> dict[str, str]:
    """The texts of the documents of the index by their sources."""
    try:
        return {document.source: document.text for document in read_documents(index)}
    except CitespanError:  # it is being made
        return {}


def _await(is_so: Callable[[], bool], watch: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until and watch.poll() is None:
        if is_so():
            return True
        time.sleep(0.3)
    return False


def report(found: Unmounts) -> Sequence[str]:
    """What was found, in lines."""
    how = "unmounted and mounted" if found.mounted else "renamed and put back, for this user may not mount"
    return (
        f"{found.rounds} rounds under --watch, {how}; {found.told} times told that nothing was dropped",
        f"{len(found.lost)} documents lost, {len(found.faults)} other faults",
        *(found.lost + found.faults)[:20],
    )


def namespace() -> Sequence[str] | None:
    """The command that runs another one where it may mount; None if there is none."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        for command in _NAMESPACES:
            tried = [*command, "mount", "--bind", folder, folder]
            if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
                return command
    return None


def main() -> int:
    """Run from the command line, again inside a namespace if there may be one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument(_INSIDE, action="store_true", help="this process may mount")
    given = parser.parse_args()
    if not given.inside and (command := namespace()):
        again = [*command, sys.executable, *sys.argv, _INSIDE]
        return subprocess.run(
            again, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False
        ).returncode
    found = unmount_often(rounds=given.rounds, mounted=given.inside)
    print("\n".join(report(found)))
    return int(bool(found.lost or found.faults or found.rounds < given.rounds))


if __name__ == "__main__":
    sys.exit(main())
