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
    from citespan.api.library.conversation import LibraryConversation as Conversation
    from citespan.api.library.library import Library
    from citespan.api.library.open import open_library as open  # noqa: A004
    from citespan.api.library.response import LibraryResponse as Response
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
    "CitespanError": ("citespan.corpus.errors", "CitespanError"),
    "Conversation": ("citespan.api.library.conversation", "LibraryConversation"),
    "Library": ("citespan.api.library.library", "Library"),
    "MissingIndexError": ("citespan.corpus.errors", "MissingIndexError"),
    "Response": ("citespan.api.library.response", "LibraryResponse"),
    "UsageError": ("citespan.corpus.errors", "UsageError"),
    "open": ("citespan.api.library.open", "open_library"),
}
"""The module that defines each exported name, and what it is called there."""

if not TYPE_CHECKING:  # a type checker would take every name for one of this module

    def __getattr__(name: str) -> object:
        """An exported name, from its home."""
        if name == "__version__":
            return import_module("importlib.metadata").version("citespan")
        if name not in _HOMES:
            raise AttributeError(f"module 'citespan' has no attribute {name!r}; it exports {', '.join(__all__)}")
        module, defined = _HOMES[name]
        return getattr(import_module(module), defined)


def __dir__() -> list[str]:
    """The exported names."""
    return sorted(__all__)
