"""The SQLite file of an index: its tables, and how it is opened for writing and for reading."""

from __future__ import annotations

import logging
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import apsw

from citespan.corpus.errors import CitespanError, IndexMismatchError, MissingIndexError
from citespan.corpus.load import file_of
from citespan.corpus.text.look_alikes import folded
from citespan.corpus.text.marks import without_marks
from citespan.index.database.checksums import PAGE_BYTES, RESERVED_BYTES, checksum_vfs, damaged_pages

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_VERSION = 5
DATABASE = "index.sqlite3"

LIVE = "born <= :generation AND (died IS NULL OR died > :generation)"
"""In SQL: a row of `documents` is alive in this generation."""

_SHORT_WORD_LISTS = "INSERT INTO words (words, rank) VALUES ('pgsz', 3900);"
"""In SQL: a part of FTS5's lists of words fits in one page; in a page of its rest, zeros would be taken for words."""

_FLAGS = apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
_BUSY_MILLISECONDS = 30_000
_NO_ROOM = (apsw.FullError, apsw.IOError, apsw.CantOpenError)
_log = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS roots (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    version_id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL,
    root TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    extractor TEXT NOT NULL,
    sections TEXT NOT NULL,
    pages TEXT NOT NULL,
    published TEXT,
    url TEXT,
    encoding TEXT,
    losses TEXT NOT NULL DEFAULT '[]',
    recipe TEXT NOT NULL,
    born INTEGER NOT NULL,
    died INTEGER,
    text TEXT NOT NULL -- last, so that reading the others never walks through it
) STRICT;
CREATE INDEX IF NOT EXISTS documents_that_died ON documents (died) WHERE died IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_by_id ON documents (document_id);
CREATE INDEX IF NOT EXISTS documents_by_text ON documents (text_sha256);
CREATE TABLE IF NOT EXISTS chunks (
    chunk_id INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    lead INTEGER NOT NULL, -- where its preamble begins
    kind TEXT NOT NULL,
    headings TEXT NOT NULL,
    context TEXT NOT NULL,
    sentences TEXT NOT NULL,
    embedding BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS chunks_by_version ON chunks (version_id);
CREATE TABLE IF NOT EXISTS originals (
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (name, sha256)
) STRICT;
CREATE TABLE IF NOT EXISTS recognitions (
    sha256 TEXT NOT NULL,
    page INTEGER NOT NULL,
    engine TEXT NOT NULL,
    has_text INTEGER NOT NULL,
    found TEXT NOT NULL,
    PRIMARY KEY (sha256, page)
) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text, context, tokenize = "porter unicode61 remove_diacritics 2");
"""


def check_sqlite() -> str:
    """The version of this installation's SQLite, which can hold an index.

    Raises:
        CitespanError: if it lacks page checksums, full-text search or another thing that the tables need.
    """
    checksum_vfs()
    connection = apsw.Connection(":memory:")
    try:
        connection.execute(_TABLES)
    except apsw.Error as exc:
        raise CitespanError(
            f"SQLite {apsw.sqlite_lib_version()} cannot hold an index ({exc}); run 'pip install --force-reinstall apsw'"
        ) from exc
    finally:
        connection.close()
    return apsw.sqlite_lib_version()


def require_index(folder: Path) -> None:
    """Raise `MissingIndexError` if there is no index in `folder`."""
    if not (folder / DATABASE).is_file():
        raise MissingIndexError(
            f"{folder}: there is no index here; make one with 'citespan index PATH... --index {folder}'"
        )


def open_for_writing(folder: Path) -> apsw.Connection:
    """A connection to the index in `folder`, which is created where there is none.

    Raises:
        IndexMismatchError: if the index was made by another version of citespan, or the file is damaged.
        CitespanError: if the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / DATABASE).exists():
        (folder / f"{DATABASE}-wal").unlink(missing_ok=True)  # an earlier database's, no part of this one
        make_database(folder).rename(folder / DATABASE)
    connection = connect(folder / DATABASE, "mode=rw")
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # a text that is taken out leaves no trace in the file
        connection.create_scalar_function("searched", _searched, 1, deterministic=True)
        _check_version(connection, folder)
        connection.execute(_TABLES)  # an index that was made before there were uploads lacks a table
    except apsw.Error as exc:
        raise unusable(folder, exc) from exc
    return connection


def make_database(folder: Path) -> Path:
    """Make an empty database under another name than it is to have; return its path.

    Who is killed meanwhile leaves none that is half made.

    Raises:
        CitespanError: if it cannot be written.
    """
    made = folder / f"{DATABASE}.new"
    for leftover in folder.glob(f"{made.name}*"):
        leftover.unlink()
    connection = connect(made, "mode=rwc")
    try:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.reserve_bytes(reserve=RESERVED_BYTES)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            f"BEGIN IMMEDIATE; {_TABLES} {_SHORT_WORD_LISTS} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        )
    except apsw.Error as exc:
        raise unusable(folder, exc) from exc
    finally:
        connection.close()
    return made


