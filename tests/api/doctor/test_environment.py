"""Checks of the files beside an index that say who may see what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.api.access.keys import KEYS_FILE, make_key
from citespan.api.doctor.environment import check_labels
from citespan.api.doctor.findings import CheckStatus, Examination
from citespan.index.labels.label_file import LABELS_FILE, label_paths

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.api.doctor.findings import Check


def _checks(folder: Path) -> list[Check]:
    examination = Examination()
    check_labels(examination, folder)
    return list(examination.checks)


def test_labels_are_checked_where_there_are_any(tmp_path: Path) -> None:
    assert _checks(tmp_path) == []
    label_paths(tmp_path, [tmp_path], ["legal"])
    make_key(tmp_path / KEYS_FILE, "lawyers", scopes=["ask"], labels=["legal", "default"])
    (check,) = _checks(tmp_path)
    assert (check.status, "2 labels can be read by you alone" in check.detail) == (CheckStatus.OK, True)
    (tmp_path / LABELS_FILE).chmod(0o644)
    (check,) = _checks(tmp_path)
    assert (check.status, str(check.remedy).startswith("chmod 600")) == (CheckStatus.WRONG, True)


def test_labels_that_cannot_be_read_are_wrong(tmp_path: Path) -> None:
    (tmp_path / LABELS_FILE).write_text("{")
    (check,) = _checks(tmp_path)
    assert (check.status, "citespan index --label" in str(check.remedy)) == (CheckStatus.WRONG, True)


def test_a_key_whose_labels_no_document_has_is_worth_a_note(tmp_path: Path) -> None:
    label_paths(tmp_path, [tmp_path], ["law"])
    make_key(tmp_path / KEYS_FILE, "lawyers", scopes=["ask"], labels=["legal", "law"])
    _, note = _checks(tmp_path)
    assert (note.status, note.detail) == (CheckStatus.NOTE, "no document has a label of the key lawyers: legal")
