"""Page checksums: what was written fits them, and nothing else does."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citespan.corpus.errors import IndexMismatchError
from citespan.index.database.checksums import PAGE_BYTES, damaged_pages
from citespan.index.database.schema import DATABASE, check_pages, open_for_reading, open_for_writing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def database(folder: Path) -> Path:
    """Full and half-empty pages, pages in use and freed, and more of them than are checked in one go."""
    connection = open_for_writing(folder)
    connection.execute("CREATE TABLE filler (number INTEGER PRIMARY KEY, filler BLOB)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO filler VALUES (?, randomblob(?))", [(n, 100 * (n % 50)) for n in range(600)])
    connection.execute("COMMIT; DELETE FROM filler WHERE number > 450")
    connection.close()
    assert (folder / DATABASE).stat().st_size > 300 * PAGE_BYTES
    return folder / DATABASE


def test_what_was_written_fits_its_checksums(database: Path) -> None:
    assert damaged_pages(database) == ()
    check_pages(database.parent)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_every_flipped_bit_is_found(database: Path, place: float, bit: int) -> None:
    data = database.read_bytes()
    position = int(place * len(data))
    try:
        with database.open("r+b") as file:
            file.seek(position)
            file.write(bytes([data[position] ^ 1 << bit]))
        assert damaged_pages(database) == (position // PAGE_BYTES + 1,)
    finally:
        database.write_bytes(data)


def test_a_page_of_zeros_is_found_where_it_is_in_use(database: Path) -> None:
    """Its checksum would fit; and pages that are not in use hold nothing but zeros, rightly."""
    data = database.read_bytes()
    pages = [data[start : start + PAGE_BYTES] for start in range(0, len(data), PAGE_BYTES)]
    free = [number for number, page in enumerate(pages, start=1) if not any(page)]
    assert free
    for number in random.Random(1).sample(sorted(set(range(1, len(pages) + 1)) - set(free)), 30):
        with database.open("r+b") as file:
            file.seek((number - 1) * PAGE_BYTES)
            file.write(bytes(PAGE_BYTES))
        assert number in damaged_pages(database)
        database.write_bytes(data)


def test_a_file_that_was_cut_off_is_found(database: Path) -> None:
    data = database.read_bytes()
    database.write_bytes(data[:-1])
    assert damaged_pages(database) == (len(data) // PAGE_BYTES,)
    with pytest.raises(IndexMismatchError, match=r"is damaged .* run .citespan index --rebuild"):
        check_pages(database.parent)


def test_a_page_whose_later_version_waits_in_the_log_is_not_damaged(database: Path) -> None:
    """A machine that dies while the log is copied into the database leaves half-written pages, and the log."""
    reader = open_for_reading(database.parent)
    reader.execute("BEGIN; SELECT count(*) FROM filler").fetchall()
    writer = open_for_writing(database.parent)
    writer.execute("UPDATE filler SET filler = randomblob(3000) WHERE number = 7")
    data = bytearray(database.read_bytes())
    last = len(data) // PAGE_BYTES - 1
    log = database.with_name(f"{DATABASE}-wal").read_bytes()
    waiting = {int.from_bytes(log[start : start + 4], "big") for start in range(32, len(log), 24 + PAGE_BYTES)}
    for number in (*waiting, last):
        data[number * PAGE_BYTES - 100] ^= 1
    database.write_bytes(data)
    assert waiting
    assert damaged_pages(database) == (last,)
    writer.close()
    reader.close()
