"""Tables between drawn lines, words that a line strikes out, and raised characters that stand by themselves."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest
from made_pdfs import STYLES, drawn
from reportlab.lib import colors
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate, Table

from citespan.corpus.document import Span
from citespan.corpus.formats.pdf.document import extract_pdf, pdf_areas
from citespan.corpus.load import text_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus.flowables import Flowable

BODY = STYLES["BodyText"]
GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
BOLD = ("FONT", (0, 0), (-1, 0), "Helvetica-Bold")


def flowing(*story: Flowable) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out).build([*story])
    return out.getvalue()


def prose(text: str) -> Paragraph:
    return Paragraph(text, BODY)


def table(rows: Sequence[Sequence[object]], *styles: tuple[object, ...]) -> Table:
    return Table(rows, style=[GRID, *styles])


def text_of(*story: Flowable) -> str:
    return extract_pdf(flowing(*story), source="x.pdf").text


SEASONS = [
    ["Route", "Summer", "", "Winter", ""],
    ["", "adult", "child", "adult", "child"],
    ["Lund", "4", "2", "3", "1"],
    ["Malmo", "6", "3", "5", "2"],
]
DAYS = [["Route", "Day", "Fee"], ["North", "Monday", "4"], ["", "Tuesday", "5"], ["South", "Monday", "6"]]


@pytest.mark.parametrize("align", ["LEFT", "CENTER"])
@pytest.mark.parametrize(
    ("rows", "spans", "text"),
    [
        (
            SEASONS,
            (((1, 0), (2, 0)), ((3, 0), (4, 0)), ((0, 0), (0, 1))),
            "| Route | Summer adult | Summer child | Winter adult | Winter child |\n"
            "| Lund | 4 | 2 | 3 | 1 |\n| Malmo | 6 | 3 | 5 | 2 |",
        ),
        (
            DAYS,
            (((0, 1), (0, 2)),),
            "| Route | Day | Fee |\n| North | Monday | 4 |\n| North | Tuesday | 5 |\n| South | Monday | 6 |",
        ),
        (
            [["Route", "Adult", "Child"], ["North", "4", "2"], ["South", "free", ""]],
            (((1, 2), (2, 2)),),
            "| Route | Adult | Child |\n| North | 4 | 2 |\n| South | free | free |",
        ),
        (
            [["Fees of 2024", "", ""], ["Route", "Adult", "Child"], ["North", "4", "2"]],
            (((0, 0), (2, 0)),),
            "Fees of 2024\n\n| Route | Adult | Child |\n| North | 4 | 2 |",
        ),
    ],
)
def test_merged_cells_stand_in_each_row_and_column_that_they_reach_over(
    rows: list[list[str]], spans: tuple[tuple[tuple[int, int], tuple[int, int]], ...], text: str, align: str
) -> None:
    made = table(rows, *(("SPAN", *span) for span in spans), ("ALIGN", (0, 0), (-1, -1), align))
    assert text_of(prose("The fees are these."), made, prose("They hold all year.")) == (
        f"The fees are these.\n\n{text}\n\nThey hold all year."
    )


def test_a_first_row_that_alone_is_bold_names_the_columns() -> None:
    rows = [["Route", "2024"], ["Lund", "9"], ["Malmo", "4"]]
    assert text_of(table(rows, BOLD)) == "| Route | 2024 |\n| --- | --- |\n| Lund | 9 |\n| Malmo | 4 |"
    assert text_of(table(rows)) == "| Route | 2024 |\n| Lund | 9 |\n| Malmo | 4 |"


def test_raised_characters_of_cells_are_marks_or_exponents() -> None:
    rows = [
        ["Route", prose("Fee<super>1</super>"), "Cells"],
        ["Lund", prose("4<super>2</super>"), prose("10<super>3</super>")],
        ["Malmo", "6", prose("12 m<super>2</super>")],
    ]
    text = "| Route | Fee | Cells |\n| Lund | 4 | 10³ |\n| Malmo | 6 | 12 m² |"
    assert text_of(table(rows)) == text
    assert text_of(Table(rows)) == text  # without lines


def test_words_behind_raised_characters_stay_on_their_line() -> None:
    said = "It holds H<sub>2</sub>O, 60 m<super>2</super>, and cost 45<super>1,2</super> euros."
    assert text_of(prose(said)) == "It holds H₂O, 60 m², and cost 45 euros."


def test_what_a_line_strikes_out_is_left_out_and_what_it_underlines_stays() -> None:
    assert text_of(prose("The fee is <strike>40</strike> 45 euros.")) == "The fee is 45 euros."
    assert text_of(prose("The fee is <u>45</u> euros.")) == "The fee is 45 euros."


def test_a_citation_of_a_cell_in_several_rows_shows_where_it_stands() -> None:
    data = flowing(table(DAYS, ("SPAN", (0, 1), (0, 2))))
    text = extract_pdf(data, source="x.pdf").text
    places = [text.index("North"), text.rindex("North")]
    boxes = [
        pdf_areas(data, Span(place, place + 5), text_sha256=text_sha256(text), source="x.pdf")[0].box
        for place in places
    ]
    assert places[0] < places[1]
    assert boxes[0] == boxes[1]


def test_a_frame_around_a_page_makes_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(50, 50, 480, 700)
        canvas.line(50, 700, 530, 700)
        canvas.drawString(72, 720, "Notice of the harbour")
        canvas.drawString(72, 650, "The ferry leaves at noon.")

    assert extract_pdf(drawn(draw), source="x.pdf").text == "Notice of the harbour\n\nThe ferry leaves at noon."


def test_items_of_nested_lists_are_no_table() -> None:
    inner = ListFlowable([prose("left"), prose("right")], bulletType="a")
    text = text_of(ListFlowable([prose("Mix"), prose("Knead"), inner], bulletType="1"))
    assert "|" not in text
    assert "1 Mix" in text


def test_ticked_boxes_stand_before_their_words_and_fields_below_their_labels() -> None:
    def draw(canvas: Canvas) -> None:
        form = canvas.acroForm
        form.radio(name="way", value="a", selected=True, x=72, y=550)
        canvas.drawString(100, 554, "By boat")
        form.radio(name="way", value="b", selected=False, x=72, y=520)
        canvas.drawString(100, 524, "By car")
        canvas.drawString(72, 480, "Address")
        form.textfield(name="a", value="Quay 4", x=72, y=430, width=300, height=40)
        canvas.drawString(72, 300, "Signed.")

    text = extract_pdf(drawn(draw), source="x.pdf").text
    assert text == "☒ By boat\n☐ By car\n\nAddress\n\nQuay 4\n\nSigned."


def test_lines_that_their_author_ended_stay_lines() -> None:
    def draw(canvas: Canvas) -> None:
        lines = (
            "Opening hours",
            "Monday 9-17",
            "Wednesday closed",
            "Thursday 9-17",
            "",
            "The ferry leaves at 9 and the",
        )
        for number, line in enumerate(
            (*lines, "next at noon.", "", "", "Invoice No. 2041", "", "Due date", "", "3 May 2024")
        ):
            canvas.drawString(72, 700 - 14 * number, line)

    assert extract_pdf(drawn(draw), source="x.pdf").text == (
        "Opening hours\nMonday 9-17\nWednesday closed\nThursday 9-17\n\nThe ferry leaves at 9 and the next at noon.\n\n"
        "Invoice No. 2041\n\nDue date\n\n3 May 2024"
    )


def test_a_list_keeps_its_first_number_behind_a_table_and_makes_no_headings() -> None:
    items = ListFlowable([prose("Mix the flour."), prose("Bake it.")], bulletType="1")
    extract = extract_pdf(flowing(table(DAYS), prose("Steps"), items), source="x.pdf")
    assert extract.text.endswith("Steps\n\n1 Mix the flour.\n\n2 Bake it.")
    assert extract.headings == ()


def test_values_below_several_labels_are_a_row_and_no_box_loses_its_sign() -> None:
    def draw(canvas: Canvas) -> None:
        form = canvas.acroForm
        for name, value, x in (("Owner", "Ann Lee", 72), ("Phone", "4471", 300)):
            canvas.drawString(x, 660, name)
            form.textfield(name=name, value=value, x=x, y=630, width=200, height=20)
        canvas.drawString(72, 600, "Berth")
        form.textfield(name="berth", value="C 17", x=150, y=595, width=100, height=20)
        for name, x in (("insured", 72), ("licensed", 172)):
            form.checkbox(name=name, checked=name == "insured", x=x, y=500, size=14)
            canvas.drawString(x + 23, 503, name)

    text = extract_pdf(drawn(draw), source="x.pdf").text
    assert text == "| Owner | Phone |\n| Ann Lee | 4471 |\n\nBerth C 17\n☒ insured ☐ licensed"


def test_a_dropped_mark_leaves_a_blank_and_a_name_keeps_its_hyphens() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 700, "It opened in 1893")
        end = 72 + canvas.stringWidth("It opened in 1893", "Helvetica", 11)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(end, 704, "4")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(end + 4, 700, " for all who live in Stratford-")
        canvas.drawString(72, 686, "upon-Avon.")

    assert extract_pdf(drawn(draw), source="x.pdf").text == "It opened in 1893 for all who live in Stratford-upon-Avon."


@pytest.mark.timeout(60)
def test_pages_of_lines_or_of_words_on_each_other_are_read_in_time() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1500):
            canvas.line(50, 50 + number / 3, 500, 50 + number / 3)
            canvas.line(50 + number / 3, 50, 50 + number / 3, 700)
            canvas.drawString(72 + number % 7, 700 - number % 5, f"The ferries of the old harbour leave at {number}.")

    started = time.monotonic()
    assert "harbour leave at 1499." in extract_pdf(drawn(draw), source="x.pdf").text
    assert time.monotonic() - started < 30
