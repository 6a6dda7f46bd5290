"""One real file of each format, made with real tools: what tests load, index, break and ask."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from html import escape
from typing import TYPE_CHECKING

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HTML = """<!doctype html><html><head><title>Bridge reopens - The Courier</title>
<link rel="canonical" href="https://courier.example/news/bridge#top">
<meta property="article:published_time" content="2024-01-19T10:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Bridge reopens</h1>
<p>The old bridge over the Otter reopened on Friday after a closure of three months, the council said in a
statement.</p><h2>Why it closed</h2>
<p>Engineers had found rust in one of its cables.<sup>[1]</sup> The repair cost <b>1.2&nbsp;million</b> euros,
more than twice what had been planned, and was led by the engineer Ilse Marquardt.</p>
<ul><li>North cable: replaced</li><li>South cable: painted</li></ul>
<table><tr><th>Year</th><th>Cars</th></tr><tr><td>2022</td><td>11,000</td></tr></table></article>
<footer>Copyright The Courier</footer></body></html>"""

CHAPTERS = (
    (
        "Dredging",
        "The harbour of Ottersford was dredged in spring, and the administra-<br/>tion counted 312 ships. " * 4,
    ),
    (
        "Cranes",
        "The cranes are looked after on Mondays, when nothing is loaded and the crews have the quay for them. " * 5,
    ),
    (
        "Wardens",
        "The harbour warden is Tomas Valdemar, who was chosen out of nine. He has held the office since 2011. ",
    ),
    ("Prices", "A berth for a night costs 14 pounds, and water is free. Who stays for a week pays for five nights. "),
)


def html_file(paragraphs: Sequence[str] = ()) -> bytes:
    """A news page with navigation, a list, a table and a date; with further paragraphs before the list."""
    return HTML.replace("<ul>", f"{_html_paragraphs(paragraphs)}<ul>").encode()


def _html_paragraphs(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)


def pdf_file(
    chapters: Sequence[tuple[str, str]] = CHAPTERS, *, password: str | None = None, scan: bool = False
) -> bytes:
    """A report with a running head and page numbers, a chapter a page; or one that only holds a drawing."""
    out = io.BytesIO()
    styles = getSampleStyleSheet()

    def decorate(canvas: Canvas, template: SimpleDocTemplate) -> None:
        if scan:
            canvas.rect(100, 100, 60, 90, fill=1)
            return
        canvas.drawString(72, 800, "Harbour report 2024")
        canvas.drawString(300, 30, f"Page {template.page}")

    template = SimpleDocTemplate(
        out,
        pagesize=(300, 300) if scan else A4,
        title="" if scan else "Harbour report",
        encrypt=StandardEncryption(password) if password else None,
    )
    story = []
    for title, text in chapters:
        if not scan:
            story += [Paragraph(title, styles["Heading1"]), Paragraph(text, styles["BodyText"])]
        story.append(PageBreak())
    template.build(story, onFirstPage=decorate, onLaterPages=decorate)
    return out.getvalue()


def bare_pdf(pages: Sequence[tuple[str, str]]) -> bytes:
    """Pages with one line at the top and one at the bottom each."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for top, bottom in pages:
        canvas.drawString(72, 800, top)
        canvas.drawString(72, 40, bottom)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word_file(paragraphs: Sequence[str] = ()) -> bytes:
    """Rules with headings, a list and a table; with further paragraphs before the list."""
    file = docx.Document()
    file.core_properties.title = "Ferry rules"
    file.add_heading("Ferry rules", 0)
    file.add_heading("Tickets", 1)
    file.add_paragraph("A ticket for the ferry costs 4 pounds. Children under six travel free.")
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    file.add_paragraph("Dogs pay half.", style="List Bullet")
    table = file.add_table(rows=2, cols=2)
    for row, values in enumerate((("Route", "Minutes"), ("Sandhamn", "25"))):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def epub_file(
    paragraphs: Sequence[str] = (), *, chapter: str = "<h1>Two</h1><p>Mira sold the lamp to a diver called Anselm.</p>"
) -> bytes:
    """A book of two chapters, the second of which stands first in the archive and may have further paragraphs."""
    chapter += _html_paragraphs(paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>'
            "</container>",
        )
        archive.writestr(
            "OEBPS/content.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Lamp</dc:title><dc:date>2019-05-01</dc:date>'
            '</metadata><manifest><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="a" href="a%20one.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
        )
        page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>{}</body></html>'
        archive.writestr("OEBPS/b.xhtml", page.format(chapter))
        archive.writestr(
            "OEBPS/a one.xhtml",
            page.format("<header><h1>One</h1></header><p>Mira found a <i>lamp</i> on the quay.</p>"),
        )
    return out.getvalue()


def table_file(rows: Sequence[Mapping[str, str]]) -> bytes:
    """A table with commas between its values, the names of its fields in the first row."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def json_lines_file(records: Sequence[Mapping[str, object]]) -> bytes:
    """A JSON object a line, some of its characters escaped."""
    return "".join(f"{json.dumps(record, ensure_ascii=n % 2 == 0)}\n" for n, record in enumerate(records)).encode()


MADE = {"page.html": html_file, "report.pdf": pdf_file, "rules.docx": word_file, "book.epub": epub_file}
"""How each file is made, by its name."""
