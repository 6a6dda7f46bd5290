"""Whether the documents of a server can be changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from citespan.api.http.errors import ReadOnlyError

if TYPE_CHECKING:
    from pathlib import Path


def is_writable(folder: Path) -> bool:
    """True if this process may write the index in `folder`."""
    return os.access(folder, os.W_OK)


def check_writable(folder: Path) -> None:
    """Refuse a change of the index in `folder` where it cannot be written.

    Raises:
        ReadOnlyError: if it cannot.
    """
    if not is_writable(folder):
        raise ReadOnlyError(
            "the index of this server is read-only: its documents can be asked, but none added or removed; whoever runs"
            " it can start it with an index folder that it may write",
        )
