from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from citespan.index.database.rows import StoredDocument
from citespan.index.file_copy import copy_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_copy_of_a_file_that_is_larger_than_what_is_held_in_memory_is_whole(tmp_path: Path) -> None:
    data = b"All is well in the harbour. " * 700_000
    (tmp_path / "log.txt").write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    stored = StoredDocument(
        version_id=1,
        document_id="log",
        root=str(tmp_path),
        source="log.txt",
        title="log",
        sha256=sha256,
        text_sha256=sha256,
        extractor="text",
        recipe="none",
        encoding="utf-8",
        published=None,
        losses=(),
        chunks=0,
    )
    with copy_of(stored) as copy:
        (tmp_path / "log.txt").write_bytes(b"written over")
        assert copy.read() == data
