"""Access keys: random tokens, of which only the SHA-256 is kept.

A token has 256 random bits, so that its hash needs no salt and no slow function: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEYS_FILE = "keys.json"
"""Where the keys of an index are, in its folder."""

ALL = "all"
"""The scope of a key that may do everything; there is no other yet."""

_PREFIX = "cs_"


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key: its name, the SHA-256 of the token, and what it may do."""

    name: str
    sha256: str
    scopes: tuple[str, ...] = (ALL,)


def read_keys(file: Path) -> tuple[Key, ...]:
    """The keys in `file`; none if there is no such file.

    Raises:
        UsageError: if it cannot be read, or holds something else.
    """
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
        return tuple(Key(entry["name"], entry["sha256"], tuple(entry["scopes"])) for entry in entries)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise UsageError(f"{file}: holds no keys that can be read ({exc}); delete it, and make new ones") from exc


def make_key(file: Path, name: str) -> str:
    """Add a key called `name` to `file`, and return its token, which is written nowhere.

    Raises:
        UsageError: if there is one of this name.
    """
    keys = read_keys(file)
    if name in {key.name for key in keys}:
        raise UsageError(f"there is a key {name} already; remove it first with 'citespan key --remove {name}'")
    token = _PREFIX + secrets.token_urlsafe(32)
    _write(file, [*keys, Key(name, _sha256(token))])
    return token


def remove_key(file: Path, name: str) -> None:
    """Remove the key called `name` from `file`.

    Raises:
        UsageError: if there is none.
    """
    keys = read_keys(file)
    left = [key for key in keys if key.name != name]
    if len(left) == len(keys):
        raise UsageError(f"there is no key {name}; 'citespan key --list' shows those there are")
    _write(file, left)


def find_key(keys: Sequence[Key], token: str) -> Key | None:
    """The key with this token, if there is one; how long this takes says nothing of the keys."""
    sha256 = _sha256(token)
    matches = [key for key in keys if hmac.compare_digest(key.sha256, sha256)]
    return matches[0] if matches else None


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _write(file: Path, keys: Sequence[Key]) -> None:
    made = file.with_name(f"{file.name}.new")
    made.unlink(missing_ok=True)
    try:
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            json.dump([asdict(key) for key in keys], stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        made.replace(file)
    except OSError as exc:
        raise UsageError(
            f"{file}: cannot be written: {exc.strerror or exc}; fix the permissions of its folder"
        ) from exc
