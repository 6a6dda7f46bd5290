from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import citespan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTION = "When does the ferry Aurora leave Port Lindholm?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two documents; beside it lies the index."""
    folder = tmp_path_factory.mktemp("library") / "reports"
    folder.mkdir()
    (folder / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon. It carries forty cars.")
    (folder / "bread.md").write_text("# Bread\n\nA loaf needs 500 grams of flour.")
    return folder


@pytest.fixture(scope="module")
def library(folder: Path) -> Iterator[citespan.Library]:
    with citespan.open(folder, index=folder.parent / "index", threshold=0) as library:
        yield library
