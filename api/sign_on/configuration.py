"""The file that says who may sign on: an issuer of OpenID Connect, and what each of its claims grants here."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from citespan.api.access.lifetimes import parse_lifetime
from citespan.api.access.permissions import ALL, SCOPES, KeyScope
from citespan.api.http.guard.own_host import is_loopback
from citespan.corpus.errors import UsageError
from citespan.index.labels.labelling import LABEL_PATTERN

ANY_VALUE = "*"
"""Instead of a value: the claim may have any."""

MOST_LEEWAY = timedelta(minutes=10)
"""How far the clocks of the issuer and of this machine may be apart at most."""


class SigningAlgorithm(StrEnum):
    """How a token may be signed: with a key that the server cannot sign with itself. Source: RFC 7518, RFC 8037."""

    RS256 = "RS256"
    RS384 = "RS384"
    RS512 = "RS512"
    PS256 = "PS256"
    PS384 = "PS384"
    PS512 = "PS512"
    ES256 = "ES256"
    ES384 = "ES384"
    ES512 = "ES512"
    EDDSA = "EdDSA"


def check_secure(url: str) -> str:
    """The URL, as it is.

    Raises:
        ValueError: if what is sent there can be read or changed on the way.
    """
    parts = urlsplit(url)
    if not parts.netloc or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.netloc))):
        raise ValueError("write it as https://...; http:// is taken for this machine alone")
    return url


def _span(given: object) -> object:
    """The span of time in a text such as `90s`.

    Raises:
        ValueError: if there is none.
    """
    if not isinstance(given, str):
        raise ValueError("write it as a text, such as '90s', '5m' or '8h'")
    try:
        return parse_lifetime(given, name="the span")
    except UsageError as exc:
        raise ValueError(str(exc)) from exc


def _check_scope(scope: str) -> str:
    """The scope, as it is.

    Raises:
        ValueError: if there is none of this name.
    """
    if scope not in SCOPES:
        raise ValueError(f"there is no scope {scope[:100]!r}; there are {', '.join(SCOPES)}")
    return scope


SecureUrl = Annotated[str, AfterValidator(check_secure)]
_Span = Annotated[timedelta, BeforeValidator(_span)]
_Name = Annotated[str, Field(min_length=1, max_length=255)]


class _ConfigurationPart(BaseModel):
    """A part of the file: what is not known is a mistake, so that no restriction is overlooked."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimRule(_ConfigurationPart):
    """Who has this value in this claim may ask the documents with these labels, or do what `scopes` say with all."""

    claim: _Name
    value: Annotated[str, Field(min_length=1)]
    labels: Annotated[tuple[Annotated[str, Field(pattern=LABEL_PATTERN)], ...], Field(min_length=1)] | None = None
    scopes: Annotated[tuple[Annotated[str, AfterValidator(_check_scope)], ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _grants_something(self) -> ClaimRule:
        if (self.labels is None) == (self.scopes is None):
            raise ValueError(
                "give it labels (it asks the documents with one of them) or scopes (all documents), and not both"
            )
        return self


class SignOnConfiguration(_ConfigurationPart):
    """Who may sign on, and to what.

    `audience` are those for whom tokens that programs send have to be made; the client's, if it is left out. Without a
    `client_id` nobody signs in on the page. `leeway` is how far clocks may be apart, `session` how long a sign-in on
    the page counts, `rate` how many requests a minute each may send. With `sign_out_at_issuer` who signs out of the
    page signs out there, too. What all rules in `grant` that fit somebody grant is put together.
    """

    issuer: SecureUrl
    client_id: _Name | None = None
    client_secret_file: Path | None = None
    audience: tuple[_Name, ...] = ()
    jwks_url: SecureUrl | None = None
    jwks_file: Path | None = None
    algorithms: Annotated[tuple[SigningAlgorithm, ...], Field(min_length=1)] = (
        SigningAlgorithm.RS256,
        SigningAlgorithm.ES256,
    )
    leeway: Annotated[_Span, Field(le=MOST_LEEWAY)] = timedelta(seconds=60)
    session: Annotated[_Span, Field(ge=timedelta(minutes=1))] = timedelta(hours=8)
    subject: _Name = "sub"
    ask_for: tuple[_Name, ...] = ("openid", "profile")
    rate: Annotated[int, Field(ge=1)] | None = None
    sign_out_at_issuer: bool = False
    grant: Annotated[tuple[ClaimRule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_whole(self) -> SignOnConfiguration:
        if not (self.audience or self.client_id):
            raise ValueError("give it a client_id, with which people sign in on the page, or an audience of tokens")
        if self.jwks_url and self.jwks_file:
            raise ValueError("jwks_url and jwks_file exclude each other; leave one out")
        if self.client_secret_file and not self.client_id:
            raise ValueError("a client_secret_file belongs to a client_id; give that, too")
        if self.sign_out_at_issuer and not self.client_id:
            raise ValueError("sign_out_at_issuer belongs to a client_id; give that, too")
        if "openid" not in self.ask_for:
            raise ValueError("ask_for needs 'openid'; without it an issuer does not say who signs in")
        return self

    @property
    def audiences(self) -> tuple[str, ...]:
        """For whom a token has to be made."""
        return self.audience or (() if self.client_id is None else (self.client_id,))

    @property
    def labels(self) -> frozenset[str]:
        """All labels that somebody could hold."""
        return frozenset(label for rule in self.grant for label in rule.labels or ())

    def client_secret(self) -> str | None:
        """The secret of the client; None if it has none.

        Raises:
            UsageError: if its file cannot be read, or is empty.
        """
        if self.client_secret_file is None:
            return None
        try:
            secret = self.client_secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as exc:
            raise UsageError(f"{self.client_secret_file}: cannot be read as the secret of the client: {exc}") from exc
        if not secret:
            raise UsageError(f"{self.client_secret_file}: is empty; write the secret of the client into it")
        return secret


def read_configuration(file: Path) -> SignOnConfiguration:
    """What a file in TOML says; paths in it are below its own folder, or absolute.

    Raises:
        UsageError: if it cannot be read, or has a mistake; the message names the place.
    """
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as exc:
        raise UsageError(f"{file}: not TOML: {exc}") from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{file}: cannot be read as the configuration of the sign-on: {exc}") from exc
    try:
        read = SignOnConfiguration.model_validate(tree)
    except ValidationError as exc:
        raise UsageError(f"{file}: {_told(exc)}") from exc
    placed = {
        name: file.parent / path
        for name in ("client_secret_file", "jwks_file")
        if (path := getattr(read, name)) is not None
    }
    read = read.model_copy(update=placed)
    read.client_secret()
    return read


def _told(exc: ValidationError) -> str:
    """The first mistake, and where it stands; entries of a list are counted from 1."""
    first = exc.errors()[0]
    place = " ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        known = ClaimRule if first["loc"][0] == "grant" else SignOnConfiguration
        message = f"is not known; there are {', '.join(known.model_fields)}"
    return f"{place}: {message}" if place else message


def may_ask_all(rule: ClaimRule) -> bool:
    """True if a rule lets ask all documents."""
    return rule.scopes is not None and bool({ALL, KeyScope.ASK.value} & set(rule.scopes))
