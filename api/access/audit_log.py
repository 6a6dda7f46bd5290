"""The audit log: who asked, uploaded, removed or changed a key; a file for each day, deleted after a stated time."""

from __future__ import annotations

import json
import logging
import os
import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

AUDIT_FOLDER = "audit"
"""Where the log of an index is, in its folder."""

AUDIT_DAYS = 90
"""How long a day's log is kept, unless a setting says otherwise."""

COMMAND_LINE = "command line"
"""The client of what is done on the machine itself."""

_NAME = re.compile(r"audit-(\d{4}-\d{2}-\d{2})\.jsonl")
_log = logging.getLogger(__name__)


class AuditLog:
    """The log of one index, a JSON object a line. A day that is older than `days` is deleted when the log is used."""

    def __init__(
        self,
        index: Path,
        *,
        days: int = AUDIT_DAYS,
        with_questions: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep it in the folder of an index, each day for `days` more; nothing if that is 0.

        Texts of questions are kept only `with_questions`.
        """
        self._folder = index / AUDIT_FOLDER
        self._days = days
        self._with_questions = with_questions
        self._now = now

    def note(
        self,
        action: str,
        *,
        key: str | None,
        client: str | None,
        subject: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        about: Sequence[str] = (),
        questions: Sequence[str] = (),
    ) -> None:
        """Write that the key of this name, or the person called `subject`, did something from the address `client`.

        `about` are the documents, files or keys that it did it to. A log that cannot be written hinders nobody: the
        server's own log says so.
        """
        if self._days == 0:
            return
        now = self._now()
        line: dict[str, object] = {
            "time": now.isoformat(timespec="milliseconds"),
            "key": key,
            "subject": subject,
            "action": action,
            "about": list(about),
            "status": status,
            "client": client,
            "request_id": request_id,
        }
        if self._with_questions:
            line["questions"] = list(questions)
        file = self._folder / f"audit-{now.date().isoformat()}.jsonl"
        try:
            is_new_day = not file.exists()
            self._folder.mkdir(mode=0o700, exist_ok=True)
            # One write to a file that is opened to append: lines of several processes do not mix.
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0) as stream:
                stream.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            if is_new_day:
                self._forget_old()
        except OSError as exc:
            _log.error("the audit log cannot be written: %s", exc.strerror or exc)

    def lines(self, *, since: date | None = None) -> Iterator[str]:
        """What is kept, the oldest first, a JSON object a line; of `since` on, if that is given."""
        self._forget_old()
        for day, file in self._files():
            if since is None or day >= since:
                with suppress(FileNotFoundError), file.open(encoding="utf-8") as stream:
                    yield from (line for line in stream if line.endswith("\n"))

    def _forget_old(self) -> None:
        oldest = self._now().date() - timedelta(days=self._days)
        for day, file in self._files():
            if day < oldest:
                file.unlink(missing_ok=True)

    def _files(self) -> list[tuple[date, Path]]:
        """The files with their days, the oldest first; what else lies there is left alone."""
        found = []
        for file in sorted(self._folder.glob("audit-*.jsonl")):
            with suppress(ValueError):
                if named := _NAME.fullmatch(file.name):
                    found.append((date.fromisoformat(named[1]), file))
        return found
