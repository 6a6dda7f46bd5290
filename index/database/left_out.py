"""The files that were found and are in no answer, and why, as the last builds told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import apsw

_KEY = "left_out"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of a supported type below `root` that could not be indexed, and why."""

    root: str
    source: str
    message: str


class LeftOutFiles:
    """What the store knows of files that are left out."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use a connection from `citespan.index.database.schema`."""
        self._db = connection

    def listed(self) -> tuple[LeftOut, ...]:
        """The files, sorted by source."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
        return tuple(LeftOut(**entry) for entry in json.loads(row[0])) if row else ()

    def replace(self, new: Iterable[LeftOut], *, where: Callable[[LeftOut], bool]) -> None:
        """Forget those for which `where` is true, and remember the new ones; the caller holds a transaction."""
        kept = [file for file in self.listed() if not where(file)]
        files = sorted({*kept, *new}, key=lambda file: (file.source, file.root))
        if files:
            text = json.dumps([asdict(file) for file in files])
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, text))
        else:
            self._db.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
