from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from citespan.corpus.errors import LoadError, UsageError
from citespan.corpus.load import SAMPLE_ROOT, document_id, load_bytes, load_file
from citespan.corpus.selection import files_below

if TYPE_CHECKING:
    from pathlib import Path


def test_a_document_is_its_file_and_nothing_else(tmp_path: Path) -> None:
    data = "\ufeffTitle Line\r\n\r\ncafe\u0301 👍🏽 حسین\r\n".encode()
    (tmp_path / "x.txt").write_bytes(data)
    (document,) = load_file(tmp_path / "x.txt", root=tmp_path)
    assert document.text.encode() == data
    assert document.sha256 == document.text_sha256 == hashlib.sha256(data).hexdigest()
    assert (document.source, document.title) == ("x.txt", "Title Line")


def test_the_text_hash_of_a_utf16_file_is_of_its_text_in_utf8() -> None:
    document = load_bytes("\ufeffé.".encode("utf-16-le"), source="x.txt", document_id="x")
    assert document.text_sha256 == hashlib.sha256("é.".encode()).hexdigest() != document.sha256


@pytest.mark.parametrize(
    ("source", "text", "title"),
    [
        ("a.md", "## Small\n\n# Big\n\ntext", "Big"),
        ("a.md", "# First\n\n# A longer second\n\ntext", "A longer second"),
        (
            "a.txt",
            "World\n\nHarbour reopens after nine days\n\nBy Ada Quill\n\nText.",
            "Harbour reopens after nine days",
        ),
        ("a.txt", "Jump to content\n\nHarbour\n\nText is here.", "Harbour"),
        ("b/notes.txt", "Only prose is here.\n\nA Heading\n\nmore.", "notes"),
    ],
)
def test_the_title_is_the_outermost_heading_before_the_prose(source: str, text: str, title: str) -> None:
    assert load_bytes(text.encode(), source=source, document_id="x").title == title


def test_an_id_is_url_safe_and_depends_on_root_and_path_alone() -> None:
    identity = document_id("/root", "Ünï côdé/دفتر/Report (final).TXT")
    assert identity == document_id("/root", "Ünï côdé/دفتر/Report (final).TXT")
    assert identity != document_id("/other", "Ünï côdé/دفتر/Report (final).TXT")
    assert identity.replace("-", "").isalnum()
    assert identity.isascii()
    assert identity == identity.lower()


def test_hidden_files_are_skipped_and_link_loops_end(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.md", ".secret.txt", "sub/c.txt", ".hidden/d.txt"):
        (tmp_path / name).write_text("text")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)] == ["a.md", "b.txt", "sub/c.txt"]


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        list(files_below(tmp_path / "nowhere"))


def test_an_unsupported_type_is_named_with_those_that_are() -> None:
    with pytest.raises(
        LoadError, match=r"x\.xls: \.xls is not a supported type \(\.adoc, .*\.csv, \.docx, .*\.txt, \.xhtml, .*\)"
    ):
        load_bytes(b"text", source="x.xls", document_id="x")


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.raises(LoadError, match=r"x\.txt: cannot be read"):
        load_file(tmp_path / "x.txt", root=tmp_path)


def test_the_sample_documents_load_and_name_their_sources() -> None:
    documents = [document for file in files_below(SAMPLE_ROOT) for document in load_file(file, root=SAMPLE_ROOT)]
    assert len(documents) >= 9
    for document in documents:
        assert "ource" in document.text[-800:]
