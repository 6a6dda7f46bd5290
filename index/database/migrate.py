"""Migrating: what an index of an older format holds is carried over into a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

_MADE_ANEW = "name NOT IN ('documents', 'chunks', 'meta') AND name NOT GLOB 'words*' AND name NOT GLOB 'sqlite_*'"


def carry_over(connection: apsw.Connection, *, old: str) -> None:
    """Copy into `connection` the documents, the roots and all else that is no cache from the attached database `old`.

    The documents have no recipe and no chunks then: the caller cuts and embeds their texts, or reads their files again.
    """
    with connection:
        columns = _common(connection, "documents", old) - {"born", "died", "recipe"}
        names = ", ".join(sorted(columns))
        connection.execute(
            f"INSERT INTO main.documents ({names}, recipe, born, died)"
            f" SELECT {names}, '', 0, iif(died IS NULL, NULL, 0) FROM {old}.documents"
        )
        connection.execute(f"INSERT INTO main.meta SELECT * FROM {old}.meta WHERE key = 'keep_versions'")
        tables = connection.execute(
            f"SELECT name FROM main.sqlite_schema WHERE type = 'table' AND {_MADE_ANEW}"
            f" AND name IN (SELECT name FROM {old}.sqlite_schema)"
        ).fetchall()
        for (table,) in tables:
            names = ", ".join(sorted(_common(connection, str(table), old)))
            connection.execute(f"INSERT OR IGNORE INTO main.{table} ({names}) SELECT {names} FROM {old}.{table}")


def _common(connection: apsw.Connection, table: str, old: str) -> set[str]:
    """The columns that a table has in both databases."""
    names, others = (
        {row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")} for schema in ("main", old)
    )
    return names & others
