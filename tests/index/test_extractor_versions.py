"""Files that an older release read with other extractors: they are read again, though they did not change."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from built import found
from made_files import epub_file, html_file, pdf_file, table_file, word_file

from citespan.corpus.load import extractor_of, text_sha256
from citespan.index.contents import list_documents, read_documents, read_version
from citespan.index.database.schema import open_for_writing
from citespan.index.updating.mirror import build_index
from citespan.index.updating.uploads import Upload, add_uploads

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.index.encoder import Encoder

PARAGRAPHS = ["The ferry Aurora leaves Port Lindholm at noon.", "It carries forty cars and two hundred people."]
FILES = {
    "a.txt": "\n\n".join(PARAGRAPHS).encode(),
    "b.html": html_file(PARAGRAPHS),
    "c.pdf": pdf_file(),
    "d.docx": word_file(PARAGRAPHS),
    "e.epub": epub_file(),
    "f.csv": table_file([{"name": "Aurora", "cars": "40"}, {"name": "Borealis", "cars": "12"}]),
}


def _as_an_older_release_left_it(folder: Path, change: str, *values: str) -> None:
    connection = open_for_writing(folder)
    connection.execute(f"UPDATE documents SET {change}", values)
    connection.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    for name, data in FILES.items():
        (files / name).write_bytes(data)
    return files


def test_what_another_extractor_read_is_read_anew_and_keeps_its_embeddings(
    files: Path, folder: Path, encoder: Encoder
) -> None:
    built = build_index(folder, [files], encoder=encoder)
    before = list(read_documents(folder))
    _as_an_older_release_left_it(folder, "extractor = 'citespan-old/1'")
    again = build_index(folder, [files], encoder=encoder)
    assert (again.added, again.updated, again.unchanged, again.removed) == (0, len(before), 0, 0)
    assert again.embedded_chunks == 0, "the same text has the same vectors"
    assert list(read_documents(folder)) == before
    assert again.fingerprint == built.fingerprint
    assert {document.extractor for document in before} == {extractor_of(name) for name in FILES}
    assert build_index(folder, [files], encoder=encoder).unchanged == len(before)


def test_a_text_that_is_read_otherwise_today_is_an_edit(files: Path, folder: Path, encoder: Encoder) -> None:
    for file in files.iterdir():
        if file.name != "b.html":
            file.unlink()
    build_index(folder, [files], encoder=encoder, keep_versions=True)
    (today,) = read_documents(folder)
    old = today.text.replace("noon", "dawn")
    _as_an_older_release_left_it(
        folder, "extractor = 'trafilatura/1.0 citespan-web/1', text = ?, text_sha256 = ?", old, text_sha256(old)
    )
    report = build_index(folder, [files], encoder=encoder)
    assert (report.updated, report.unchanged) == (1, 0)
    assert report.embedded_chunks == report.chunks
    assert list(read_documents(folder)) == [today]
    assert any("noon" in text for text in found(folder, encoder, "When does the ferry leave?"))
    kept = read_version(folder, today.document_id, text_sha256(old))
    assert kept is not None, "what was cited can still be shown"
    assert kept.text == old


def test_a_file_that_todays_extractor_cannot_read_keeps_its_text(files: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [files], encoder=encoder)
    before = list_documents(folder)
    broken = b"%PDF-1.7 and nothing that is read today"
    (files / "c.pdf").write_bytes(broken)
    _as_an_older_release_left_it(
        folder,
        "extractor = 'pypdfium2/1 citespan-pdf/1', sha256 = ? WHERE source = 'c.pdf'",
        hashlib.sha256(broken).hexdigest(),
    )
    report = build_index(folder, [files], encoder=encoder)
    assert report.removed == 0
    assert [failure.message.endswith("the version indexed before stays") for failure in report.failures] == [True]
    assert [document.text_sha256 for document in list_documents(folder)] == [
        document.text_sha256 for document in before
    ]


def test_an_upload_that_comes_again_is_read_anew(files: Path, folder: Path, encoder: Encoder) -> None:
    build_index(folder, [files], encoder=encoder)
    upload = Upload("tides.html", html_file(PARAGRAPHS))
    (name,) = add_uploads(folder, [upload], encoder=encoder).document_ids
    _as_an_older_release_left_it(folder, "extractor = 'trafilatura/1.0 citespan-web/1' WHERE source = 'tides.html'")
    assert add_uploads(folder, [upload], encoder=encoder).document_ids == (name,)
    extractors = {document.document_id: document.extractor for document in list_documents(folder)}
    assert extractors[name] == extractor_of("tides.html")
