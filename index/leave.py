"""Leaving an index in one file when a process ends in which something may still use it: `leave_settled`.

Run by itself, `python -m citespan.index.leave FOLDER`, it settles the index there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

from citespan.index.database.schema import DATABASE, settle


def leave_settled(folder: Path | None, *, code: int) -> NoReturn:
    """End this process now, with this exit code, and leave the index in `folder`, if any, in one file.

    Threads that still use it do not hold it up: what they had not committed is as if it had not begun. On Linux and its
    like the process goes on, under the same number, as one that only settles the index: its own connections are gone.
    """
    if os.name == "posix" and folder is not None and (folder / f"{DATABASE}-wal").exists() and code == 0:
        os.execv(sys.executable, [sys.executable, "-m", __spec__.name, str(folder)])  # noqa: S606
    os._exit(code)


if __name__ == "__main__":
    settle(Path(sys.argv[1]))
