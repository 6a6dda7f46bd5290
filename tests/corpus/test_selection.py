"""Which files of a folder are looked at, in real folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import UsageError
from citespan.corpus.selection import ALL, Selection, files_below

if TYPE_CHECKING:
    from pathlib import Path


def _names(path: Path, selection: Selection = ALL, *, root: Path | None = None) -> list[str]:
    return [file.relative_to(path).as_posix() for file in files_below(path, root=root, selection=selection)]


def _make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("text")


def test_what_an_office_program_keeps_beside_an_open_document_is_hidden(tmp_path: Path) -> None:
    _make(tmp_path, "report.docx", "~$report.docx", "~$folder/a.txt", ".~lock.report.docx#")
    assert _names(tmp_path) == ["report.docx"]


def test_the_programs_of_a_saved_page_are_left_out(tmp_path: Path) -> None:
    _make(tmp_path, "fees.html", "fees_files/menu.js", "fees_files/notice.pdf", "own_files/menu.js")
    assert _names(tmp_path) == ["fees.html", "fees_files/notice.pdf", "own_files/menu.js"]


def test_patterns_leave_out_as_those_of_git_do(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "keep/a.txt", "build/b.txt", "x/build/c.txt", "drafts/d.md", "e.md")
    selection = Selection(exclude=("build/", "/a.txt", "*.md", "!drafts/*.md"))
    assert _names(tmp_path, selection) == ["drafts/d.md", "keep/a.txt"]


def test_a_file_in_a_folder_says_it_for_good_and_the_innermost_decides(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "b.md", "sub/c.txt", "sub/deep/d.txt", "other/e.txt")
    (tmp_path / ".citespanignore").write_text("# plain text\n*.txt\n")
    (tmp_path / "sub" / ".citespanignore").write_text("!*.txt\n/deep/\n")
    assert _names(tmp_path) == ["b.md", "sub/c.txt"]


def test_the_rules_of_a_root_hold_where_only_a_folder_of_it_is_looked_at(tmp_path: Path) -> None:
    _make(tmp_path, "sub/a.txt", "sub/b.md")
    (tmp_path / ".citespanignore").write_text("sub/*.md\n")
    assert _names(tmp_path / "sub", root=tmp_path) == ["a.txt"]


def test_a_file_that_is_named_is_looked_at_whatever_the_rules_say(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt")
    assert list(files_below(tmp_path / "a.txt", selection=Selection(exclude=("*",)))) == [tmp_path / "a.txt"]


def test_a_pattern_that_is_none_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--exclude: .*\.gitignore"):
        Selection(exclude=("[z-a]",))
    (tmp_path / ".citespanignore").write_text("[z-a]\n")
    with pytest.raises(UsageError, match=r"\.citespanignore: "):
        _names(tmp_path)


def test_no_link_leads_out_of_its_root_unless_that_is_wanted(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    _make(tmp_path, "root/a.txt", "outside/secret.txt")
    (root / "folder").symlink_to(outside)
    (root / "file.txt").symlink_to(outside / "secret.txt")
    (root / "again.txt").symlink_to(root / "a.txt")
    (root / "up").symlink_to("..")
    told: list[Path] = []
    assert [file.name for file in files_below(root, on_link_out=told.append)] == ["a.txt", "again.txt"]
    assert sorted(link.name for link in told) == ["file.txt", "folder", "up"]
    followed = _names(root, Selection(follow_links=True))
    assert {"file.txt", "folder/secret.txt"} <= set(followed)
