"""Labels from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from citespan.api.access.keys import KEYS_FILE, read_keys
from citespan.index.labels.label_file import LABELS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "hr").mkdir(parents=True)
    (root / "ships.txt").write_text("The ferry Aurora leaves Port Lindholm at noon.")
    (root / "hr" / "pay.txt").write_text("The captain earns 7000 euros.")
    return root


def _labels(run: Run, *arguments: object) -> dict[str, list[str]]:
    code, out, err = run("documents", "--json", *arguments)
    assert code == 0, err
    return {row["source"]: row["labels"] for row in json.loads(out)}


def test_documents_have_the_labels_that_were_said_last(run: Run, root: Path, tmp_path: Path) -> None:
    assert run("index", "--label", "hr", "--label", "board", root / "hr")[0] == 0
    run("index", root)
    assert _labels(run) == {"ships.txt": ["default"], "hr/pay.txt": ["board", "hr"]}
    (tmp_path / "rules").write_text("root\tstaff\nroot/hr\tsecret\n")
    run("index", root, "--labels-file", tmp_path / "rules")
    assert _labels(run) == {"ships.txt": ["staff"], "hr/pay.txt": ["board", "hr"]}
    assert _labels(run, "--label", "staff") == {"ships.txt": ["staff"]}
    assert set(_labels(run, "--label", "staff", "--label", "hr")) == {"ships.txt", "hr/pay.txt"}
    run("index", root, "--rebuild")
    assert _labels(run) == {"ships.txt": ["staff"], "hr/pay.txt": ["board", "hr"]}


def test_a_mistake_changes_nothing(run: Run, root: Path, tmp_path: Path) -> None:
    run("index", root)
    (tmp_path / "rules").write_text("root\tstaff\n" * 6 + "root staff\n")
    for arguments, said in (
        (("--labels-file", tmp_path / "rules"), "line 7"),
        (("--label", "Legal"), "is no label"),
        (("--label", "legal", tmp_path / "nowhere"), "no such file or folder"),
    ):
        code, _, err = run("index", root, *arguments)
        assert (code, said in err) == (2, True), err
    assert not (tmp_path / ".citespan" / LABELS_FILE).exists()
    code, _, err = run("documents", "--label", "legal")
    assert (code, "there is no label legal; there are default" in err) == (2, True)


def test_a_key_has_labels_that_there_are_and_only_asks(run: Run, root: Path, tmp_path: Path) -> None:
    run("index", "--label", "hr", root)
    for arguments, said in (
        (("--label", "rh"), "there is no label rh; there are default, hr"),
        (("--label", ""), "is no label"),
        (("--label", "hr", "--scope", "upload"), "may ask, and nothing else"),
        (("--label", "hr", "--scope", "all"), "may ask, and nothing else"),
    ):
        code, _, err = run("key", "desk", *arguments)
        assert (code, said in err) == (2, True), err
    assert run("key", "desk", "--label", "hr", "--label", "default")[0] == 0
    (key,) = read_keys(tmp_path / ".citespan" / KEYS_FILE)
    assert (key.scopes, key.labels) == (("ask",), ("hr", "default"))


def test_a_backup_holds_the_labels(run: Run, root: Path, tmp_path: Path) -> None:
    run("index", "--label", "hr", root)
    assert run("backup", tmp_path / "copy")[0] == 0
    assert _labels(run, "--index", tmp_path / "copy") == {"ships.txt": ["hr"], "hr/pay.txt": ["hr"]}
