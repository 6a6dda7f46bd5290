"""Sign-on: who sends a request, by the token or the session that comes with it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from citespan.api.http.errors import ForeignPageError, IssuerError
from citespan.api.sign_on.code_flow import BegunSignIn, CodeFlow
from citespan.api.sign_on.grants import person_of
from citespan.api.sign_on.issuer import Issuer
from citespan.api.sign_on.page_sessions import Sessions
from citespan.api.sign_on.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

    from citespan.api.access.person import SignedOnPerson
    from citespan.api.sign_on.configuration import SignOnConfiguration

_log = logging.getLogger(__name__)

SESSION_COOKIE = "citespan-session"
"""The cookie with the token of a session."""

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session that was just opened: whose, its token, how long it lasts, and the path that they wanted to see."""

    person: SignedOnPerson
    token: str
    seconds: int
    then: str


class SignOn:
    """Lets in those for whom the issuer of a configuration vouches."""

    def __init__(self, configuration: SignOnConfiguration) -> None:
        """Believe this issuer. It is asked when somebody comes, and not before."""
        self._configuration = configuration
        issuer = Issuer(configuration)
        self._tokens = Tokens(configuration, issuer)
        self._flow = CodeFlow(configuration, issuer, self._tokens)
        self._sessions = Sessions()

    @property
    def issuer(self) -> str:
        """The address by which the issuer is called."""
        return self._configuration.issuer

    @property
    def has_page(self) -> bool:
        """True if people can sign in on the page."""
        return self._configuration.client_id is not None

    async def person_of(self, scope: Scope) -> SignedOnPerson | None:
        """Who sends a request; None if nobody says so, which leaves it to access keys.

        Raises:
            AccessError: if it comes with a token that is not taken.
            ScopeError: if nothing is granted to whoever sends it.
            IssuerError: if the issuer cannot be asked.
            ForeignPageError: if a page that is not this server's sends it in a session.
        """
        headers = Headers(scope=scope)
        authorization = headers.get("authorization")
        if authorization is not None:
            scheme, _, token = authorization.partition(" ")
            token = token.strip()
            if scheme.lower() != "bearer" or token.count(".") != 2:
                return None
            claims = await self._tokens.verified(token, audiences=self._configuration.audiences)
            return person_of(claims, self._configuration, expires=_end_of(claims) + self._configuration.leeway)
        cookie = HTTPConnection(scope).cookies.get(SESSION_COOKIE)
        person = None if cookie is None else self._sessions.find(cookie)
        if person is not None and scope["method"] not in _SAFE:
            check_own_page(headers)
        return person

    def stands(self, person: SignedOnPerson) -> bool:
        """True if they are let in still: neither expired nor signed out."""
        if person.has_expired(datetime.now(UTC)):
            return False
        return person.session is None or self._sessions.is_open(person.session)

    async def begin(self, *, redirect_uri: str, then: str) -> BegunSignIn:
        """Send somebody to the issuer; see `CodeFlow.begin`."""
        return await self._flow.begin(redirect_uri=redirect_uri, then=then)

    async def finish(self, answer: Mapping[str, str], *, sealed: str) -> OpenedSession:
        """Open a session for who came back from the issuer; see `CodeFlow.finish`.

        Raises:
            ScopeError: if nothing is granted to them here.
        """
        finished = await self._flow.finish(answer, sealed=sealed)
        lifetime = self._configuration.session
        person = person_of(finished.claims, self._configuration, expires=datetime.now(UTC) + lifetime)
        token = self._sessions.open(person, id_token=finished.id_token)
        return OpenedSession(person, token, seconds=int(lifetime.total_seconds()), then=finished.then)

    async def sign_out(self, person: SignedOnPerson, *, back: str) -> str | None:
        """End the session of somebody; return where they end that at the issuer, and come `back` from.

        That is None where they are to stay signed in there, or the issuer cannot be asked, or has no place for it.
        """
        session = None if person.session is None else self._sessions.close(person.session)
        if session is None or not self._configuration.sign_out_at_issuer:
            return None
        try:
            return await self._flow.leave(id_token=session.id_token, back=back)
        except IssuerError as exc:
            _log.warning("signed out here, and not of the issuer: %s", exc)
            return None


def check_own_page(headers: Headers) -> None:
    """Make sure that a page of this server sends what a cookie came with: a page of another could have it sent, too.

    Raises:
        ForeignPageError: if the browser does not say so.
    """
    origin = headers.get("origin", "")
    own = headers.get("host", "").lower()
    sites = {"same-origin", headers.get("sec-fetch-site", "same-origin")}
    if not own or urlsplit(origin.lower()).netloc not in {own, f"{own}:443", f"{own}:80"} or len(sites) > 1:
        raise ForeignPageError(
            f"a page of another site, {origin[:100]!r}, may not use the session of this one; use the page of this"
            " server, or send a token as 'Authorization: Bearer ...'"
        )


def _end_of(claims: Mapping[str, object]) -> datetime:
    """When a token that was checked expires; in ten years, if that is later."""
    now = datetime.now(UTC)
    expires = claims["exp"]
    seconds = int(expires) if isinstance(expires, int | float | str) else 0
    return now + timedelta(seconds=min(seconds - int(now.timestamp()), int(_LONGEST.total_seconds())))
