"""Private files: small files beside an index that are for their owner's eyes, such as the hashes of keys."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def replace_private_file(file: Path, text: str) -> None:
    """Let `text` be what stands in a file that only its owner may read; whatever happens, it holds this or the old.

    Two at once must not write the same file.

    Raises:
        OSError: if it cannot be written; it holds then what it held.
    """
    made = file.with_name(f"{file.name}.new")
    made.unlink(missing_ok=True)
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    made.replace(file)
