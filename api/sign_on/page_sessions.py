"""Sessions of those who signed in on the page: kept by the server, until they end, or it does."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.api.access.person import SignedOnPerson

MOST_SESSIONS = 10_000
"""How many there may be at once; the one that was not used for longest goes."""


class Sessions:
    """The sessions by the digests of their tokens, which stand in the cookies of browsers and nowhere else."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Begin without any."""
        self._now = now
        self._people: OrderedDict[str, SignedOnPerson] = OrderedDict()

    def open(self, person: SignedOnPerson) -> str:
        """The token of a new session of this person."""
        token = secrets.token_urlsafe(32)
        digest = _digest(token)
        self._people[digest] = replace(person, session=digest)
        if len(self._people) > MOST_SESSIONS:
            self._people.popitem(last=False)
        return token

    def find(self, token: str) -> SignedOnPerson | None:
        """Whose session has this token; None if there is none, or it has expired."""
        digest = _digest(token)
        person = self._people.get(digest)
        if person is None:
            return None
        if person.has_expired(self._now()):
            del self._people[digest]
            return None
        self._people.move_to_end(digest)
        return person

    def is_open(self, digest: str) -> bool:
        """True if nobody has ended the session with this digest."""
        return digest in self._people

    def close(self, digest: str) -> None:
        """End a session, if there is one."""
        self._people.pop(digest, None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
