"""Whether the documents of a server can be changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.api.http.errors import ReadOnlyError

if TYPE_CHECKING:
    from citespan.index.address import IndexPlace


def is_writable(place: IndexPlace) -> bool:
    """True if this process may write the index at `place`, as far as that can be told beforehand."""
    return not isinstance(place, Path) or os.access(place, os.W_OK)


def check_writable(place: IndexPlace) -> None:
    """Refuse a change of the index at `place` where it cannot be written.

    Raises:
        ReadOnlyError: if it cannot.
    """
    if not is_writable(place):
        raise ReadOnlyError(
            "the index of this server is read-only: its documents can be asked, but none added or removed; whoever runs"
            " it can start it with an index folder that it may write",
        )
