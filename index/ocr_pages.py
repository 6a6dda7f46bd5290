"""Recognitions: what text recognition found on pages, kept by the SHA-256 of the file, so that it never runs twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from citespan.corpus.formats.registry import OCR_RULES, ocr_engine
from citespan.corpus.formats.scans.recognised import page_from, tree_of

if TYPE_CHECKING:
    import apsw

    from citespan.corpus.formats.scans.recognised import RecognisedPage


class PagesRecognised(Protocol):
    """What text recognition found on pages, by the SHA-256 of their file."""

    def known(self, sha256: str) -> tuple[RecognisedPage, ...]:
        """The pages as today's engine recognised them; by any, if none is installed."""
        ...

    def all_of(self, sha256: str) -> tuple[RecognisedPage, ...]:
        """The pages by whatever engine."""
        ...

    def keep(self, sha256: str, page: RecognisedPage) -> None:
        """Keep a page."""
        ...


class Recognitions:
    """The recognised pages of files, for as long as a document is made of them; pages without text stay."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use the connection of the store that holds the documents."""
        self._db = connection

    def known(self, sha256: str) -> tuple[RecognisedPage, ...]:
        """The pages of the file with this SHA-256 as today's engine recognised them; by any, if none is installed."""
        return self._found(sha256, engine=engine_and_rules() if ocr_engine() else None)

    def all_of(self, sha256: str) -> tuple[RecognisedPage, ...]:
        """As `known`, by whatever engine: those that the stored text was made of."""
        return self._found(sha256, engine=None)

    def _found(self, sha256: str, *, engine: str | None) -> tuple[RecognisedPage, ...]:
        """The pages, by an engine or by any; none in an index that nobody wrote since there is text recognition."""
        if not self._db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'recognitions'").fetchone():
            return ()
        rows = self._db.execute(
            "SELECT found FROM recognitions WHERE sha256 = :sha256 AND engine = ifnull(:engine, engine) ORDER BY page",
            {"sha256": sha256, "engine": engine},
        )
        return tuple(page_from(json.loads(found)) for (found,) in rows)

    def keep(self, sha256: str, page: RecognisedPage) -> None:
        """Keep a page of the file with this SHA-256."""
        found = json.dumps(tree_of(page), ensure_ascii=False, separators=(",", ":"))
        has_text = bool(page.lines)
        self._db.execute(
            "INSERT OR REPLACE INTO recognitions VALUES (?, ?, ?, ?, ?)",
            (sha256, page.number, engine_and_rules(), has_text, found),
        )

    def drop_unused(self) -> None:
        """Drop those with text of which no document is left."""
        self._db.execute("DELETE FROM recognitions WHERE has_text AND sha256 NOT IN (SELECT sha256 FROM documents)")


def engine_and_rules() -> str:
    """The engine that is installed and the rules by which its lines are taken, each with its version."""
    return f"{ocr_engine()} {OCR_RULES}"
