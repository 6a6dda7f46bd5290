"""An index in PostgreSQL and a milvus-lite beside the same in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cluster_engines import PostgresServer, running_postgres

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.address import ClusterAddress
from citespan.index.search.index_at import open_index
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.index.encoder import Encoder
    from citespan.index.search.retrieve import Index


@pytest.fixture(scope="package")
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="package")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file of a milvus-lite; many indexes have their collections in it."""
    return str(tmp_path_factory.mktemp("milvus") / "vectors.db")


@pytest.fixture
def address(postgres: PostgresServer, vectors: str) -> ClusterAddress:
    """Where there is no index yet."""
    return ClusterAddress(postgres.new_database(), vectors)


@pytest.fixture(scope="package")
def sample_address(postgres: PostgresServer, vectors: str, encoder: Encoder) -> ClusterAddress:
    address = ClusterAddress(postgres.new_database(), vectors)
    build_index(address, [SAMPLE_ROOT], encoder=encoder)
    return address


@pytest.fixture(scope="package")
def cluster_index(sample_address: ClusterAddress, encoder: Encoder) -> Iterator[Index]:
    index = open_index(sample_address, encoder)
    yield index
    index.close()