def open_for_reading(folder: Path) -> apsw.Connection:
    """A connection to the index in `folder` that never writes; the disk may be read-only.

    Raises:
        MissingIndexError: if there is no index.
        IndexMismatchError: if the index was made by another version of citespan, or the file is damaged.
    """
    require_index(folder)
    options = "mode=ro"
    if not os.access(folder, os.W_OK):
        if (folder / f"{DATABASE}-wal").exists() and (folder / f"{DATABASE}-wal").stat().st_size:
            raise IndexMismatchError(
                f"{folder}: the index was not closed and its disk is read-only; copy the folder to a writable disk"
            )
        options = "mode=ro&immutable=1"
    try:
        return _opened_for_reading(folder, options)
    except apsw.Error as exc:
        log = folder / f"{DATABASE}-wal"
        if not isinstance(exc, _NO_ROOM) or (log.exists() and log.stat().st_size):
            raise unusable(folder, exc) from exc
    try:  # on a full disk SQLite finds no room for the file in which its readers note what they read
        return _opened_for_reading(folder, "mode=ro&immutable=1")
    except apsw.Error as exc:
        raise unusable(folder, exc) from exc


def _opened_for_reading(folder: Path, options: str) -> apsw.Connection:
    connection = connect(folder / DATABASE, options)
    connection.create_scalar_function("casefold", _casefold, 1, deterministic=True)
    connection.create_scalar_function("folded", _folded, 1, deterministic=True)
    connection.create_scalar_function("file_of", _file_of, 1, deterministic=True)
    connection.create_scalar_function("name_of", _name_of, 1, deterministic=True)
    _check_version(connection, folder)
    return connection


def settle(folder: Path) -> None:
    """Leave the index in `folder` in one file, without a log, if nobody uses it and its disk can be written.

    A connection that only reads leaves the log behind when it closes; so it can be copied and put on a read-only disk.
    """
    if not (folder / f"{DATABASE}-wal").exists() or not os.access(folder, os.W_OK):
        return
    connection = connect(folder / DATABASE, "mode=rw")
    connection.set_busy_timeout(0)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except apsw.Error as exc:  # another process uses it, or the disk is full: nothing is lost
        _log.debug("%s: the log stays: %s", folder, exc)
    finally:
        connection.close()


def connect(database: Path, options: str) -> apsw.Connection:
    """A connection to a database with page checksums; `options` are those of SQLite's file addresses."""
    path = str(database.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        connection = apsw.Connection(f"file:{path}?{options}", flags=_FLAGS, vfs=checksum_vfs())
    except apsw.Error as exc:
        raise unusable(database.parent, exc) from exc
    connection.set_busy_timeout(_BUSY_MILLISECONDS)
    return connection


def _check_version(connection: apsw.Connection, folder: Path) -> None:
    version = connection.execute("PRAGMA user_version").get
    if version == SCHEMA_VERSION:
        return
    said = f"{folder}: this index has format {version}, this citespan reads format {SCHEMA_VERSION}"
    if version > SCHEMA_VERSION:
        raise IndexMismatchError(f"{said}: a newer one made it; run 'pip install --upgrade citespan'")
    raise IndexMismatchError(
        f"{said}; run 'citespan index --rebuild --index {folder}', which rebuilds it and loses no document"
    )


def check_pages(folder: Path) -> None:
    """Make sure that every byte of the database in `folder` is what was written.

    Raises:
        IndexMismatchError: if a page does not fit its checksum.
        CitespanError: if the file cannot be read.
    """
    try:
        damaged = damaged_pages(folder / DATABASE)
    except OSError as exc:
        raise CitespanError(
            f"{folder / DATABASE}: cannot be read: {exc.strerror or exc}; look after its rights"
        ) from exc
    if damaged:
        raise _damaged(folder, f"{len(damaged)} of its pages ({damaged[0]} first) do not fit their checksums")


def unusable(folder: Path, exc: apsw.Error) -> CitespanError:
    """The error to raise when SQLite fails on the index in `folder`: is it damaged, or only out of reach just now?"""
    if isinstance(exc, apsw.CorruptError | apsw.NotADBError):
        return _damaged(folder, str(exc))
    if getattr(exc, "extendedresult", 0) == apsw.SQLITE_IOERR_DATA:
        return _damaged(folder, "one of its pages does not fit its checksum")
    return CitespanError(
        f"{folder}: the index cannot be used: {exc}; nothing in it is lost. Look after the disk's space and rights"
    )


def _damaged(folder: Path, what: str) -> IndexMismatchError:
    return IndexMismatchError(
        f"{folder}: {DATABASE} is damaged and cannot be read: {what}; run 'citespan index --rebuild --index {folder}',"
        " which keeps what is not, or delete the folder and index again"
    )


def _searched(*texts: object) -> str:
    return folded(without_marks(str(texts[0])))


def _casefold(*texts: object) -> str:
    return folded(str(texts[0])).casefold()


def _folded(*texts: object) -> str:
    return folded(str(texts[0]))


def _file_of(*texts: object) -> str:
    return file_of(str(texts[0]))


def _name_of(*texts: object) -> str:
    return PurePosixPath(str(texts[0])).name
