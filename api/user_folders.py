"""Where a user keeps what programs write for them alone.

Source: XDG Base Directory Specification 0.8; a path that is not absolute is ignored.
"""

from __future__ import annotations

import os
from pathlib import Path


def config_folder() -> Path:
    """Citespan's folder for settings: in `$XDG_CONFIG_HOME`, or `~/.config`.

    Raises:
        RuntimeError: if nobody knows where the home is.
    """
    return _own_folder("XDG_CONFIG_HOME", "~/.config")


def state_folder() -> Path:
    """Citespan's folder for what is kept from run to run: in `$XDG_STATE_HOME`, or `~/.local/state`.

    Raises:
        RuntimeError: if nobody knows where the home is.
    """
    return _own_folder("XDG_STATE_HOME", "~/.local/state")


def cache_folder() -> Path:
    """Citespan's folder for what can be made again: in `$XDG_CACHE_HOME`, or `~/.cache`.

    Raises:
        RuntimeError: if nobody knows where the home is.
    """
    return _own_folder("XDG_CACHE_HOME", "~/.cache")


def _own_folder(variable: str, default: str) -> Path:
    named = Path(os.environ.get(variable, ""))
    return (named if named.is_absolute() else Path(default).expanduser()) / "citespan"
