"""Ask your documents: answers are verbatim quotes with exact citations, or an honest abstention.

    import citespan

    library = citespan.open("reports/")
    print(library.ask("Who signed the contract?"))

What this module exports is loaded when it is first used: importing it costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citespan.api.library.conversation import Conversation
    from citespan.api.library.library import Library
    from citespan.api.library.open import open_library as open  # noqa: A004
    from citespan.api.library.response import Response
    from citespan.corpus.errors import CitespanError, MissingIndexError, UsageError

    __version__: str

__all__ = [
    "CitespanError",
    "Conversation",
    "Library",
    "MissingIndexError",
    "Response",
    "UsageError",
    "__version__",
    "open",
]

_HOMES = {
    "CitespanError": "citespan.corpus.errors",
    "Conversation": "citespan.api.library.conversation",
    "Library": "citespan.api.library.library",
    "MissingIndexError": "citespan.corpus.errors",
    "Response": "citespan.api.library.response",
    "UsageError": "citespan.corpus.errors",
    "open": "citespan.api.library.open",
}
"""The modules in which the exported names are at home."""

if not TYPE_CHECKING:  # a type checker would take every name for one of this module

    def __getattr__(name: str) -> object:
        """An exported name, from its home."""
        if name == "__version__":
            return import_module("importlib.metadata").version("citespan")
        if name not in _HOMES:
            raise AttributeError(f"module 'citespan' has no attribute {name!r}; it exports {', '.join(__all__)}")
        return getattr(import_module(_HOMES[name]), "open_library" if name == "open" else name)


def __dir__() -> list[str]:
    """The exported names."""
    return sorted(__all__)
