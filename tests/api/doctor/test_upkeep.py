"""What the doctor says of the disk, and of an index that somebody writes or reads; and that it leaves no trace."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import filelock

from citespan.api.doctor.findings import CheckStatus, Examination
from citespan.api.doctor.upkeep import tell_space
from citespan.index.database.schema import DATABASE, open_for_reading, open_for_writing
from citespan.index.generations.publish import writing
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from examined import Doctor

    from citespan.index.encoder import Encoder


def _files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(file): (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


def test_a_disk_without_room_for_a_rebuild_is_told(tmp_path: Path) -> None:
    examination = Examination()
    tell_space(examination, tmp_path, needed=3_000_000, free=2_000_000)
    tell_space(examination, tmp_path, needed=3_000_000, free=3_000_000)
    assert [check.status for check in examination.checks] == [CheckStatus.NOTE, CheckStatus.OK]
    assert "2.0 MB are free, a rebuild takes up to 3.0 MB" in examination.checks[0].detail


def test_a_closed_index_is_left_as_it_is(doctor: Doctor, folder: Path) -> None:
    before = _files(folder)
    doctor.found()
    assert _files(folder) == before
    assert not (folder / f"{DATABASE}-wal").exists()


def test_a_damaged_index_is_left_as_it_is(doctor: Doctor, folder: Path) -> None:
    file = folder / DATABASE
    file.write_bytes(file.read_bytes().replace(b"500 grams", b"700 grams"))
    before = _files(folder)
    assert doctor.wrong()
    assert _files(folder) == before


def test_what_a_killed_writer_left_in_the_log_is_read_and_left_as_it_is(
    doctor: Doctor, folder: Path, root: Path, encoder: Encoder
) -> None:
    """A log with its shared memory, and one that was copied without it."""
    reader = open_for_reading(folder)  # keeps the log from being taken into the database
    (root / "moon.txt").write_text("The moon has no air.")
    build_index(folder, [root], encoder=encoder)
    assert (folder / f"{DATABASE}-wal").stat().st_size
    killed = folder.with_name("killed")
    shutil.copytree(folder, killed)
    reader.close()
    shutil.rmtree(folder)
    for suffix in ("", "-shm"):
        if suffix:
            (killed / f"{DATABASE}{suffix}").unlink()
        shutil.copytree(killed, folder, dirs_exist_ok=True)
        before = _files(folder)
        assert doctor.wrong() == {}
        assert "3 documents" in doctor.found()["generation"].detail
        assert _files(folder) == before
        shutil.rmtree(folder)


def test_a_build_that_runs_is_told_and_not_disturbed(doctor: Doctor, folder: Path) -> None:
    with writing(folder, wait_seconds=10) as store:
        with store.transaction():
            store.set_roots(add=["/somewhere"])
            found = doctor.found()
        assert found["builds"].status is CheckStatus.NOTE
        assert "writes this index now" in found["builds"].detail
        assert {name for name, check in found.items() if check.status is CheckStatus.WRONG} == set()
    assert doctor.notes() == {}
    with filelock.FileLock(folder / "write.lock", timeout=0):
        assert doctor.notes()


def test_a_first_build_that_runs_is_nothing_wrong(doctor: Doctor, folder: Path) -> None:
    shutil.rmtree(folder)
    with writing(folder, wait_seconds=10):
        assert doctor.wrong() == {}
        assert "the first build runs" in doctor.notes()["generation"].detail
    assert set(doctor.wrong()) == {"generation"}


def test_the_doctor_does_not_keep_a_writer_waiting(doctor: Doctor, folder: Path) -> None:
    doctor.found()
    connection = open_for_writing(folder)
    connection.set_busy_timeout(0)
    connection.execute("BEGIN EXCLUSIVE; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
