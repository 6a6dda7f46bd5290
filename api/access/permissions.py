"""Permissions: what a key may do, and what each request needs. This is the one place that decides it."""

from __future__ import annotations

from enum import StrEnum

ALL = "all"
"""Among the scopes of a key: it may do everything."""


class KeyScope(StrEnum):
    """What a key may be for: to ask and read, to add and remove documents, or to manage keys and see the figures."""

    ASK = "ask"
    UPLOAD = "upload"
    ADMINISTER = "administer"


SCOPES = (ALL, *KeyScope)
"""What may be said of a key."""

_ASKED = frozenset(
    ("ask", "search", "chat", "models", "verify", "resolve", "feedback"),
)
"""The first part of the paths below `/v1` that ask, whatever the method."""

_READING = frozenset(("GET", "HEAD", "OPTIONS"))


def is_guarded(path: str) -> bool:
    """True if a key is needed here, where keys are demanded: of all but the page, its documentation and health."""
    return path in {"/metrics", "/mcp", "/v1"} or path.startswith(("/mcp/", "/v1/"))


def is_personal(path: str) -> bool:
    """True if what is said here depends on who asks, if anybody says so, though everyone is let in."""
    return path in {"/readyz", "/sign-in/person", "/sign-out"}


def scope_needed(method: str, path: str) -> KeyScope | None:
    """What a key has to be for so that this request is let in; None if everyone is.

    A guarded path that is not named here needs `administer`, so that a new route is closed until somebody opens it.
    """
    if not is_guarded(path):
        return None
    first, _, below = path.removeprefix("/").partition("/")
    if first == "mcp":
        return KeyScope.ASK
    subject = below.partition("/")[0]
    if first == "v1" and subject in _ASKED:
        return KeyScope.ASK
    if first == "v1" and subject == "documents":
        return KeyScope.ASK if method in _READING else KeyScope.UPLOAD
    if first == "v1" and subject == "jobs":
        return KeyScope.UPLOAD
    return KeyScope.ADMINISTER
