from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from made_files import MADE, bare_pdf, epub_file, html_file, pdf_file, word_file

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.archive import MAX_UNPACKED_MEGABYTES
from citespan.corpus.load import load_bytes, text_sha256

if TYPE_CHECKING:
    from citespan.corpus.document import Document


def _loaded(data: bytes, name: str) -> Document:
    return load_bytes(data, source=name, document_id="x")


def _section_of(document: Document, words: str) -> tuple[str, ...]:
    place = document.text.index(words)
    return next(s.headings for s in document.sections if s.span.start <= place < s.span.end)


@pytest.mark.parametrize("name", MADE)
def test_every_format_has_a_frozen_text_with_its_hash_and_extractor(name: str) -> None:
    data = MADE[name]()
    document, again = _loaded(data, name), _loaded(data, name)
    assert document == again
    assert document.text_sha256 == text_sha256(document.text)
    assert "/" in document.extractor
    assert document.sections[0].span.start == 0
    assert document.sections[-1].span.end == len(document.text)
    assert document.text == document.text.strip()


def test_a_web_page_keeps_its_content_and_loses_its_furniture() -> None:
    document = _loaded(html_file(), "page.html")
    assert (document.title, document.published) == ("Bridge reopens", "2024-01-19")
    assert document.url == "https://courier.example/news/bridge#top"
    assert "cost 1.2 million euros" in document.text
    assert "Home" not in document.text
    assert "Copyright" not in document.text
    assert _section_of(document, "Engineers") == ("Bridge reopens", "Why it closed")
    assert "- North cable: replaced\n- South cable: painted" in document.text
    assert "| 2022 | 11,000 |" in document.text


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ('<meta property="article:published_time" content="2024-01-19T10:00:00Z">', "2024-01-19"),
        (
            '<script type="application/ld+json">{"@type": "Article", "datePublished": "2024-01-19"}</script>',
            "2024-01-19",
        ),
        ("<p>On 3 March 2021 the mayor had promised another bridge. Copyright 2022</p>", None),
    ],
)
def test_a_date_of_publication_is_stated_not_guessed_from_the_text(markup: str, published: str | None) -> None:
    text = f"<article>{markup}<p>{'The bridge is open. ' * 20}</p></article>"
    page = f"<html><head><title>Bridge</title></head><body>{text}</body></html>"
    assert _loaded(page.encode(), "page.html").published == published


def test_a_page_without_an_article_keeps_all_its_text() -> None:
    document = _loaded(
        b"<p>Tea: 2 pounds</p><div>Open <b>daily</b><script>x()</script><p>Closed in May</p>tail</div>", "x.htm"
    )
    assert document.text == "Tea: 2 pounds\n\nOpen daily\n\nClosed in May\n\ntail"


ARTICLE = "<html><body><article><h1>Harbour</h1><p>{}</p>{}</article></body></html>"
PROSE = "The harbour office is open on every day of the week, and it has been so since the year 1931, as all know. " * 4


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Quay Street 5<br>20457 Hamburg</p>", "Quay Street 5\n20457 Hamburg"),
        ("<ul><li>Fees<ul><li>Berth: 40 euros</li></ul></li></ul>", "- Fees\n- Berth: 40 euros"),
        ("<blockquote><p>He said yes.</p><p>She said no.</p></blockquote>", "He said yes.\n\nShe said no."),
        ("<table><tr><td>Mon<br>Tue</td><td>9</td></tr></table>", "| Mon Tue | 9 |"),
    ],
)
def test_nothing_of_an_article_is_glued_or_doubled(markup: str, expected: str) -> None:
    text = _loaded(ARTICLE.format(PROSE, markup).encode(), "x.html").text
    assert text.endswith(f"\n\n{expected}")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<table><tr><td>Berth 7 <div>near quay</div></td><td>40</td></tr></table>", "| Berth 7 near quay | 40 |"),
        ("<header><h1>Rules</h1></header><nav>Home</nav><p>No dogs.</p>", "Rules\n\nNo dogs."),
        ("<pre>a = 1\nb = 2</pre>", "a = 1\nb = 2"),
        ("<details><summary>When?</summary>At noon.</details>", "When?\n\nAt noon."),
        ("<dl><dt>Berth</dt><dd>40 euros</dd></dl>", "- Berth: 40 euros"),
        ("<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>", "a\n\n| b |"),
    ],
)
def test_nothing_of_a_page_without_an_article_is_lost(markup: str, expected: str) -> None:
    assert _loaded(markup.encode(), "x.html").text == expected


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_a_web_page_is_read_in_its_declared_encoding(encoding: str) -> None:
    page = f'<meta charset="{encoding}"><p>Ein Käse für 3 Euro.</p>'
    assert "Käse für" in _loaded(page.encode(encoding), "x.html").text


def test_a_pdf_has_its_pages_without_running_heads_and_with_its_words_whole() -> None:
    document = _loaded(pdf_file(), "report.pdf")
    assert document.title == "Harbour report"
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    place = document.text.index("Tomas Valdemar")
    assert next(p.number for p in document.pages if p.span.start <= place < p.span.end) == 3
    assert document.text.count("Harbour report 2024") == 1
    assert "Page " not in document.text
    assert "the administration counted 312 ships" in document.text
    assert _section_of(document, "Tomas Valdemar") == ("Wardens",)


