"""Files as they were indexed: copied, and compared with what the index knows of them."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, cast

from citespan.corpus.errors import ChangedDocumentError
from citespan.corpus.load import file_of

if TYPE_CHECKING:
    from citespan.index.database.rows import StoredDocument

_IN_MEMORY_BYTES = 16_000_000
"""How much of a copy is held in memory; a larger one is a temporary file."""

_BYTES_AT_ONCE = 1_000_000


def copy_of(stored: StoredDocument) -> IO[bytes]:
    """A copy of the file below its root that a document was made of, at its beginning; who closes it deletes it.

    A copy, since the file might be written to after it was compared.

    Raises:
        ChangedDocumentError: if its SHA-256 is another today, or it cannot be read.
    """
    root = Path(stored.root)
    path = root if root.is_file() else root / file_of(stored.source)
    try:
        # A pipe without a writer would block for ever.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError("it is no regular file")
            copy, sha256 = _copied(file)
    except OSError as exc:
        raise ChangedDocumentError(
            f"{stored.source}: its file cannot be read any more: {exc.strerror or exc}; the text that was indexed can"
        ) from exc
    if sha256 != stored.sha256:
        copy.close()
        raise ChangedDocumentError(
            f"{stored.source}: its file has changed since it was indexed: its SHA-256 was {stored.sha256} and is"
            f" {sha256}; the text that was indexed can still be read. Index the file again"
        )
    return copy


def _copied(file: IO[bytes]) -> tuple[IO[bytes], str]:
    """A copy of what is in `file`, at its beginning, and its SHA-256."""
    digest = hashlib.sha256()
    copy = cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES))  # noqa: SIM115 - who gets it closes it
    while piece := file.read(_BYTES_AT_ONCE):
        digest.update(piece)
        copy.write(piece)
    copy.seek(0)
    return copy, digest.hexdigest()
