"""People whom an issuer of OpenID Connect vouches for: for the server they are what a key is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.api.access.permissions import ALL

if TYPE_CHECKING:
    from datetime import datetime

    from citespan.api.access.permissions import KeyScope


@dataclass(frozen=True, slots=True)
class SignedOnPerson:
    """Somebody who has signed on: what they may do, which labels they hold, and until when that counts.

    `subject` names them in the audit log, `shown_name` on the page. They see documents with one of their `labels`; all,
    if that is None. `rate` is how many requests a minute they may send; None leaves that open. `session` is the digest
    of the session of the page; None for who sends a token.
    """

    subject: str
    shown_name: str
    scopes: tuple[str, ...]
    labels: tuple[str, ...] | None
    expires: datetime
    rate: int | None = None
    session: str | None = None

    def may(self, scope: KeyScope) -> bool:
        """True if they may do this."""
        return ALL in self.scopes or scope.value in self.scopes

    def has_expired(self, now: datetime) -> bool:
        """True if they have to sign on again."""
        return now >= self.expires
