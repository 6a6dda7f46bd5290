"""Pages of the database: each carries a checksum; SQLite verifies those it reads, and all can be verified at once."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

import apsw
import apsw.sqlite_extra
import numpy as np

from citespan.corpus.errors import CitespanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy.typing as npt

PAGE_BYTES = 4096
RESERVED_BYTES = 8
"""What is kept free at the end of each page; the checksum stands there."""

_BLOCK_PAGES = 256
_FREELIST_OFFSET = 32
_WORDS = (PAGE_BYTES - RESERVED_BYTES) // 4
_WAL_HEADER_BYTES = 32
_FRAME_HEADER_BYTES = 24


@cache
def checksum_vfs() -> str:
    """The name under which SQLite opens files with page checksums.

    Raises:
        CitespanError: if this installation of apsw lacks the extension.

    Source: https://sqlite.org/cksumvfs.html
    """
    default = apsw.vfs_names()[0]
    connection = apsw.Connection(":memory:")
    try:
        apsw.sqlite_extra.load(connection, "cksumvfs")
    except (apsw.sqlite_extra.NotAvailable, apsw.ExtensionLoadingError, LookupError) as exc:
        raise CitespanError(
            f"this apsw {apsw.apsw_version()} lacks SQLite's page checksums ({exc}); run 'pip install --force-reinstall"
            " apsw' to get the one from PyPI"
        ) from exc
    finally:
        connection.close()
    apsw.set_default_vfs(default)  # the extension makes itself the default, which is not ours to change
    return "cksmvfs"


def damaged_pages(database: Path) -> tuple[int, ...]:
    """The numbers, from 1, of the pages of a database that do not fit their checksums; pages not in use count too.

    So does a page of zeros that is in use, as a disk may give it back: its checksum, zeros too, fits. The database may
    be written meanwhile: a page is damaged if it fails more than once and no later version of it waits in the
    write-ahead log, from which SQLite would read it.

    Raises:
        OSError: if the file cannot be read.
    """
    damaged = tuple(_failing(database))
    for _ in range(2):
        if not damaged:
            break
        waiting = _waiting(database.with_name(f"{database.name}-wal"))
        time.sleep(0.02)
        again = set(_failing(database))
        damaged = tuple(number for number in damaged if number in again - waiting)
    return damaged


def _failing(database: Path) -> Iterator[int]:
    first, second = _weights()
    number = 1
    with database.open("rb") as stream:
        free = _free(stream)
        stream.seek(0)
        while block := stream.read(_BLOCK_PAGES * PAGE_BYTES):
            pages = len(block) // PAGE_BYTES
            words = np.frombuffer(block, dtype="<u4", count=pages * PAGE_BYTES // 4).reshape(pages, -1)
            content = words[:, :_WORDS]
            sums = np.einsum("ij,j->i", content, first), np.einsum("ij,j->i", content, second)
            yield from (number + np.flatnonzero((sums[0] != words[:, -2]) | (sums[1] != words[:, -1]))).tolist()
            empty = (row for row in np.flatnonzero((sums[0] == 0) & (sums[1] == 0)).tolist() if not content[row].any())
            yield from sorted({number + row for row in empty} - free)
            number += pages
            if len(block) % PAGE_BYTES:
                yield number


def _free(stream: BinaryIO) -> set[int]:
    """The numbers of the pages that are not in use, as far as their list can be followed.

    Source: https://sqlite.org/fileformat2.html#the_freelist
    """
    free: set[int] = set()
    stream.seek(_FREELIST_OFFSET)
    trunk = int.from_bytes(stream.read(4), "big")
    while trunk and trunk not in free:
        stream.seek((trunk - 1) * PAGE_BYTES)
        page = stream.read(PAGE_BYTES)
        count = int.from_bytes(page[4:8], "big")
        numbers = np.frombuffer(page[: len(page) // 4 * 4], dtype=">u4")
        free |= {trunk, *numbers[2 : 2 + count].tolist()}
        trunk = int.from_bytes(page[:4], "big")
    return free


def mark_empty(database: Path, numbers: Iterable[int]) -> None:
    """Make those of these damaged pages that hold nothing but zeros unfit for their checksums, so that none is read."""
    with database.open("r+b") as stream:
        for number in numbers:
            stream.seek((number - 1) * PAGE_BYTES)
            if not any(stream.read(PAGE_BYTES)):
                stream.seek(number * PAGE_BYTES - RESERVED_BYTES)
                stream.write(b"\xff" * RESERVED_BYTES)


@cache
def _weights() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """What each 32-bit word of a page counts in its two sums, modulo 2**32: Fibonacci numbers, backwards.

    The extension adds the words in turn to one and the other sum, and to it that other sum. Neighbouring Fibonacci
    numbers are never both even, so that no change of a single bit leaves both sums as they were.
    """
    numbers = [0, 1]
    while len(numbers) <= _WORDS:
        numbers.append((numbers[-1] + numbers[-2]) % 2**32)
    backwards = np.array(numbers[::-1], dtype=np.uint32)
    return backwards[1:].copy(), backwards[:-1].copy()


def _waiting(log: Path) -> set[int]:
    """The numbers of the pages in a write-ahead log.

    Source: https://sqlite.org/fileformat2.html#walformat
    """
    try:
        data = log.read_bytes()
    except FileNotFoundError:
        return set()
    starts: Iterable[int] = range(_WAL_HEADER_BYTES, len(data), _FRAME_HEADER_BYTES + PAGE_BYTES)
    return {int.from_bytes(data[start : start + 4], "big") for start in starts}
