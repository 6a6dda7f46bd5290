"""Following folders: indexing again whenever a file below them changes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.text import Text

from citespan.api.cli.indexing import index_paths
from citespan.api.compose import load_encoder
from citespan.corpus.errors import IndexBusyError, UsageError
from citespan.corpus.load import files_below, is_supported

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from citespan.api.settings import Settings

INTERVAL_SECONDS = 1.0
"""How often the files are looked at."""


def watch_paths(
    settings: Settings, paths: Sequence[Path], *, keep_versions: bool | None = None, json: bool, console: Console
) -> None:
    """Mirror `paths` now and after every change, until interrupted.

    Files are looked at once a second; a change is taken up when a second has passed without another, so that a file
    that is being written is left in peace. A path that goes missing drops nothing.

    Raises:
        UsageError: if a path does not exist at the start.
    """
    encoder = load_encoder(settings.encoder)
    indexed = _state(paths)
    index_paths(settings, paths, encoder=encoder, keep_versions=keep_versions, json=json, console=console)
    console.print(Text("Watching for changes; Ctrl-C ends.", style="dim"))
    before = indexed
    while True:
        time.sleep(INTERVAL_SECONDS)
        try:
            now = _state(paths)
            if now != indexed and now == before:
                index_paths(settings, paths, encoder=encoder, json=json, console=console)
                indexed = now
            before = now
        except (UsageError, IndexBusyError) as exc:
            console.print(Text(f"waiting: {exc}", style="yellow"), soft_wrap=True)
            before = {}


def _state(paths: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Size and time of the last change of every supported file."""
    found = {}
    for path in paths:
        for file in files_below(path):
            if is_supported(file):
                try:
                    status = file.stat()
                except OSError:
                    continue
                found[file] = (status.st_mtime_ns, status.st_size)
    return found
