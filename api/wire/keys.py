"""The wire format of access keys: what administrators make, see and are told once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from citespan.api.access.key_uses import USES_FILE, KeyUses
from citespan.api.access.keys import KEY_NAME_PATTERN, read_keys
from citespan.api.access.lifetimes import LIFETIME_PATTERN
from citespan.api.access.permissions import ALL, KeyScope
from citespan.api.wire.response import Wire
from citespan.index.labels.labelling import LABEL_PATTERN

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.api.access.keys import Key

KeyName = Annotated[str, Field(pattern=KEY_NAME_PATTERN, examples=["reading-room"])]
Lifetime = Annotated[str, Field(pattern=LIFETIME_PATTERN)]
_SCOPES = [ALL, *(scope.value for scope in KeyScope)]


class MakeKeyRequest(BaseModel):
    """A key to make: who it is for, what it may do, for how long, and how often."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "reading-room", "scopes": ["ask"], "expires": "90d", "rate": 60}]},
    )
    name: KeyName
    scopes: Annotated[list[Annotated[str, Field(json_schema_extra={"enum": _SCOPES})]], Field(min_length=1)]
    labels: Annotated[list[Annotated[str, Field(pattern=LABEL_PATTERN)]], Field(min_length=1)] | None = Field(
        None, description="it sees the documents with one of these, and may only ask; null for all documents"
    )
    expires: Lifetime | None = Field(None, description="how long it is taken, such as 90d; null for ever")
    rate: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="how many requests a minute it may send; null for any number"
    )


class RotateKeyRequest(BaseModel):
    """Another token for a key; the one before is taken for a while more."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"overlap": "1h"}]})
    overlap: Lifetime = Field("24h", description="how long the token before is taken still; 0s ends it at once")
    expires: Lifetime | None = Field(None, description="how long the key is taken from now on; null leaves it as it is")


class KeyModel(Wire):
    """A key as it is listed: everything but its token, which nobody knows but who has it."""

    name: str
    scopes: tuple[str, ...]
    labels: tuple[str, ...] | None = Field(description="it sees the documents with one of these; null for all")
    made: AwareDatetime | None = Field(description="null for keys of older releases")
    expires: AwareDatetime | None = Field(description="from when on it is refused; null for never")
    rate: int | None = Field(description="requests a minute; null for any number")
    last_used: AwareDatetime | None = Field(description="to the minute; null if it never was")
    overlap_until: AwareDatetime | None = Field(
        description="until when a token from before a rotation is taken; null if none is"
    )


class MadeKeyModel(KeyModel):
    """A key that was just made or rotated, with its token, which is told this once."""

    token: str


class KeyListModel(Wire):
    """The keys, in the order in which they were made."""

    keys: tuple[KeyModel, ...]


def listed_keys(file: Path) -> tuple[KeyModel, ...]:
    """The keys in a file, with their last uses, in the order in which they were made.

    Raises:
        UsageError: if the file cannot be read as keys.
    """
    uses, now = KeyUses(file.with_name(USES_FILE)).listed(), datetime.now(UTC)
    return tuple(key_model(key, last_used=uses.get(key.name), now=now) for key in read_keys(file))


def key_model(key: Key, *, last_used: datetime | None, now: datetime) -> KeyModel:
    """A key as it is listed; a use from before it was made was that of another of this name."""
    is_older = last_used is not None and key.made is not None and last_used < key.made.replace(microsecond=0)
    return KeyModel(
        name=key.name,
        scopes=key.scopes,
        labels=key.labels,
        made=key.made,
        expires=key.expires,
        rate=key.rate,
        last_used=None if is_older else last_used,
        overlap_until=max((old.until for old in key.former if old.until > now), default=None),
    )
