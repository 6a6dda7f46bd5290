"""Documents that go to extremes: each is read, or named with what is wrong, in seconds."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest
from made_files import epub_file
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from citespan.corpus.load import load_documents
from citespan.corpus.text.chunk import chunk_document
from citespan.corpus.text.marks import without_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Document

SECONDS = 20.0


def read(data: bytes, source: str) -> Document:
    """The one document of a file, which is read and cut into chunks in time."""
    started = time.monotonic()
    (document,) = load_documents(data, source=source, root_key="k")
    chunk_document(document, count_tokens=_words, max_tokens=200)
    assert time.monotonic() - started < SECONDS
    return document


def _words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


RAISED = "".join(f"<sup>word{number}</sup>" for number in range(2000))
DELETED = f"{'<del>' * 1000}gone{'</del>' * 1000}<p>The fee is 45 euros.</p>"


@pytest.mark.parametrize("name", ["x.html", "x.epub", "x.md"])
def test_a_document_of_nothing_but_raised_characters_is_read(name: str) -> None:
    markup = f"<p>{RAISED}</p>"
    data = epub_file(chapter=markup) if name == "x.epub" else markup.encode()
    text = read(data, name).text
    assert "word0" in text
    assert "word1999" in text


def test_a_pdf_page_of_nothing_but_raised_characters_is_read() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number in range(60):
        line = canvas.beginText(72, 750 - 11 * number)
        line.setFont("Helvetica", 6)
        line.setRise(5)
        line.textOut(f"All that stands in line {number} is raised.")
        canvas.drawText(line)
    canvas.save()
    assert "line 59 is raised" in read(out.getvalue(), "x.pdf").text


@pytest.mark.parametrize("name", ["x.html", "x.epub"])
def test_deletions_nested_a_thousand_deep_leave_what_stands(name: str) -> None:
    data = epub_file(chapter=DELETED) if name == "x.epub" else DELETED.encode()
    text = read(data, name).text
    assert "The fee is 45 euros." in text
    assert "gone" not in text


def test_deletions_nested_in_markdown_are_masked() -> None:
    document = read(f"{'<del>' * 1000}gone{'</del>' * 1000} The fee is 45.".encode(), "x.md")
    assert without_marks(document.text).strip() == "The fee is 45."


def test_a_table_of_a_thousand_columns_with_spans_is_read_in_markdown_and_as_csv() -> None:
    names = [f"n{number}" for number in range(1000)]
    rows = [names, ["---"] * 1000, [str(number) for number in range(1000)]]
    assert "| 999 |" in read("".join(f"| {' | '.join(row)} |\n" for row in rows).encode(), "x.md").text
    assert read(f"{','.join(names)}\n{','.join(rows[2])}\n".encode(), "x.csv").text.endswith("n999: 999")


@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "shift_jis", "koi8-r", "no-such-encoding"])
def test_an_encoding_that_a_book_or_page_is_wrong_about_costs_no_letter(declared: str) -> None:
    said = "Fährleute über Brücken kosten 6 €."
    page = f'<html><head><meta charset="{declared}"></head><body><p>{said}</p></body></html>'
    assert said in read(page.encode(), "x.html").text
    if declared in {"utf-8", "utf-16", "no-such-encoding"}:
        assert said in read(page.encode("cp1252"), "x.html").text
