"""Repair: a damaged or outdated database is replaced by one that holds all that can still be read of it."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

import apsw

from citespan.index.database.checksums import damaged_pages, mark_empty
from citespan.index.database.document_row import COLUMNS as DOCUMENT_COLUMNS
from citespan.index.database.migrate import carry_over
from citespan.index.database.rows import UPLOADS
from citespan.index.database.schema import DATABASE, SCHEMA_VERSION, connect, make_database, unusable
from citespan.index.database.stored_chunks import COLUMNS as CHUNK_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

_LOGGER = logging.getLogger(__name__)
_DOCUMENT = f"root, recipe, {DOCUMENT_COLUMNS}"


def repair_database(folder: Path) -> None:
    """If the database in `folder` is damaged, put a new one in its place, with the roots and all readable documents.

    What SQLite reads fits its checksums, so that what is kept need not be made again. A database of an older format is
    replaced, too, and all of its documents are kept. Nothing is published: the caller reads the lost documents from
    their files, and publishes. Only one process may write `folder` meanwhile.

    Raises:
        IndexMismatchError: if not even the list of tables can be read.
        OSError: if the files cannot be written.
    """
    database = folder / DATABASE
    version = _format(database)
    damaged = damaged_pages(database) if version == SCHEMA_VERSION else ()  # older formats have no checksums
    if version > SCHEMA_VERSION or (version == SCHEMA_VERSION and not damaged):
        return
    mark_empty(database, damaged)
    repaired = make_database(folder)
    connection = connect(repaired, "mode=rw")
    try:
        connection.execute("ATTACH ? AS damaged", (f"{database.resolve().as_uri()}?mode=ro",))
        lost = 0
        if damaged:
            lost = _copy(connection)
        else:
            carry_over(connection, old="damaged")
    except apsw.Error as exc:
        raise unusable(folder, exc) from exc
    finally:
        connection.close()
    for log in (folder / f"{DATABASE}-wal", folder / f"{DATABASE}-shm"):
        log.unlink(missing_ok=True)
    repaired.replace(database)
    if damaged:
        _LOGGER.warning("%s: %d damaged pages; %d documents could not be kept", database, len(damaged), lost)
    else:
        _LOGGER.warning("%s: had format %d; all of its documents are kept", database, version)


def check_repairable(connection: apsw.Connection) -> None:
    """Read what a repair cannot do without from a database: the list of tables, and how many versions there were.

    Raises:
        apsw.Error: if it cannot be read.
    """
    for table in ("sqlite_schema", "sqlite_sequence"):
        connection.execute(f"SELECT * FROM {table}").fetchall()


def _format(database: Path) -> int:
    """The number of the database's format; today's where it is too damaged to say so."""
    connection = connect(database, "mode=ro")
    try:
        return int(connection.execute("PRAGMA user_version").get)
    except apsw.Error:
        return SCHEMA_VERSION
    finally:
        connection.close()


def _copy(connection: apsw.Connection) -> int:
    """Copy all documents, those that live with their chunks, and the roots; return how many versions could not be read.

    Whether those that died are kept, the caller's next generation decides. All are read before any is written: SQLite
    ends a transaction in which a page does not fit its checksum.
    """
    versions = range(1, _newest_version(connection) + 1)
    readable = [(version_id,) for version_id in versions if _is_readable(connection, version_id)]
    with connection:
        connection.executemany(
            f"INSERT INTO main.documents (version_id, {_DOCUMENT}, born, died)"
            f" SELECT version_id, {_DOCUMENT}, 0, iif(died IS NULL, NULL, 0) FROM damaged.documents"
            " WHERE version_id = ?",
            readable,
        )
        connection.executemany(
            f"INSERT INTO main.chunks (version_id, {CHUNK_COLUMNS})"
            f" SELECT version_id, {CHUNK_COLUMNS} FROM damaged.chunks"
            " WHERE version_id = (SELECT version_id FROM main.documents WHERE version_id = ? AND died IS NULL)"
            " ORDER BY chunk_id",
            readable,
        )
        connection.execute(
            "INSERT INTO main.roots SELECT DISTINCT root FROM main.documents WHERE root <> ?", (UPLOADS,)
        )
    for rows in (
        "main.roots SELECT path FROM damaged.roots",
        "main.meta SELECT key, value FROM damaged.meta WHERE key = 'keep_versions'",
    ):
        with suppress(apsw.IOError):
            connection.execute(f"INSERT OR IGNORE INTO {rows}")
    _copy_rows(connection, "originals")
    _copy_rows(connection, "recognitions")
    return len(versions) - len(readable)


def _copy_rows(connection: apsw.Connection, table: str) -> None:
    """Copy what was uploaded, or recognised, as far as it can be read; an older index may not have the table."""
    if not connection.execute("SELECT 1 FROM damaged.sqlite_schema WHERE name = ?", (table,)).fetchone():
        return
    with suppress(apsw.IOError):
        newest = connection.execute(f"SELECT max(rowid) FROM damaged.{table}").get
        for row in range(1, int(newest or 0) + 1):
            with suppress(apsw.IOError):
                connection.execute(f"INSERT INTO main.{table} SELECT * FROM damaged.{table} WHERE rowid = ?", (row,))


def _newest_version(connection: apsw.Connection) -> int:
    """The highest number of a version: as the database counts them or, if it cannot say, of those that are listed."""
    with suppress(apsw.IOError):
        return int(connection.execute("SELECT seq FROM damaged.sqlite_sequence WHERE name = 'documents'").get or 0)
    return int(connection.execute("SELECT max(version_id) FROM damaged.documents").get or 0)


def _is_readable(connection: apsw.Connection, version_id: int) -> bool:
    try:
        for table in ("documents", "chunks"):
            connection.execute(f"SELECT * FROM damaged.{table} WHERE version_id = ?", (version_id,)).fetchall()
    except (apsw.IOError, apsw.CorruptError):
        return False
    return True
