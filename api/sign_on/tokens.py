"""Tokens: JSON Web Tokens that the issuer signed, for this server, and for now. Nothing of another is believed.

Source: RFC 7519 (JWT), RFC 8725 (its best practices), OpenID Connect Core 1.0, section 3.1.3.7.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import jwt

from citespan.api.http.errors import AccessError, IssuerError
from citespan.api.sign_on.fetched import Fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from citespan.api.sign_on.configuration import SignOnConfiguration
    from citespan.api.sign_on.issuer import Issuer

MOST_CHARACTERS = 16_384
"""How long a token may be."""

_ASYMMETRIC = frozenset(("RSA", "EC", "OKP"))
_REASONS: tuple[tuple[type[jwt.PyJWTError], str], ...] = (
    (jwt.ExpiredSignatureError, "it has expired"),
    (jwt.ImmatureSignatureError, "it is not valid yet"),
    (jwt.InvalidAudienceError, "it is made for others than this server"),
    (jwt.InvalidIssuerError, "it is of another issuer"),
    (jwt.MissingRequiredClaimError, "it does not say who, by whom, for whom or until when"),
    (jwt.InvalidAlgorithmError, "it is not signed as tokens have to be here"),
    (jwt.InvalidSignatureError, "its signature is not that of the issuer"),
)


class Tokens:
    """Checks tokens with the keys of an issuer, which are fetched again when a token names one that is not known."""

    def __init__(
        self, configuration: SignOnConfiguration, issuer: Issuer, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Check tokens of this issuer."""
        self._configuration = configuration
        self._keys = Fetched(lambda: _fetch_keys(issuer), clock=clock)

    async def verified(self, token: str, *, audiences: Sequence[str]) -> Mapping[str, object]:
        """The claims of a token that the issuer made for one of these audiences, and that is valid now.

        Raises:
            AccessError: if it is not; the message says why.
            IssuerError: if the keys of the issuer cannot be had.
        """
        configuration = self._configuration
        try:
            if len(token) > MOST_CHARACTERS:
                raise AccessError(f"a token has {MOST_CHARACTERS} characters at most; have a shorter one made")
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in configuration.algorithms:
                raise jwt.InvalidAlgorithmError
            key = await self._key(header.get("kid"), str(header["alg"]))
            claims: Mapping[str, object] = jwt.decode(
                token,
                key,
                algorithms=[algorithm.value for algorithm in configuration.algorithms],
                audience=list(audiences),
                issuer=configuration.issuer,
                leeway=configuration.leeway,
                options={"require": ["exp", "iss", "aud", "sub"], "enforce_minimum_key_length": True},
            )
        except jwt.PyJWTError as exc:
            reason = next((said for kind, said in _REASONS if isinstance(exc, kind)), "it is no token")
            raise AccessError(f"this token of a sign-on is not taken: {reason}; sign in again") from exc
        return claims

    async def _key(self, key_id: object, algorithm: str) -> jwt.PyJWK:
        """The key with this id, or the only one there is for this algorithm if no id is named.

        Raises:
            AccessError: if there is none.
            IssuerError: if the keys cannot be had.
        """
        found = _matching(await self._keys.get(), key_id, algorithm)
        if len(found) != 1:
            found = _matching(await self._keys.get(again=True), key_id, algorithm)
        if len(found) != 1:
            raise AccessError(
                "this token of a sign-on is not taken: it is signed with a key that its issuer does not name; sign in"
                " again"
            )
        return found[0]


async def _fetch_keys(issuer: Issuer) -> tuple[Mapping[str, object], ...]:
    """The keys of an issuer that may sign, each a JSON Web Key; secrets that are shared with it are none.

    Raises:
        IssuerError: if there is none.
    """
    tree = await issuer.key_set()
    keys = tree.get("keys") if isinstance(tree, dict) else None
    usable = tuple(
        key
        for key in (keys if isinstance(keys, list) else ())
        if isinstance(key, dict) and key.get("kty") in _ASYMMETRIC and key.get("use") in {None, "sig"}
    )
    if not usable:
        raise IssuerError("the issuer names no key that a token could be signed with; try again in a while")
    return usable


def _matching(keys: Sequence[Mapping[str, object]], key_id: object, algorithm: str) -> list[jwt.PyJWK]:
    """The keys with this id that can have signed by this algorithm; with any id, if that is None."""
    found = []
    for key in keys:
        if key_id is not None and key.get("kid") != key_id:
            continue
        if key.get("alg") not in {None, algorithm}:
            continue
        try:
            found.append(jwt.PyJWK(dict(key), algorithm))
        except jwt.PyJWTError:
            continue  # of another kind, such as one for elliptic curves where the token says RSA
    return found
