"""Where an index is: a folder of this machine, or a PostgreSQL database with the Milvus that holds its vectors."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from citespan.corpus.errors import UsageError

_SCHEMES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """An index that several machines share.

    `postgresql` is the URI of its database, as libpq takes it; `vectors` that of its Milvus: `http://...`, or the file
    of a milvus-lite. As text it is the first without its password.
    """

    postgresql: str = field(repr=False)
    vectors: str

    def __str__(self) -> str:
        parts = urlsplit(self.postgresql)
        user = parts.username
        host = parts.netloc.rpartition("@")[2]
        told = urlencode([pair for pair in parse_qsl(parts.query) if "password" not in pair[0]], safe="/")
        return urlunsplit((parts.scheme, f"{user}@{host}" if user else host, parts.path, told, ""))


IndexPlace = Path | ClusterAddress
"""Where an index can be."""


def is_postgresql(text: str) -> bool:
    """True if this is the address of a PostgreSQL database, and not that of a folder."""
    return text.startswith(_SCHEMES)


def check_extra() -> None:
    """Make sure that the libraries are there that PostgreSQL and Milvus need.

    Raises:
        UsageError: if not.
    """
    if missing := [name for name in ("psycopg", "pymilvus") if find_spec(name) is None]:
        raise UsageError(
            f"an index in PostgreSQL and Milvus needs {' and '.join(missing)}; run \"pip install 'citespan[cluster]'\""
        )


def in_folder(place: IndexPlace, *, what: str) -> Path:
    """The folder of an index that has one.

    Raises:
        UsageError: if it is in PostgreSQL and Milvus, where there is no `what` yet.
    """
    if isinstance(place, Path):
        return place
    raise UsageError(f"{what} needs an index in a folder; one in PostgreSQL and Milvus has none yet")
