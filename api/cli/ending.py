"""How the command line begins and ends: what it needs of the shell, and one line where something went wrong."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from citespan.api.terminal.printable import printable
from citespan.corpus.errors import CitespanError

if TYPE_CHECKING:
    from collections.abc import Callable

_UNWRITABLE = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EPIPE))


def check_surroundings() -> None:
    """Make the standard streams write UTF-8, and what cannot be written visible; a closed input is an empty one.

    Raises:
        CitespanError: if standard output or error is closed, or the working directory was deleted.
    """
    streams: tuple[tuple[str, TextIO | None], ...] = (("output", sys.stdout), ("error", sys.stderr))
    for name, stream in streams:
        if stream is None:
            raise CitespanError(f"standard {name} is closed; send it somewhere, for example to {os.devnull}")
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[attr-defined]
    given: TextIO | None = sys.stdin
    if given is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - it is open as long as we run
    try:
        Path.cwd()
    except FileNotFoundError as exc:
        raise CitespanError("the working directory was deleted; change to one that exists") from exc


def run_and_flush(run: Callable[[], object]) -> None:
    """Call `run`; all that it printed has been written when this returns.

    Raises:
        CitespanError: if a standard stream cannot be written, for instance because the disk is full.
    """
    try:
        try:
            run()
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
    except OSError as exc:
        if exc.filename is not None or exc.errno not in _UNWRITABLE:
            where = "the system refuses" if exc.filename is None else exc.filename
            raise CitespanError(f"{where}: {exc.strerror or exc}") from exc
        _give_up(sys.stdout, sys.stderr)
        raise CitespanError(
            f"the output cannot be written: {exc.strerror}; free some space, or send it elsewhere"
        ) from exc


def tell_failure(message: str) -> None:
    """Write one line to standard error or, where that is closed or full, to standard output."""
    streams: tuple[TextIO | None, ...] = (sys.stderr, sys.stdout)
    for stream in streams:
        if stream is None:
            continue
        with suppress(OSError):
            print(f"citespan: {printable(message)}", file=stream, flush=True)
            return


def _give_up(*streams: TextIO) -> None:
    """Drop what the streams that cannot be written still hold: Python would try again when it exits, and complain."""
    for stream in streams:
        with suppress(OSError):
            stream.flush()
            continue
        with suppress(OSError):  # a stream of a test has no descriptor
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
            stream.flush()
