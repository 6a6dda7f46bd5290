"""Sessions of those who signed in on the page: kept by the server, until they end, or it does."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.api.access.person import SignedOnPerson

MOST_SESSIONS = 10_000
"""How many there may be at once; the one that was not used for longest goes."""


@dataclass(frozen=True, slots=True)
class PageSession:
    """Whose a session is, and the ID token with which it was opened."""

    person: SignedOnPerson
    id_token: str


class Sessions:
    """The sessions by the digests of their tokens, which stand in the cookies of browsers and nowhere else."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Begin without any."""
        self._now = now
        self._open: OrderedDict[str, PageSession] = OrderedDict()

    def open(self, person: SignedOnPerson, *, id_token: str) -> str:
        """The token of a new session of this person."""
        token = secrets.token_urlsafe(32)
        digest = _digest(token)
        self._open[digest] = PageSession(replace(person, session=digest), id_token)
        if len(self._open) > MOST_SESSIONS:
            self._open.popitem(last=False)
        return token

    def find(self, token: str) -> SignedOnPerson | None:
        """Whose session has this token; None if there is none, or it has expired."""
        digest = _digest(token)
        session = self._open.get(digest)
        if session is None:
            return None
        if session.person.has_expired(self._now()):
            del self._open[digest]
            return None
        self._open.move_to_end(digest)
        return session.person

    def is_open(self, digest: str) -> bool:
        """True if nobody has ended the session with this digest."""
        return digest in self._open

    def close(self, digest: str) -> PageSession | None:
        """End a session; return it, if there was one."""
        return self._open.pop(digest, None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
