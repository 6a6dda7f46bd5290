"""Connections to the PostgreSQL database of an index, and what its errors mean."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from citespan.corpus.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.address import ClusterAddress

    Connection = psycopg.Connection[tuple[Any, ...]]

CONNECT_SECONDS = 10
"""How long a server that does not answer is waited for."""

_REMEDIES: tuple[tuple[str, str], ...] = (
    ("password", "the password is wrong or missing; set PGPASSWORD, or write it to ~/.pgpass"),
    ("too many clients", "it has no connection left; end some clients, or raise its max_connections"),
    ("remaining connection slots", "it has no connection left; end some clients, or raise its max_connections"),
    ("No space left on device", "its disk is full; nothing was published. Free some space"),
    ('" does not exist', "make the database first, with 'createdb', or fix its name"),
    ("onnection refused", "it does not run there, or not on this port; start it, or fix the address"),
    ("could not translate host name", "there is no such host; fix the address"),
    ("failed to resolve host", "there is no such host; fix the address"),
    ("permission denied", "this user lacks a right that citespan needs: to read, write and make tables there"),
)


def connect(address: ClusterAddress) -> Connection:
    """A connection to the database, on which each statement is a transaction unless one is begun.

    Raises:
        EngineError: if it cannot be reached, or does not store texts as UTF-8.
    """
    try:
        connection = psycopg.connect(
            address.postgresql,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="citespan",
            client_encoding="utf8",
        )
    except psycopg.Error as exc:
        raise unusable(address, exc) from exc
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        connection.close()
        raise EngineError(
            f"{address}: the database stores texts as {encoding}; make one with 'createdb --encoding UTF8 --template"
            " template0'"
        )
    return connection


@contextmanager
def mapped_errors(address: ClusterAddress) -> Iterator[None]:
    """Make errors of PostgreSQL inside the block errors of citespan."""
    try:
        yield
    except psycopg.Error as exc:
        raise unusable(address, exc) from exc


def unusable(address: ClusterAddress, exc: psycopg.Error) -> EngineError:
    """The error to raise when PostgreSQL fails: one line that says what to do."""
    told = " ".join(str(exc).split()) or type(exc).__name__
    remedy = next(
        (remedy for sign, remedy in _REMEDIES if sign in told), "nothing is lost; look whether it runs, and try again"
    )
    return EngineError(f"{address}: PostgreSQL cannot be used ({told[:300]}): {remedy}")
