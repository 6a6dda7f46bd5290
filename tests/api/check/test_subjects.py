"""What case files ask is opened once, and only when something is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.api.check.subjects import Subjects
from citespan.api.settings import Settings
from citespan.corpus.errors import LoadError, MissingIndexError
from citespan.qa.regression.cases import CaseFile, Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def subjects(tmp_path: Path) -> Iterator[Subjects]:
    opened = Subjects(Settings(index=tmp_path / "none"))
    yield opened
    opened.close()


def test_two_files_over_one_corpus_share_what_is_opened(subjects: Subjects, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "ships.txt").write_text("The ferry leaves at noon.")
    (tmp_path / "more.txt").write_text("The ferry is blue.")
    first = CaseFile(tmp_path / "a.qa.yaml", (), Corpus(paths=(docs,)))
    second = CaseFile(docs / "b.qa.yaml", (), Corpus(paths=(docs / ".." / "docs",)))
    third = CaseFile(tmp_path / "c.qa.yaml", (), Corpus(paths=(tmp_path / "more.txt",)))
    assert subjects.documents(first) is subjects.documents(second)
    assert subjects.subject(first) is subjects.subject(second)
    assert subjects.subject(third) is not subjects.subject(first)
    assert subjects.subject(third).reader is subjects.subject(first).reader, "models are loaded once"
    assert [document.text for document in subjects.documents(third)("more.txt")] == ["The ferry is blue."]


def test_a_document_that_cannot_be_indexed_is_named(subjects: Subjects, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(LoadError, match=r"bad\.pdf: .*; fix it, or take it out of the corpus"):
        subjects.subject(CaseFile(tmp_path / "a.qa.yaml", (), Corpus(paths=(tmp_path,))))


def test_without_a_corpus_the_settings_index_is_asked(subjects: Subjects, tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError, match="none"):
        subjects.documents(CaseFile(tmp_path / "a.qa.yaml", ()))
