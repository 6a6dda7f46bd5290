"""Progress for people at a terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from citespan.api.terminal.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from citespan.index.updating.report import Progress as BuildProgress


@contextmanager
def shown_progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on `console` that moves when it is called; nothing where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield tell


@contextmanager
def shown_building(console: Console) -> Iterator[Callable[[BuildProgress], None]]:
    """A bar on `console` that follows the building of an index; nothing where that is no terminal."""
    columns = (
        TextColumn("indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files, {task.fields[chunks]} chunks embedded"),
        TextColumn("{task.fields[page]}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("indexing", total=None, chunks=0, page="")

        def tell(progress: BuildProgress) -> None:
            bar.update(
                task,
                completed=progress.files,
                total=progress.total_files,
                chunks=progress.embedded_chunks,
                page=printable(f"recognising {progress.recognising}" if progress.recognising else ""),
            )

        yield tell
