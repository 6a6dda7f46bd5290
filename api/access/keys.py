"""Access keys: random tokens, of which only the SHA-256 is kept.

A token has 256 random bits, so that its hash needs no salt and no slow function: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import filelock
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from citespan.api.access.permissions import ALL, SCOPES, KeyScope
from citespan.api.http.errors import UnknownKeyError
from citespan.corpus.errors import UsageError
from citespan.index.labels.labelling import checked_labels
from citespan.index.private_file import replace_private_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

KEYS_FILE = "keys.json"
"""Where the keys of an index are, in its folder."""

KEY_NAME_PATTERN = r"^[^\W_][\w.@ -]{0,98}[\w.@-]?$"
"""How a key may be called: letters, digits and some signs, so that its name can stand in an address and a line."""

DEFAULT_OVERLAP = timedelta(hours=24)
"""How long the token before is taken after a rotation."""

_PREFIX = "cs_"
_WAIT_SECONDS = 10.0
Sha256Hex = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Kept(BaseModel):
    """A part of the file of keys: what is not known is a mistake, so that no restriction is overlooked."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FormerToken(_Kept):
    """A token that was replaced, and until when it is taken still."""

    sha256: Sha256Hex
    until: AwareDatetime


class Key(_Kept):
    """What is kept of a key: its name, the SHA-256 of the token, what it may do, and for how long.

    `rate` is how many requests a minute it may send; None leaves that open. It sees documents with one of its
    `labels`; all, if that is None, as it is of keys that were made before there were labels.
    """

    name: str
    sha256: Sha256Hex
    scopes: tuple[str, ...] = (ALL,)
    made: AwareDatetime | None = None
    expires: AwareDatetime | None = None
    rate: Annotated[int, Field(ge=1)] | None = None
    former: tuple[FormerToken, ...] = ()
    labels: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _asks_if_it_has_labels(self) -> Key:
        """What a key with labels may do must not tell of documents that it does not see, nor change them."""
        if self.labels is not None and (not self.labels or set(self.scopes) != {KeyScope.ASK}):
            raise ValueError("a key with labels has one, and is to ask alone")
        return self

    def may(self, scope: KeyScope) -> bool:
        """True if it is a key for this."""
        return ALL in self.scopes or scope.value in self.scopes

    def has_expired(self, now: datetime) -> bool:
        """True if it is not taken any more."""
        return self.expires is not None and now >= self.expires

    def tokens(self, now: datetime) -> tuple[str, ...]:
        """The SHA-256 of the tokens that are taken now."""
        if self.has_expired(now):
            return ()
        return (self.sha256, *(token.sha256 for token in self.former if now < token.until))


_KEYS = TypeAdapter(tuple[Key, ...])