def test_a_word_file_has_headings_lists_and_tables() -> None:
    document = _loaded(word_file(), "rules.docx")
    assert document.title == "Ferry rules"
    assert _section_of(document, "A ticket") == ("Ferry rules", "Tickets")
    assert "- Dogs pay half." in document.text
    assert "| Sandhamn | 25 |" in document.text


def test_a_pdf_keeps_what_only_looks_like_a_running_head() -> None:
    tops = ["Dear customer 31", "Dear customer 57", "Dear customer 88"]
    document = _loaded(
        bare_pdf([(top, f"Amount due: {n} euros") for top, n in zip(tops, (120, 98, 4310), strict=True)]), "x.pdf"
    )
    for words in (*tops, "120 euros", "98 euros", "4310 euros"):
        assert words in document.text
    assert (
        _loaded(bare_pdf([("Slides", "Page 1"), ("Slides", "Page 2"), ("Slides", "Page 3")]), "x.pdf").text.count(
            "Slides"
        )
        >= 1
    )


def test_a_word_file_keeps_equal_cells_and_what_stands_in_controls_and_insertions() -> None:
    file = docx.Document()
    table = file.add_table(rows=1, cols=4)
    for cell, value in zip(table.rows[0].cells, ("North", "10", "10", "12"), strict=True):
        cell.text = value
    inner = table.cell(0, 3).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "inner fee 40"
    paragraph = file.add_paragraph("The fee is ")
    paragraph._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>40 euros</w:t></w:r></w:ins>')
    )
    file.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    out = io.BytesIO()
    file.save(out)
    text = _loaded(out.getvalue(), "x.docx").text
    assert "| North | 10 | 10 | 12 |" in text
    assert "| inner fee 40 |" in text
    assert "The fee is 40 euros" in text
    assert text.startswith("In a control.")


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    document = _loaded(epub_file(), "book.epub")
    assert (document.title, document.published) == ("The Lamp", "2019-05-01")
    assert document.text.index("found a lamp") < document.text.index("sold the lamp")
    assert _section_of(document, "found") == ("One",)
    assert _section_of(document, "sold") == ("Two",)


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (pdf_file(password="secret"), "x.pdf", "encrypted"),
        (pdf_file(scan=True), "x.pdf", "OCR"),
        (pdf_file()[:900], "x.pdf", "x.pdf"),
        (b"%PDF-1.7 nothing else", "x.pdf", "not a PDF"),
        (pdf_file(), "x.docx", "another type"),
        (word_file(), "x.epub", "not an EPUB"),
        (epub_file(), "x.docx", "not a Word file"),
        (word_file()[:-50], "x.docx", "damaged"),
        (b"", "x.docx", "damaged"),
        (b"\0\0\0", "x.html", "no text"),
        (b"<html><script>1</script></html>", "x.html", "no text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_file_is_named_with_what_is_wrong(data: bytes, name: str, told: str) -> None:
    with pytest.raises(LoadError, match=told) as caught:
        _loaded(data, name)
    assert name in str(caught.value)


def _repacked(data: bytes, *, method: int = zipfile.ZIP_DEFLATED, **changed: bytes) -> bytes:
    """The archive with the bytes of some of its files changed, each named by a part of its name; packed by a method."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", method) as packed:
        for name in archive.namelist():
            content = next((new for part, new in changed.items() if part in name), None)
            packed.writestr(name, archive.read(name) if content is None else content)
    return out.getvalue()


def _with_broken_stream(data: bytes, part: str) -> bytes:
    """The archive with a compressed file inside that begins as none may."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = next(member for member in archive.infolist() if part in member.filename)
    start = member.header_offset + 30 + len(member.filename)
    return data[:start] + b"\xff" * 8 + data[start + 8 :]


NOWHERE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (_repacked(word_file(), _rels=NOWHERE), "x.docx", "not a Word file"),
        (_with_broken_stream(_repacked(word_file()), "document.xml"), "x.docx", "not a Word file"),
        (_with_broken_stream(epub_file(), "content.opf"), "x.epub", "not an EPUB file"),
        (_repacked(epub_file(), method=zipfile.ZIP_BZIP2), "x.epub", "compressed by method 12"),
    ],
)
def test_what_fuzzing_broke_a_reader_with_is_named(data: bytes, name: str, told: str) -> None:
    with pytest.raises(LoadError, match=told):
        _loaded(data, name)


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = epub_file(chapter="x" * (MAX_UNPACKED_MEGABYTES + 1) * 1_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(LoadError, match=r"x\.epub: unpacks to 201 MB, 200 MB at most are read"):
        _loaded(bomb, "x.epub")


def test_a_deeply_nested_page_costs_nothing_but_itself() -> None:
    nested = b"<div>" * 200_000 + b"deep" + b"</div>" * 200_000
    try:
        assert "deep" in _loaded(nested, "x.html").text
    except LoadError as exc:
        assert "x.html" in str(exc)  # noqa: PT017
    assert "Bridge" in _loaded(html_file(), "page.html").text
