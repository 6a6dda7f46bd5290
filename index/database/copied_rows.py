"""Copying rows: some versions of the documents of one database, with all that belongs to them, into an empty one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from citespan.corpus.load import file_of
from citespan.index.database.document_row import COLUMNS as DOCUMENT_COLUMNS
from citespan.index.database.rows import UPLOADS
from citespan.index.database.stored_chunks import COLUMNS as CHUNK_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from citespan.index.database.left_out import LeftOut

_GIVEN = "SELECT value FROM json_each(?)"


@dataclass(frozen=True, slots=True)
class VersionPlace:
    """A version of a document: where it comes from, and whether it lives or is only kept."""

    version_id: int
    root: str
    source: str
    lives: bool


def versions_of(connection: apsw.Connection, generation: int) -> tuple[VersionPlace, ...]:
    """The versions that live in `generation`, and those that are kept, in the order of their ids.

    Not those of a build that is not done, nor those that died and are not deleted yet.
    """
    keeps = connection.execute("SELECT 1 FROM meta WHERE key = 'keep_versions'").fetchone() is not None
    rows = connection.execute(
        "SELECT version_id, root, source, died IS NULL OR died > :generation FROM documents"
        " WHERE born <= :generation AND (:keeps OR died IS NULL OR died > :generation) ORDER BY version_id",
        {"generation": generation, "keeps": keeps},
    )
    return tuple(VersionPlace(version_id, root, source, bool(lives)) for version_id, root, source, lives in rows)


def copy_versions(
    source: apsw.Connection,
    target: apsw.Connection,
    versions: Sequence[VersionPlace],
    *,
    left_out: Sequence[LeftOut],
) -> None:
    """Copy these versions, under the ids that they and their chunks have, in the caller's transactions.

    Those that live are born with generation 1 of `target`, the others are dead there. `left_out` are the files that
    `target` is to name as left out.
    """
    live = json.dumps([version.version_id for version in versions if version.lives])
    every = json.dumps([version.version_id for version in versions])
    columns = f"version_id, root, recipe, {DOCUMENT_COLUMNS}"
    marks = ", ".join("?" * (3 + len(DOCUMENT_COLUMNS.split(", "))))
    target.executemany(
        f"INSERT INTO documents ({columns}, born, died) VALUES ({marks}, 0, 0)",
        source.execute(f"SELECT {columns} FROM documents WHERE version_id IN ({_GIVEN}) ORDER BY version_id", (every,)),
    )
    target.execute(f"UPDATE documents SET born = 1, died = NULL WHERE version_id IN ({_GIVEN})", (live,))
    marks = ", ".join("?" * (2 + len(CHUNK_COLUMNS.split(", "))))
    target.executemany(
        f"INSERT INTO chunks (chunk_id, version_id, {CHUNK_COLUMNS}) VALUES ({marks})",
        source.execute(
            f"SELECT chunk_id, version_id, {CHUNK_COLUMNS} FROM chunks WHERE version_id IN ({_GIVEN})"
            " ORDER BY chunk_id",
            (live,),
        ),
    )
    uploads = sorted({file_of(version.source) for version in versions if version.root == UPLOADS})
    if uploads:
        target.executemany(
            "INSERT INTO originals VALUES (?, ?, ?)",
            source.execute(
                f"SELECT name, sha256, data FROM originals WHERE name IN ({_GIVEN})", (json.dumps(uploads),)
            ),
        )
    target.executemany(
        "INSERT INTO recognitions VALUES (?, ?, ?, ?, ?)",
        source.execute(
            "SELECT sha256, page, engine, has_text, found FROM recognitions"
            f" WHERE sha256 IN (SELECT sha256 FROM documents WHERE version_id IN ({_GIVEN}))",
            (every,),
        )
        if source.execute("SELECT 1 FROM sqlite_schema WHERE name = 'recognitions'").fetchone()
        else (),
    )
    target.executemany(
        "INSERT INTO meta VALUES (?, ?)", source.execute("SELECT key, value FROM meta WHERE key = 'keep_versions'")
    )
    if left_out:
        target.execute("INSERT INTO meta VALUES ('left_out', ?)", (json.dumps([asdict(file) for file in left_out]),))
