"""When each key was used last: kept beside the keys, to the minute, so that a request rarely writes."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from citespan.index.private_file import replace_private_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

USES_FILE = "key-uses.json"
"""Where the uses of keys are, in the folder of an index."""

_BETWEEN = timedelta(minutes=1)
"""How long after a use was written the next one of that key is."""

_log = logging.getLogger(__name__)


class KeyUses:
    """The last uses of the keys of one index. What cannot be read or written is not known, and nothing else fails."""

    def __init__(self, file: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Keep them in `file`."""
        self._file = file
        self._now = now
        self._written: dict[str, datetime] = {}

    def note(self, name: str) -> None:
        """Note that the key of this name is used now."""
        now = self._now()
        before = self._written.get(name)
        if before is not None and now - before < _BETWEEN:
            return
        self._written[name] = now
        uses = {**self.listed(), name: now}
        try:
            replace_private_file(
                self._file,
                json.dumps({key: use.isoformat(timespec="seconds") for key, use in uses.items()}, indent=1),
            )
        except OSError as exc:
            _log.debug("%s: cannot be written: %s", self._file, exc)

    def listed(self) -> dict[str, datetime]:
        """When each key was used last, by its name."""
        try:
            tree = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(name): datetime.fromisoformat(use) for name, use in tree.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}
