"""Where feedback is kept: a file for each, in a folder of the index, so that each can be deleted by itself."""

from __future__ import annotations

import re
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from citespan.api.http.errors import FullFeedbackError, UnknownFeedbackError
from citespan.api.wire.feedback import StoredFeedback
from citespan.corpus.errors import CitespanError, LoadError
from citespan.index.private_file import replace_private_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citespan.api.wire.feedback import Verdict
    from citespan.api.wire.response import ResponseModel

FOLDER = "feedback"
FEEDBACK_DAYS = 90
"""How long feedback is kept, unless a setting says otherwise."""

MOST_KEPT = 10_000
"""The most that is kept at once."""

_ID = re.compile(r"[0-9a-f]{32}")


class FeedbackStore:
    """The feedback on the answers of one index. What is older than `days` is deleted whenever it is looked at."""

    def __init__(self, index: Path, *, days: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Keep feedback in the folder of an index, each for so many days."""
        self._folder = index / FOLDER
        self._time = timedelta(days=days)
        self._now = now

    def keep(self, response: ResponseModel, verdict: Verdict, *, expected: str | None = None) -> StoredFeedback:
        """Keep feedback, which is on the disk when this returns.

        Raises:
            FullFeedbackError: if too much is kept already.
            CitespanError: if it cannot be written.
        """
        self._forget_old()
        if len(self._files()) >= MOST_KEPT:
            raise FullFeedbackError(
                f"{MOST_KEPT} pieces of feedback are kept, and no more; export them with 'citespan feedback --export"
                " FILE', and delete them with --delete-all"
            )
        stored = StoredFeedback(
            id=uuid.uuid4().hex,
            given_at=self._now(),
            verdict=verdict,
            expected=expected,
            response=response.model_copy(update={"explanation": None}),
        )
        file = self._file(stored.id)
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            replace_private_file(file, stored.model_dump_json())
        except OSError as exc:
            raise CitespanError(f"{file}: cannot be written: {exc.strerror or exc}; look after its rights") from exc
        return stored

    def kept_until(self, stored: StoredFeedback) -> datetime:
        """When feedback is deleted."""
        return stored.given_at + self._time

    def listed(self) -> tuple[StoredFeedback, ...]:
        """What is kept, the oldest first; what was kept long enough is deleted.

        Raises:
            LoadError: if a file holds something else; the message names it.
        """
        self._forget_old()
        known = []
        for file in self._files():
            try:
                stored = StoredFeedback.model_validate_json(file.read_bytes())
            except FileNotFoundError:  # it was deleted meanwhile
                continue
            except (OSError, ValidationError) as exc:
                raise LoadError(f"{file}: holds no feedback that can be read; delete the file") from exc
            known.append(stored)
        return tuple(sorted(known, key=lambda stored: (stored.given_at, stored.id)))

    def delete(self, feedback_id: str) -> None:
        """Delete one.

        Raises:
            UnknownFeedbackError: if there is none with this id.
        """
        try:
            if not _ID.fullmatch(feedback_id):
                raise FileNotFoundError
            self._file(feedback_id).unlink()
        except FileNotFoundError:
            raise UnknownFeedbackError(f"there is no feedback {feedback_id}; it may have been deleted") from None

    def _forget_old(self) -> None:
        """Delete what was kept long enough, by the time when its file was written: it may hold anything."""
        before = (self._now() - self._time).timestamp()
        for file in self._files():
            with suppress(FileNotFoundError):  # it was deleted meanwhile
                if file.stat().st_mtime <= before:
                    file.unlink()

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))

    def _file(self, feedback_id: str) -> Path:
        return self._folder / f"{feedback_id}.json"
