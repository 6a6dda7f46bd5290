"""Mending: a damaged database is replaced by one that holds all that can still be read of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import apsw

from citespan.index.pages import damaged_pages
from citespan.index.schema import DATABASE, connect, make_database, unusable

if TYPE_CHECKING:
    from pathlib import Path

_LOGGER = logging.getLogger(__name__)
_CHUNK = 'start, "end", lead, kind, headings, context, sentences, embedding'
_DOCUMENT = (
    "document_id, root, source, title, sha256, text_sha256, extractor, sections, pages, published, url, recipe, text"
)


def mend(folder: Path) -> None:
    """If the database in `folder` is damaged, put a new one in its place, with the roots and all readable documents.

    What SQLite reads fits its checksums, so that what is kept needs no making anew. No generation is published yet: the
    caller reads the lost documents from their files and publishes. Only one process may write `folder` meanwhile.

    Raises:
        IndexMismatchError: if not even the list of tables can be read.
        OSError: if the files cannot be written.
    """
    database = folder / DATABASE
    damaged = damaged_pages(database)
    if not damaged:
        return
    mended = make_database(folder)
    connection = connect(mended, "mode=rw")
    try:
        connection.execute("ATTACH ? AS damaged", (f"{database.resolve().as_uri()}?mode=ro",))
        lost = _copy(connection)
    except apsw.Error as exc:
        raise unusable(folder, exc) from exc
    finally:
        connection.close()
    for log in (folder / f"{DATABASE}-wal", folder / f"{DATABASE}-shm"):
        log.unlink(missing_ok=True)
    mended.replace(database)
    _LOGGER.warning("%s: %d of its pages were damaged; %d rows could not be kept", database, len(damaged), lost)


def _copy(connection: apsw.Connection) -> int:
    """Copy all documents, those that live with their chunks, and the roots; return how many rows could not be read.

    Whether those that died are kept, the caller's next generation decides.
    """
    newest = connection.execute("SELECT seq FROM damaged.sqlite_sequence WHERE name = 'documents'").get
    lost = 0
    for version_id in range(1, int(newest or 0) + 1):
        try:
            with connection:
                connection.execute(
                    f"INSERT INTO main.documents (version_id, {_DOCUMENT}, born, died)"
                    f" SELECT version_id, {_DOCUMENT}, 0, iif(died IS NULL, NULL, 0) FROM damaged.documents"
                    " WHERE version_id = ?",
                    (version_id,),
                )
                connection.execute(
                    f"INSERT INTO main.chunks (version_id, {_CHUNK}) SELECT version_id, {_CHUNK} FROM damaged.chunks"
                    " WHERE version_id = (SELECT version_id FROM main.documents WHERE version_id = ? AND died IS NULL)"
                    " ORDER BY chunk_id",
                    (version_id,),
                )
        except apsw.Error:
            lost += 1
    connection.execute("INSERT OR IGNORE INTO main.roots SELECT DISTINCT root FROM main.documents")
    for rows in (
        "main.roots SELECT path FROM damaged.roots",
        "main.meta SELECT key, value FROM damaged.meta WHERE key = 'keep_versions'",
    ):
        try:
            connection.execute(f"INSERT OR IGNORE INTO {rows}")
        except apsw.Error:
            lost += 1
    return lost
