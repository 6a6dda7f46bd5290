"""The issuer: where it is asked, with which keys it signs, and what it gives for the code of somebody who signs in."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from citespan.api.http.errors import AccessError, IssuerError
from citespan.api.sign_on.configuration import SecureUrl, SignOnConfiguration
from citespan.api.sign_on.fetched import Fetched

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5.0
"""How long an issuer has to answer."""


class _Said(BaseModel):
    """What an issuer says in JSON; what else it says is not looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Discovery(_Said):
    """Where an issuer is asked for what.

    Source: OpenID Connect Discovery 1.0, section 3; OpenID Connect RP-Initiated Logout 1.0, section 2.1.
    """

    issuer: str
    jwks_uri: SecureUrl
    authorization_endpoint: SecureUrl
    token_endpoint: SecureUrl
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class TokenReply(_Said):
    """What is given for a code. Source: OpenID Connect Core 1.0, section 3.1.3.3."""

    id_token: str


class Issuer:
    """The issuer of a configuration. It is asked when something is needed of it, and not before."""

    def __init__(self, configuration: SignOnConfiguration) -> None:
        """Ask the issuer of this configuration."""
        self._configuration = configuration
        self._secret = configuration.client_secret()
        self._discovery = Fetched(self._discover)

    async def discovery(self) -> Discovery:
        """Where it is asked for what.

        Raises:
            IssuerError: if it does not say so.
        """
        return await self._discovery.get()

    async def key_set(self) -> object:
        """The keys with which it signs, as they are now: a JSON Web Key Set, unchecked.

        Raises:
            IssuerError: if they cannot be read.
        """
        configuration = self._configuration
        if configuration.jwks_file is not None:
            try:
                return json.loads(configuration.jwks_file.read_bytes())
            except (OSError, ValueError) as exc:
                raise self._silent("its keys") from exc
        address = configuration.jwks_url or (await self.discovery()).jwks_uri
        return await self._asked(address, "its keys")

    async def exchange(self, code: str, *, verifier: str, redirect_uri: str) -> str:
        """The ID token for the code of somebody who signs in.

        Raises:
            AccessError: if the issuer does not take the code.
            IssuerError: if it cannot be asked.
        """
        discovery = await self.discovery()
        client_id = self._configuration.client_id or ""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        auth = None
        if self._secret is None:
            form["client_id"] = client_id
        elif "client_secret_basic" in discovery.token_endpoint_auth_methods_supported:
            auth = httpx2.BasicAuth(quote(client_id, safe=""), quote(self._secret, safe=""))
        else:
            form |= {"client_id": client_id, "client_secret": self._secret}
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, auth=auth) as client:
                reply = await client.post(discovery.token_endpoint, data=form, headers={"Accept": "application/json"})
            if 400 <= reply.status_code < 500:
                _log.warning("the issuer refused a code with %d: %.300s", reply.status_code, reply.text)
                raise AccessError("the issuer does not take the code of this sign-in; sign in again")
            reply.raise_for_status()
            return TokenReply.model_validate_json(reply.content).id_token
        except (httpx2.HTTPError, httpx2.InvalidURL, ValidationError) as exc:
            raise self._silent("who signs in") from exc

    async def _discover(self) -> Discovery:
        issuer = self._configuration.issuer
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found = Discovery.model_validate(await self._asked(address, "its configuration"))
        except ValidationError as exc:
            raise self._silent("its configuration") from exc
        if found.issuer != issuer:
            raise self._silent("its configuration") from ValueError(f"it calls itself {found.issuer}")
        return found

    async def _asked(self, address: str, what: str) -> Mapping[str, object]:
        """The JSON object that stands at an address; `what` says what it is good for."""
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
                reply = await client.get(address, headers={"Accept": "application/json"})
            reply.raise_for_status()
            found = reply.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as exc:
            raise self._silent(what) from exc
        if not isinstance(found, dict):
            raise self._silent(what) from TypeError("that is no JSON object")
        return found

    def _silent(self, what: str) -> IssuerError:
        return IssuerError(
            f"the issuer {self._configuration.issuer} cannot be asked for {what} at present; try again in a while."
            " Access keys are taken all the same"
        )
