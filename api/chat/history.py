"""What was typed in earlier chats: a file that its user alone can read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from prompt_toolkit.history import FileHistory, InMemoryHistory
from rich.text import Text

from citespan.api.user_folders import state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from prompt_toolkit.history import History
    from rich.console import Console


def history_file() -> Path:
    """Where the history is."""
    return state_folder() / "chat-history"


def open_history(console: Console) -> History:
    """The history, kept in a file; only in memory, with a warning on `console`, where that cannot be written."""
    try:
        file = history_file()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except (OSError, RuntimeError) as exc:  # RuntimeError: there is no home
        _warn(console, exc)
        return InMemoryHistory()
    return _KeptHistory(file, console)


class _KeptHistory(FileHistory):
    """A history in a file, each line of a paste by itself; what cannot be written is warned of once."""

    def __init__(self, file: Path, console: Console) -> None:
        super().__init__(file)
        self._console = console
        self._warned = False

    def append_string(self, string: str) -> None:
        for line in string.splitlines():
            if line.strip():
                super().append_string(line)

    def store_string(self, string: str) -> None:
        try:
            string.encode("utf-8")
            super().store_string(string)
        except UnicodeEncodeError:
            return  # half a character: such a question is refused, and need not come back
        except OSError as exc:
            if not self._warned:
                self._warned = True
                _warn(self._console, exc)


def _warn(console: Console, exc: Exception) -> None:
    reason = f"{exc.filename}: {exc.strerror}" if isinstance(exc, OSError) else str(exc)
    advice = "set XDG_STATE_HOME to a folder that can be written"
    told = f"What you type is not kept for the next chat: {reason}; {advice}."
    console.print(Text(told, style="yellow"), soft_wrap=True)
