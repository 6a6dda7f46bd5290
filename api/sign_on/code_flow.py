"""Signing in on a page: to the issuer with a challenge, and back with a code that only this server and browser can use.

Source: RFC 6749, section 4.1 (authorization code), RFC 7636 (PKCE), RFC 9207 (issuer in the answer), OpenID Connect
Core 1.0, section 3.1.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from cryptography.fernet import Fernet, InvalidToken
from pydantic import BaseModel, ConfigDict

from citespan.api.http.errors import AccessError, IssuerError
from citespan.api.sign_on.configuration import check_secure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citespan.api.sign_on.configuration import SignOnConfiguration
    from citespan.api.sign_on.issuer import Issuer
    from citespan.api.sign_on.tokens import Tokens

PENDING_SECONDS = 600
"""How long somebody has at the issuer until they are back."""

_PLACE = re.compile(r"/(?![/\\])[!-\[\]-~]{0,4000}")
"""A path with its query on this server, and nothing that a browser would take for another's."""


class _SealedSignIn(BaseModel):
    """A sign-in that was begun, as it stands, encrypted, in a cookie of the browser that began it."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    then: str


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    """Where a browser is sent to sign in, and what it keeps until it is back."""

    address: str
    pending: str


@dataclass(frozen=True, slots=True)
class FinishedSignIn:
    """The claims of who signed in, the ID token that says so, and the path that they wanted to see."""

    claims: Mapping[str, object]
    id_token: str
    then: str


class CodeFlow:
    """The authorization code flow with PKCE, `state` and `nonce`, for the client of a configuration."""

    def __init__(self, configuration: SignOnConfiguration, issuer: Issuer, tokens: Tokens) -> None:
        """Send people to this issuer."""
        self._configuration = configuration
        self._issuer = issuer
        self._tokens = tokens
        self._box = Fernet(Fernet.generate_key())

    async def begin(self, *, redirect_uri: str, then: str) -> BegunSignIn:
        """Send somebody to the issuer, from where they come back to `redirect_uri`, and then to the path `then`.

        Raises:
            IssuerError: if it does not say where.
        """
        endpoint = (await self._issuer.discovery()).authorization_endpoint
        pending = _SealedSignIn(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(64),
            redirect_uri=redirect_uri,
            then=then if _PLACE.fullmatch(then) else "/",
        )
        digest = hashlib.sha256(pending.verifier.encode("ascii")).digest()
        asked = {
            "response_type": "code",
            "client_id": self._configuration.client_id or "",
            "redirect_uri": redirect_uri,
            "scope": " ".join(self._configuration.ask_for),
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
            "code_challenge_method": "S256",
        }
        sealed = self._box.encrypt(pending.model_dump_json().encode("utf-8")).decode("ascii")
        return BegunSignIn(_with_query(endpoint, asked), sealed)

    async def finish(self, answer: Mapping[str, str], *, sealed: str) -> FinishedSignIn:
        """Who came back with this `answer` of the issuer and what `begin` gave the browser.

        Raises:
            AccessError: if the issuer refused, or the answer is not one to what this browser began, or not for it.
            IssuerError: if the issuer cannot be asked.
        """
        try:
            opened = self._box.decrypt(sealed.encode("utf-8", "replace"), ttl=PENDING_SECONDS)
        except InvalidToken as exc:
            raise AccessError(
                f"no sign-in was begun in this browser in the last {PENDING_SECONDS // 60} minutes; sign in again"
            ) from exc
        pending = _SealedSignIn.model_validate_json(opened)
        if not _are_equal(answer.get("state", ""), pending.state):
            raise AccessError("this answer is not to the sign-in that this browser began; sign in again")
        if answer.get("iss", self._configuration.issuer) != self._configuration.issuer:
            raise AccessError("this answer is of another issuer; sign in again")
        if "error" in answer or "code" not in answer:
            raise AccessError(f"the issuer refused: {_plain(answer.get('error', 'it gave no code'))}; sign in again")
        token = await self._issuer.exchange(
            answer["code"], verifier=pending.verifier, redirect_uri=pending.redirect_uri
        )
        client_id = self._configuration.client_id or ""
        claims = await self._tokens.verified(token, audiences=[client_id])
        if not _are_equal(str(claims.get("nonce", "")), pending.nonce):
            raise AccessError("the issuer answered another sign-in than this; sign in again")
        if claims.get("azp", client_id) != client_id:
            raise AccessError("the issuer answered for another client than this server; sign in again")
        return FinishedSignIn(claims, token, pending.then)

    async def leave(self, *, id_token: str, back: str) -> str | None:
        """Where somebody ends their session at the issuer, and comes `back` from; None if it has no place for that.

        Source: OpenID Connect RP-Initiated Logout 1.0, section 2.

        Raises:
            IssuerError: if it does not say where, or what is sent there could be read on the way.
        """
        endpoint = (await self._issuer.discovery()).end_session_endpoint
        if endpoint is None:
            return None
        try:
            check_secure(endpoint)
        except ValueError as exc:
            raise IssuerError(f"the issuer ends sessions at {endpoint[:100]!r}, which is not sent to: {exc}") from exc
        asked = {
            "id_token_hint": id_token,
            "client_id": self._configuration.client_id or "",
            "post_logout_redirect_uri": back,
        }
        return _with_query(endpoint, asked)


def _with_query(endpoint: str, asked: Mapping[str, str]) -> str:
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def _are_equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _plain(error: str) -> str:
    """The code of an error, as far as it is one."""
    return "".join(letter for letter in error[:100] if letter.isascii() and (letter.isalnum() or letter in "_- "))
