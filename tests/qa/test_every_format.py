"""A folder with one file of each format: indexed, asked, changed, asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_files import MADE, epub_file, html_file
from made_formats import MADE_FILES, MadeFile

from citespan.corpus.load import file_of
from citespan.index.contents import read_documents
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.answer import Citation
    from citespan.qa.reader.protocol import Reader

    Ask = Callable[[str], Citation]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, make in MADE.items():
        (folder / name).write_bytes(make())
    return folder


@pytest.fixture(scope="module")
def all_formats(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """An index of a made file of every format."""
    folder = tmp_path_factory.mktemp("formats")
    (folder / "documents").mkdir()
    for made in MADE_FILES:
        (folder / "documents" / made.name).write_bytes(made.make())
    report = build_index(folder / "index", [folder / "documents"], encoder=encoder)
    assert (report.failures, dict(report.skipped)) == ([], {})
    return folder / "index"


@pytest.fixture(scope="module")
def answerer(all_formats: Path, encoder: Encoder, reader: Reader) -> Iterator[Answerer]:
    index = Index(all_formats, encoder)
    yield Answerer(index, reader, calibration=calibration_for(None, reader=reader.name, encoder=encoder.name))
    index.close()


@pytest.mark.parametrize("made", MADE_FILES, ids=lambda made: made.name)
def test_every_format_is_asked_and_cited_where_its_words_stand(
    all_formats: Path, answerer: Answerer, made: MadeFile
) -> None:
    response = answerer.answer(made.question, threshold=0)
    citation = response.answers[0].citations[0]
    document = next(d for d in read_documents(all_formats) if d.document_id == citation.document_id)
    assert file_of(citation.source) == made.name
    assert document.text[citation.start : citation.end] == citation.exact
    evidence = citation.evidence
    assert document.text[evidence.start : evidence.end] == evidence.exact
    assert made.answer in evidence.exact
    assert citation.exact in made.answer or made.answer in citation.exact


@pytest.fixture
def ask(root: Path, encoder: Encoder, reader: Reader) -> Ask:
    def asked(question: str) -> Citation:
        build_index(root.parent / "index", [root], encoder=encoder)
        index = Index(root.parent / "index", encoder)
        calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
        response = Answerer(index, reader, calibration=calibration).answer(question, threshold=0)
        index.close()
        citation = response.answers[0].citations[0]
        document = next(d for d in read_documents(root.parent / "index") if d.document_id == citation.document_id)
        assert document.text[citation.start : citation.end] == citation.exact
        return citation

    return asked


def test_each_format_is_answered_from_with_its_page_or_link(ask: Ask) -> None:
    news = ask("Which engineer led the repair of the bridge?")
    assert (news.source, news.exact, news.published) == ("page.html", "Ilse Marquardt", "2024-01-19")
    assert news.link is not None
    assert news.link.startswith("https://courier.example/news/bridge#top:~:text=")
    assert "Ilse%20Marquardt" in news.link
    warden = ask("Who is the harbour warden?")
    assert (warden.source, warden.exact, warden.page, warden.link) == ("report.pdf", "Tomas Valdemar", 3, None)
    ticket = ask("How much is a ticket for the ferry?")
    assert (ticket.source, ticket.section) == ("rules.docx", ("Ferry rules", "Tickets"))
    assert "4 pounds" in ticket.exact
    lamp = ask("Who bought the lamp from Mira?")
    assert lamp.source == "book.epub"
    assert "Anselm" in lamp.evidence.exact


def test_answers_follow_an_edit_a_deletion_and_a_rename(ask: Ask, root: Path, encoder: Encoder) -> None:
    before = ask("Which engineer led the repair of the bridge?")
    (root / "page.html").write_bytes(html_file().replace(b"Ilse Marquardt", b"Oda Rasmussen"))
    edited = ask("Which engineer led the repair of the bridge?")
    assert (edited.exact, edited.document_id) == ("Oda Rasmussen", before.document_id)
    assert edited.sha256 != before.sha256
    (root / "report.pdf").unlink()
    assert ask("Who is the harbour warden?").source != "report.pdf"
    (root / "book.epub").rename(root / "lamp.epub")
    report = build_index(root.parent / "index", [root], encoder=encoder)
    assert (report.added, report.removed, report.embedded_chunks) == (1, 1, 0)
    assert ask("Who bought the lamp from Mira?").source == "lamp.epub"


def test_a_bad_file_among_good_ones_is_named_and_the_rest_goes_on(root: Path, encoder: Encoder) -> None:
    (root / "broken.docx").write_bytes(b"PK\x03\x04 not really")
    (root / "renamed.pdf").write_bytes(epub_file())
    report = build_index(root.parent / "index", [root], encoder=encoder)
    assert sorted(failure.source for failure in report.failures) == ["broken.docx", "renamed.pdf"]
    assert report.documents == len(MADE)
