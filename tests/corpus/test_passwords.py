"""Passwords of PDF files: by the first pattern that fits, right, wrong or missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_files import pdf_file

from citespan.corpus.errors import LoadError, UsageError
from citespan.corpus.load import load_documents
from citespan.corpus.passwords import NO_PASSWORDS, read_passwords
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "passwords.tsv"


def test_the_first_pattern_that_fits_counts(file: Path) -> None:
    file.write_text("# mine\n\nletters/*.pdf\tsea side \n*.pdf\tlamp\n", encoding="utf-8")
    passwords = read_passwords(file)
    assert passwords.of("letters/a.pdf") == "sea side "
    assert passwords.of("a.pdf") == passwords.of("deep/er/a.pdf") == "lamp"
    assert passwords.of("a.txt") == ""
    assert "lamp" not in repr(passwords)


@pytest.mark.parametrize("line", ["a.pdf", "a.pdf lamp", "a.pdf\t", "\tlamp", "\udcff"])
def test_a_line_that_is_no_rule_is_named(file: Path, line: str) -> None:
    file.write_bytes(line.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=r"passwords\.tsv: "):
        read_passwords(file)


@pytest.mark.parametrize(
    ("password", "told"),
    [("", "is encrypted; save it without a password, or name a --password-file"), ("tamp", "its password is another")],
)
def test_a_missing_and_a_wrong_password_are_named(password: str, told: str) -> None:
    data = pdf_file(password="lamp")
    with pytest.raises(LoadError, match=rf"^x\.pdf: {told}"):
        load_documents(data, source="x.pdf", root_key="r", password=password)
    (document,) = load_documents(data, source="x.pdf", root_key="r", password="lamp")
    assert "Tomas Valdemar" in document.text


def test_an_index_takes_in_what_a_password_opens_and_keeps_it_without(
    file: Path, tmp_path: Path, encoder: Encoder
) -> None:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "report.pdf").write_bytes(pdf_file(password="lamp"))
    file.write_text("*.pdf\tlamp\n")
    assert build_index(tmp_path / "index", [root], encoder=encoder, passwords=NO_PASSWORDS).failures
    assert build_index(tmp_path / "index", [root], encoder=encoder, passwords=read_passwords(file)).added == 1
    assert build_index(tmp_path / "index", [root], encoder=encoder).unchanged == 1
