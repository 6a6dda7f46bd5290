"""Waiting: a line that says so, where an answer takes longer than a moment."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

_MOMENT_SECONDS = 0.5


@contextmanager
def shown_waiting(console: Console) -> Iterator[None]:
    """After a moment `console` shows that the block is worked on, until it ends; nothing where it is no terminal."""
    if not console.is_terminal or console.is_dumb_terminal:
        yield
        return
    columns = (SpinnerColumn(), TextColumn("reading; Ctrl-C stops"), TimeElapsedColumn())
    progress = Progress(*columns, console=console, transient=True)
    progress.add_task("reading", total=None)
    timer = Timer(_MOMENT_SECONDS, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        progress.stop()
