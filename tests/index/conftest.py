"""A small folder of documents, and where its index goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon. It carries forty cars.")
    (root / "bread.md").write_text(
        "# Bread\n\nA loaf needs 500 grams of flour.\n\n## Salt\n\nTen grams of salt suffice."
    )
    (root / "sub" / "tides.txt").write_text("High tide at Port Lindholm is at six in the morning.")
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"
