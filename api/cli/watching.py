"""Following folders: indexing again when a file below them has changed and no longer changes."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from citespan.api.cli.indexing import index_paths
from citespan.api.compose import load_encoder
from citespan.api.terminal.printable import printable
from citespan.api.terminal.render import visible
from citespan.corpus.errors import CitespanError, IndexMismatchError, UsageError
from citespan.corpus.passwords import NO_PASSWORDS, Passwords
from citespan.corpus.selection import ALL, Selection
from citespan.index.updating.changes import SHORTEST_PAUSE_SECONDS, Watch
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from citespan.api.settings import Settings
    from citespan.index.address import IndexPlace
    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import Progress

_STOP_SECONDS = 1.0
_log = logging.getLogger(__name__)

LONGEST_RETRY_SECONDS = 60.0
"""How long after an error that lasts it is tried again."""


def watch_paths(
    settings: Settings,
    paths: Sequence[Path],
    *,
    keep_versions: bool | None = None,
    selection: Selection = ALL,
    drop_missing: bool = False,
    passwords: Passwords = NO_PASSWORDS,
    json: bool,
    console: Console,
) -> None:
    """Mirror `paths` now and after every change, until interrupted.

    A file that changes between two looks is not read until it no longer changes; the others do not wait for it. A path
    that goes missing drops nothing, and an error that may pass, such as a full disk, is reported and tried again.

    Raises:
        UsageError: if a path does not exist at the start.
        IndexMismatchError: if the index was made with another encoder, or is damaged.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder; nothing was changed")
    encoder = load_encoder(settings.encoder)

    def take(unsettled: frozenset[Path]) -> None:
        index_paths(
            settings,
            paths,
            encoder=encoder,
            keep_versions=keep_versions,
            selection=selection,
            unsettled=unsettled,
            drop_missing=drop_missing,
            passwords=passwords,
            json=json,
            console=console,
        )

    watch = Watch(paths, selection=selection)
    follow(
        watch,
        take,
        pause=time.sleep,
        tell=lambda text: console.print(visible(text, "yellow"), soft_wrap=True),
        on_first=lambda: console.print(visible("Watching for changes; Ctrl-C ends.", "dim")),
    )


def follow(
    watch: Watch,
    take: Callable[[frozenset[Path]], None],
    *,
    pause: Callable[[float], object],
    tell: Callable[[str], object],
    on_first: Callable[[], object] = lambda: None,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Call `take` with the files that are changing whenever something at rest is to be indexed, until it is over.

    An error that may pass is reported once, however long it lasts.

    Raises:
        IndexMismatchError: if `take` does: that does not pass by itself.
    """
    told, wait, first = "", SHORTEST_PAUSE_SECONDS, True
    while not is_over():
        try:
            unsettled = watch.look()
            if unsettled is not None:
                take(unsettled)
                watch.settle()
                if first:
                    on_first()
                first = False
            told, wait = "", SHORTEST_PAUSE_SECONDS
            pause(watch.pause_seconds)
        except IndexMismatchError:
            raise
        except (CitespanError, OSError) as exc:
            if is_over():
                return
            if str(exc) != told:
                tell(f"waiting: {exc}")
            told = str(exc)
            pause(wait)
            wait = min(2 * wait, LONGEST_RETRY_SECONDS)


@contextmanager
def watching(
    place: IndexPlace, paths: Sequence[Path], encoder: Encoder, *, selection: Selection = ALL
) -> Iterator[None]:
    """While the block lasts, a thread keeps the index at `place` like the files at and below `paths`; it logs."""
    over = Event()

    def go_on(_: Progress) -> None:
        if over.is_set():
            raise CitespanError("the server stops; the next build goes on from here")

    def take(unsettled: frozenset[Path]) -> None:
        report = build_index(place, paths, encoder=encoder, selection=selection, unsettled=unsettled, on_progress=go_on)
        for failure in report.failures:
            _log.warning("not indexed: %s", printable(failure.message))
        for emptied in report.emptied:
            _log.warning("%s: holds no file of a supported type any more; nothing was dropped", emptied.path)
        changes = (report.added, report.updated, report.removed)
        _log.info("%d documents: %d added, %d updated, %d removed", report.documents, *changes)

    def work() -> None:
        try:
            watch = Watch(paths, selection=selection)
            follow(watch, take, pause=over.wait, tell=_log.warning, is_over=over.is_set)
        except IndexMismatchError as exc:
            _log.error("the watch has ended: %s", exc)

    thread = Thread(target=work, name="watching", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(_STOP_SECONDS)
