"""What is wrong with the engines is told in one line that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from cluster_engines import PostgresServer, running_postgres

from citespan.corpus.errors import EngineError, IndexBusyError, IndexMismatchError, MissingIndexError, UsageError
from citespan.index.address import ClusterAddress
from citespan.index.cluster.cluster_writer import cluster_writing
from citespan.index.cluster.milvus import Milvus
from citespan.index.readers import open_store, require_index_at
from citespan.index.search.index_at import open_index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


@pytest.fixture
def note(tmp_path: Path) -> Path:
    file = tmp_path / "note.md"
    file.write_text("The keys hang behind the clock.")
    return file


def _told(address: ClusterAddress) -> str:
    with pytest.raises(EngineError) as caught:
        open_store(address)
    told = str(caught.value)
    assert "\n" not in told
    return told


def test_a_password_is_never_shown() -> None:
    address = ClusterAddress("postgresql://me:secret@host:5433/name?sslmode=require&password=secret", "http://m:19530")
    assert str(address) == "postgresql://me@host:5433/name?sslmode=require"
    assert "secret" not in repr(address)


def test_an_address_that_leads_nowhere(postgres: PostgresServer, vectors: str) -> None:
    wrong = ClusterAddress(postgres.uri(password="wrong"), vectors)
    assert "PGPASSWORD" in _told(wrong)
    assert "wrong@" not in _told(wrong)
    assert "createdb" in _told(ClusterAddress(postgres.uri("nobody"), vectors))
    assert "start it" in _told(ClusterAddress("postgresql://citespan@127.0.0.1:1/postgres", vectors))


def test_an_empty_database_has_no_index(address: ClusterAddress) -> None:
    with pytest.raises(MissingIndexError, match="citespan index"):
        require_index_at(address)


def test_a_server_without_a_connection_left(vectors: str) -> None:
    with running_postgres() as server:
        server.stop()
        server.start("-c max_connections=4 -c superuser_reserved_connections=0 -c max_wal_senders=0")
        held = [psycopg.connect(server.uri()) for _ in range(4)]
        assert "max_connections" in _told(ClusterAddress(server.uri(), vectors))
        for connection in held:
            connection.close()


@pytest.mark.parametrize(("schema", "remedy"), [("0", "new database"), ("99", "pip install --upgrade citespan")])
def test_another_schema_is_refused(address: ClusterAddress, schema: str, remedy: str) -> None:
    with cluster_writing(address, wait_seconds=1):
        pass
    with psycopg.connect(address.postgresql, autocommit=True) as connection:
        connection.execute("UPDATE meta SET value = %s WHERE key = 'schema'", [schema])
    with pytest.raises(IndexMismatchError, match=remedy):
        open_store(address)


def test_one_writer_at_a_time(address: ClusterAddress) -> None:
    with (
        cluster_writing(address, wait_seconds=1),
        pytest.raises(IndexBusyError),
        cluster_writing(address, wait_seconds=0.2),
    ):
        pass


def test_vectors_that_are_missing_are_noticed_and_written_again(
    address: ClusterAddress, note: Path, encoder: Encoder, tmp_path: Path
) -> None:
    build_index(address, [note], encoder=encoder)
    elsewhere = ClusterAddress(address.postgresql, str(tmp_path / "other.db"))
    with pytest.raises(IndexMismatchError, match=r"has no collection .*--rebuild"):
        open_index(elsewhere, encoder)
    build_index(elsewhere, [], encoder=encoder, rebuild=True)
    index = open_index(elsewhere, encoder)
    assert index.retrieve("keys", limit=1).passages[0].document.source == "note.md"
    with psycopg.connect(address.postgresql) as connection:
        name = connection.execute("SELECT value FROM meta WHERE key = 'collection'").fetchone()
    assert name is not None
    milvus = Milvus(elsewhere)
    with pytest.raises(IndexMismatchError, match=r"not made for another"):
        milvus.open(name[0], encoder="another", dimension=encoder.dimension, chunks=0)
    milvus.take_out(name[0], [1, 2])
    with pytest.raises(IndexMismatchError, match=r"holds 0 vectors of 1; run 'citespan index --rebuild"):
        open_index(elsewhere, encoder)
    index.close()


def test_the_connection_is_made_again_when_the_server_was_restarted(vectors: str, note: Path, encoder: Encoder) -> None:
    with running_postgres() as server:
        address = ClusterAddress(server.new_database(), vectors)
        build_index(address, [note], encoder=encoder)
        index = open_index(address, encoder)
        server.stop()
        with pytest.raises(EngineError, match="PostgreSQL cannot be used"):
            index.retrieve("keys", limit=1)
        server.start()
        assert index.retrieve("keys", limit=1).passages[0].document.source == "note.md"
        index.close()


def test_a_milvus_that_is_none(postgres: PostgresServer) -> None:
    with pytest.raises(UsageError, match="http://HOST:19530"):
        Milvus(ClusterAddress(postgres.uri(), "somewhere"))
    with pytest.raises(EngineError, match="Milvus cannot be used"):
        Milvus(ClusterAddress(postgres.uri(), "http://127.0.0.1:1"))
