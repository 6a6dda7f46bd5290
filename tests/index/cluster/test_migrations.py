"""The tables of an older version of citespan are brought up to date by the first that opens them; nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from citespan.corpus.errors import IndexBusyError
from citespan.index.cluster.schema import LOCK, SCHEMA_VERSION
from citespan.index.cluster.work_queue import WorkQueue
from citespan.index.contents import list_documents
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.address import ClusterAddress
    from citespan.index.encoder import Encoder


def test_an_index_of_schema_1_gets_its_queue_when_it_is_opened(
    address: ClusterAddress, tmp_path: Path, encoder: Encoder
) -> None:
    (tmp_path / "note.md").write_text("The keys hang behind the clock.")
    built = build_index(address, [tmp_path / "note.md"], encoder=encoder)
    with psycopg.connect(address.postgresql, autocommit=True) as connection:
        connection.execute("DROP TABLE queue, jobs; DROP INDEX documents_by_file")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(IndexBusyError, match="older citespan"):
            list_documents(address)
        connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        assert [one.source for one in list_documents(address)] == ["note.md"]
        assert connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == (str(SCHEMA_VERSION),)
    queue = WorkQueue(address)
    assert queue.length().waiting == 0
    queue.close()
    assert build_index(address, [], encoder=encoder).fingerprint == built.fingerprint
