"""Pages of PDF files as they come: columns, tables, running heads, outlines; made with ReportLab."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Spacer, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STYLES = getSampleStyleSheet()
PRICES = (
    ("Route", "Minutes", "Price"),
    ("Sandhamn", "25", "4 pounds"),
    ("Lindholm", "", "6 pounds"),
    ("Grey Island by night", "75", "11 pounds"),
)
POSTS = (
    ("Post", "Duty"),
    (
        "Harbour warden",
        "Counts the ships that come in, and those that leave, and writes both into the book of the harbour",
    ),
    ("Crane driver, who must have held a licence for at least nine years", "Loads"),
)


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    """A PDF file with one page, on which `draw` draws; or more, if it shows them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def flowing_columns(paragraphs: Sequence[str], *, title: str) -> bytes:
    """A title across the page, and below it two columns, of which the file holds first one, then the other."""
    out = io.BytesIO()
    width, height = 220, 150
    frames = [Frame(60, 550, width, height, showBoundary=0), Frame(310, 550, width, height, showBoundary=0)]

    def draw_title(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(60, 740, title)

    template = BaseDocTemplate(out, pagesize=A4)
    template.addPageTemplates(PageTemplate(frames=frames, onPage=draw_title))
    template.build([Paragraph(paragraph, STYLES["BodyText"]) for paragraph in paragraphs])
    return out.getvalue()


def crossing_columns(columns: Sequence[str], *, width: float = 200) -> bytes:
    """Columns whose lines the file holds across the page, the first line of each, then the second of each."""
    lines = [simpleSplit(column, "Helvetica", 10, width) for column in columns]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for number in range(max(map(len, lines))):
            for place, column in enumerate(lines):
                if number < len(column):
                    canvas.drawString(60 + place * (width + 25), 700 - 12 * number, column[number])

    return drawn(draw)


def tables() -> bytes:
    """A table of short cells and one of paragraphs, with prose around them."""
    out = io.BytesIO()
    body = STYLES["BodyText"]
    posts = Table([[Paragraph(cell, body) for cell in row] for row in POSTS], colWidths=[150, 200])
    posts.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    SimpleDocTemplate(out).build(
        [
            Paragraph("What the ferries cost is fixed by the council each spring.", body),
            Table(PRICES),
            Paragraph("Who does what is fixed by the harbour itself.", body),
            Spacer(1, 12),
            posts,
            Paragraph("Nobody may do what is not written here.", body),
        ]
    )
    return out.getvalue()


def numbered_lines(lines: Sequence[str]) -> bytes:
    """Lines behind numbers that stand well apart from them."""

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines, start=1):
            canvas.drawString(60, 700 - 14 * number, f"{number}.")
            canvas.drawString(95, 700 - 14 * number, line)

    return drawn(draw)


def pages(heads: Sequence[str], *, feet: Sequence[str] = (), head_size: float = 10) -> bytes:
    """A page for each head, which stands at the same height of all; with some lines in the middle, and a foot each."""

    def draw(canvas: Canvas) -> None:
        for number, head in enumerate(heads):
            canvas.setFont("Helvetica", head_size)
            canvas.drawString(72, 790, head)
            canvas.setFont("Helvetica", 10)
            for line in range(3):
                canvas.drawString(72, 600 - 14 * line, f"The quay is {number}-{line}.")
            if feet:
                canvas.drawString(300, 40, feet[number])
            canvas.showPage()

    return drawn(draw)


def turned(lines: Sequence[str], *, degrees: int) -> bytes:
    """A page that is turned clockwise to be looked at, with lines that are upright then."""

    def draw(canvas: Canvas) -> None:
        width, height = A4
        canvas.setPageRotation(degrees)
        # A page that is turned by a quarter is as high as others are wide.
        canvas.translate(width if degrees in {90, 180} else 0, {180: height, 270: width}.get(degrees, 0))
        canvas.rotate(degrees)
        for number, line in enumerate(lines):
            canvas.drawString(72, 500 - 14 * number, line)

    return drawn(draw)


def outlined(chapters: Sequence[tuple[str, int, str]]) -> bytes:
    """A page for each chapter: a heading in the type of the text, its level in the outline, and a paragraph."""

    def draw(canvas: Canvas) -> None:
        for number, (title, level, text) in enumerate(chapters):
            canvas.bookmarkPage(str(number))
            canvas.addOutlineEntry(title, str(number), level=level)
            canvas.drawString(72, 600, title)
            canvas.drawString(72, 586, text)
            canvas.showPage()

    return drawn(draw)


def broken_words(*pairs: tuple[str, str]) -> bytes:
    """Lines of a paragraph, every pair of which is divided by a line end."""

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(line for pair in pairs for line in pair):
            canvas.drawString(72, 700 - 14 * number, line)

    return drawn(draw)
