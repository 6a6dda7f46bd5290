"""Kept versions: texts of documents that were replaced or removed, which take no part in answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw


class KeptVersions:
    """The rows of documents that have died and have no chunks any more, if the index is to keep such."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use the connection of the store that holds the documents."""
        self._db = connection

    def are_wanted(self) -> bool:
        """True if the texts of versions that are replaced or removed are to be kept."""
        return self._db.execute("SELECT 1 FROM meta WHERE key = 'keep_versions'").fetchone() is not None

    def keep(self) -> None:
        """Keep the texts of versions that are replaced or removed from now on."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('keep_versions', '1')")

    def forget(self, generation: int) -> None:
        """Forget all that were kept up to `generation`, and keep no more."""
        self._db.execute("DELETE FROM meta WHERE key = 'keep_versions'")
        self._db.execute(
            "DELETE FROM documents WHERE died <= ? AND version_id NOT IN (SELECT version_id FROM chunks)", (generation,)
        )

    def find(self, document_id: str, text_sha256: str) -> int | None:
        """The newest version of a document that has this text, alive or kept."""
        row = self._db.execute(
            "SELECT version_id FROM documents WHERE document_id = ? AND text_sha256 = ? ORDER BY version_id DESC",
            (document_id, text_sha256),
        ).fetchone()
        return None if row is None else int(row[0])
