"""A small folder of documents with its index, and the doctor for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examined import Doctor

from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.reader.protocol import Reader

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "the root"
    root.mkdir()
    (root / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon. It carries forty cars.")
    (root / "bread.md").write_text("# Bread\n\nA loaf needs 500 grams of flour.")
    return root


@pytest.fixture
def folder(tmp_path: Path, root: Path, encoder: Encoder) -> Path:
    """An index, in a folder whose name a shell would take for two."""
    folder = tmp_path / "an index"
    build_index(folder, [root], encoder=encoder)
    return folder


@pytest.fixture
def doctor(folder: Path, encoder: Encoder, reader: Reader, run: Run) -> Doctor:
    return Doctor(folder, encoder, reader, run)
