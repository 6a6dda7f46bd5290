"""A process that writes an index as the command line does, forked from one that has loaded the encoder."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from typing import TYPE_CHECKING

from loaded_encoder import ENCODER
from rich.console import Console

from citespan.api.cli.indexing import index_paths
from citespan.api.settings import Settings
from citespan.index.contents import remove_documents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess


def start_writing(index: Path, root: Path, *, removed: Sequence[str]) -> BaseProcess:
    """A process that has just begun to index the folder, or to remove documents if some are named."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["loaded_encoder", "__main__"])
    ready, ours = context.Pipe(duplex=False)[::-1]
    process = context.Process(target=_write_index, args=(index, root, tuple(removed), ready))
    process.start()
    ready.close()
    ours.recv()
    ours.close()
    return process


def _write_index(index: Path, root: Path, removed: tuple[str, ...], ready: Connection) -> None:
    ready.send(None)
    if removed:
        remove_documents(index, removed)
    else:
        with Path(os.devnull).open("w") as nowhere:
            index_paths(Settings(index=index), [root], encoder=ENCODER, json=False, console=Console(file=nowhere))
