"""The lexicon: what citespan knows of English words, in TOML files beside this module that need no programmer."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def words(file: str, name: str) -> tuple[str, ...]:
    """The words of one list, in its order.

    Raises:
        KeyError: if the file has no such list.
    """
    text = _file(file)[name]
    if not isinstance(text, str):
        raise KeyError(f"{name} in {file}.toml is a table, not a list of words")
    return tuple(text.split())


def table(file: str, name: str) -> dict[str, Any]:
    """One table, in its order.

    Raises:
        KeyError: if the file has no such table.
    """
    return dict(_file(file)[name])


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
