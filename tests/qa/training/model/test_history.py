"""The runs that made a model are read back as they were; a folder without them is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import ModelError
from citespan.qa.training.model.history import FILE, Run, load_runs, save_runs

if TYPE_CHECKING:
    from pathlib import Path

RUNS = (
    Run(seed=1, rate=1.2e-4, tokens=15_000_000, steps=4000, minutes=90, late_from=0.55),
    Run(seed=2, rate=3e-5, tokens=7_654_321, steps=2100, minutes=45, late_from=0.25),
)


def test_saved_runs_are_read_back_in_their_order(tmp_path: Path) -> None:
    save_runs(RUNS, tmp_path)
    assert load_runs(tmp_path) == RUNS


def test_a_folder_without_a_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no history of a training.*name the float32 folder of one"):
        load_runs(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"null", b"{}", b"[]", b'""', b"7", b'"run"', b"[7]", b'[{"seed": 1}]', b"\xff\xfe",
     b"[[1, 2, 3, 4, 5, 6]]",
     b'[{"seed": 1, "rate": 1, "tokens": 1, "steps": 1, "minutes": 1, "late_from": 1, "epochs": 1}]'],
)  # fmt: skip
def test_a_damaged_history_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelError, match=FILE):
        load_runs(tmp_path)