def read_keys(file: Path) -> tuple[Key, ...]:
    """The keys in `file`, those that have expired included; none if there is no such file.

    Raises:
        UsageError: if it cannot be read, or holds something else.
    """
    try:
        return _KEYS.validate_json(file.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as exc:
        what = exc.strerror if isinstance(exc, OSError) else f"{exc.error_count()} errors"
        raise UsageError(f"{file}: holds no keys that can be read ({what}); delete it, and make new ones") from exc


def make_key(
    file: Path,
    name: str,
    *,
    scopes: Sequence[str] = (ALL,),
    lifetime: timedelta | None = None,
    rate: int | None = None,
    labels: Sequence[str] | None = None,
    now: datetime | None = None,
) -> str:
    """Add a key called `name` to `file`, and return its token, which is written nowhere.

    It may do what `scopes` say, expires after `lifetime`, and may send `rate` requests a minute. With `labels` it sees
    the documents that have one of them, and may only ask: documents of others could be in the way of its uploads.

    Raises:
        UsageError: if there is one of this name, or no key can be like this.
    """
    moment = now or datetime.now(UTC)
    if not re.fullmatch(KEY_NAME_PATTERN, name):
        raise UsageError(
            f"{name[:100]!r} is no name of a key; begin with a letter or digit, and use letters, digits, blanks and"
            " . _ @ - (100 at most)"
        )
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise UsageError(f"there is no scope {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    if not scopes:
        raise UsageError(f"a key has to be for something; name one of {', '.join(SCOPES)}")
    if lifetime is not None and lifetime <= timedelta(0):
        raise UsageError("a key that expires at once lets nobody in; leave the expiry out, or write it as 90d")
    if rate is not None and rate < 1:
        raise UsageError(f"a rate of {rate} requests a minute lets nobody in; leave it out, or give one from 1 on")
    if labels is not None and set(scopes) != {KeyScope.ASK}:
        raise UsageError("a key with labels may ask, and nothing else: leave out the other scopes, or the labels")
    named = None if labels is None else checked_labels(labels)
    with _changing(file):
        keys = read_keys(file)
        if name in {key.name for key in keys}:
            raise UsageError(
                f"there is a key {name} already; 'citespan key {name} --rotate' gives it another token, and"
                f" 'citespan key --remove {name}' removes it"
            )
        token = _PREFIX + secrets.token_urlsafe(32)
        key = Key(
            name=name,
            sha256=_sha256(token),
            scopes=tuple(dict.fromkeys(scopes)),
            made=moment,
            expires=None if lifetime is None else moment + lifetime,
            rate=rate,
            labels=named,
        )
        _write(file, [*keys, key])
    return token


def rotate_key(
    file: Path,
    name: str,
    *,
    overlap: timedelta = DEFAULT_OVERLAP,
    lifetime: timedelta | None = None,
    now: datetime | None = None,
) -> str:
    """Give the key called `name` another token, and return it; the one before is taken for `overlap` more.

    With a `lifetime` it expires that long from now, and else when it did.

    Raises:
        UnknownKeyError: if there is no such key.
        UsageError: if it cannot be changed, or has expired and gets no new lifetime.
    """
    moment = now or datetime.now(UTC)
    with _changing(file):
        keys = read_keys(file)
        known = next((key for key in keys if key.name == name), None)
        if known is None:
            raise _unknown(name)
        if known.has_expired(moment) and lifetime is None:
            raise UsageError(f"the key {name} has expired; give it a new lifetime, as --expires 90d")
        token = _PREFIX + secrets.token_urlsafe(32)
        former = [old for old in known.former if moment < old.until]
        if overlap > timedelta(0) and not known.has_expired(moment):
            former.append(FormerToken(sha256=known.sha256, until=moment + overlap))
        fresh: dict[str, object] = {"sha256": _sha256(token), "former": tuple(former) if overlap > timedelta(0) else ()}
        if lifetime is not None:
            fresh["expires"] = moment + lifetime
        rotated = known.model_copy(update=fresh)
        _write(file, [rotated if key.name == name else key for key in keys])
    return token


def remove_key(file: Path, name: str) -> None:
    """Remove the key called `name` from `file`.

    Raises:
        UnknownKeyError: if there is none.
        UsageError: if the file cannot be changed.
    """
    with _changing(file):
        keys = read_keys(file)
        left = [key for key in keys if key.name != name]
        if len(left) == len(keys):
            raise _unknown(name)
        _write(file, left)


def find_key(keys: Sequence[Key], token: str, *, now: datetime | None = None) -> Key | None:
    """The key with this token, if there is one that has not expired; how long this takes says nothing of the keys."""
    sha256 = _sha256(token)
    moment = now or datetime.now(UTC)
    pairs = [(key, known) for key in keys for known in key.tokens(moment)]
    matches = [key for key, known in pairs if hmac.compare_digest(known, sha256)]
    return matches[0] if matches else None


def _unknown(name: str) -> UnknownKeyError:
    return UnknownKeyError(f"there is no key {name[:100]}; 'citespan key --list' shows those there are")


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


@contextmanager
def _changing(file: Path) -> Iterator[None]:
    """Nobody else changes the keys meanwhile, or two changes at once would lose one of them.

    Raises:
        UsageError: if somebody else holds them for long, or the folder cannot be written.
    """
    try:
        with filelock.FileLock(file.with_name("keys.lock"), timeout=_WAIT_SECONDS, mode=0o600):
            yield
    except filelock.Timeout as exc:
        raise UsageError(f"{file}: another citespan has been changing the keys for a while; try again") from exc
    except OSError as exc:
        raise UsageError(
            f"{file}: cannot be written: {exc.strerror or exc}; fix the permissions of its folder"
        ) from exc


def _write(file: Path, keys: Sequence[Key]) -> None:
    replace_private_file(file, json.dumps([key.model_dump(mode="json") for key in keys], indent=1))
