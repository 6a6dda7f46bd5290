"""Private files: whole or as they were, and for their owner alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.index.private_file import replace_private_file

if TYPE_CHECKING:
    from pathlib import Path


def test_a_private_file_is_replaced_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    for text in ("one", "zwei ä"):
        replace_private_file(file, text)
        assert file.read_text(encoding="utf-8") == text
        assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_what_an_interrupted_write_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "keys.json.new").write_text("half")
    replace_private_file(tmp_path / "keys.json", "whole")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("keys.json", "whole")]


def test_what_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    replace_private_file(file, "old")
    with pytest.raises(UnicodeEncodeError):
        replace_private_file(file, "new \udc80")
    assert file.read_text() == "old"
