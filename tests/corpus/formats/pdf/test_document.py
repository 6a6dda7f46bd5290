from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from made_pdfs import (
    PRICES,
    broken_words,
    crossing_columns,
    flowing_columns,
    numbered_lines,
    outlined,
    pages,
    tables,
    turned,
)

from citespan.corpus.document import Span
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.pdf.document import extract_pdf, pdf_areas
from citespan.corpus.load import text_sha256

if TYPE_CHECKING:
    from citespan.corpus.document import PageArea

NORTH = (
    "The northern quay was built of oak in the year of the flood, and it has been mended so often that hardly a plank"
    " of the first one is left. Nobody minds, for the ferries berth there as they always did, whatever the wind may be."
)
SOUTH = (
    "The southern quay is of stone, which came by barge from the quarry behind the hill, and took nine summers to lay."
    " It has been closed to carts since the spring, and the warden says that it will stay so until the winter is over."
)


def _text(data: bytes) -> str:
    return extract_pdf(data, source="x.pdf").text


def _headings(data: bytes) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in extract_pdf(data, source="x.pdf").headings]


def test_columns_are_read_one_after_the_other_below_their_title() -> None:
    text = _text(flowing_columns([f"{NORTH} {SOUTH}"] * 2, title="The quays of Ottersford"))
    assert text == f"The quays of Ottersford\n\n{NORTH} {SOUTH}\n\n{NORTH} {SOUTH}", "a paragraph crosses the columns"


@pytest.mark.parametrize("columns", [(NORTH, SOUTH), (SOUTH, f"{NORTH} {NORTH}"), (f"{NORTH} {NORTH}", SOUTH)])
def test_columns_that_a_file_holds_line_by_line_are_read_one_after_the_other(columns: tuple[str, str]) -> None:
    assert _text(crossing_columns(columns)) == "\n\n".join(columns)


def test_three_columns_are_no_table() -> None:
    assert _text(crossing_columns([NORTH, SOUTH, NORTH], width=140)) == "\n\n".join((NORTH, SOUTH, NORTH))


def test_the_rows_of_a_table_stay_together_with_their_cells_apart() -> None:
    text = _text(tables())
    rows = "\n".join(f"| {' | '.join(row)} |" for row in PRICES)
    assert f"each spring.\n\n{rows}\n\nWho does" in text
    assert "| Post | Duty |\n| Harbour warden | Counts the ships that come in, and those that leave, and writes" in text
    assert "\n| Crane driver, who must have held a licence for at least nine years | Loads |\n\nNobody" in text


def test_numbers_that_stand_apart_from_their_lines_make_no_table() -> None:
    assert (
        _text(numbered_lines(["Count the ships.", "Write them down."])) == "1. Count the ships.\n\n2. Write them down."
    )


def test_running_heads_and_page_numbers_go_though_chapters_change_the_one_and_begin_the_other_anew() -> None:
    heads = ["Otters", *["The quays"] * 4, *["The cranes"] * 4]
    numbers = [1, 2, 3, 1, 2, 3, 4, 5, 6]
    text = _text(pages(heads, feet=[f"– {number} –" for number in numbers]))
    assert not re.search("– . –", text)
    assert [text.count(words) for words in ("Otters", "The quays", "The cranes")] == [1, 1, 1]
    assert text.count("The quay is") == 27


def test_running_heads_on_every_other_page_go() -> None:
    heads = ["Yearbook of the harbour", "Part one: the quays"] * 4
    text = _text(pages(heads))
    assert [text.count(head) for head in heads[:2]] == [1, 1]


def test_headings_at_the_head_of_each_page_stay_though_their_numbers_grow_with_the_pages() -> None:
    heads = [f"Chapter {number}" for number in range(1, 7)]
    assert _headings(pages(heads, head_size=18)) == [(1, head) for head in heads]


def test_lines_whose_numbers_do_not_grow_with_the_pages_stay() -> None:
    heads = [f"Invoice {number}" for number in (31, 57, 88, 90)]
    assert all(head in _text(pages(heads)) for head in heads)


def test_the_outline_makes_headings_of_lines_in_the_type_of_the_text() -> None:
    data = outlined(
        [("1 Quays", 0, "They are of oak."), ("1.1 North", 1, "It leaks."), ("Gone", 0, "Quays are here, too.")]
    )
    assert _headings(data) == [(1, "1 Quays"), (2, "1.1 North"), (1, "Gone")]


def test_the_outline_names_no_heading_that_the_page_does_not_have() -> None:
    data = outlined([("Quays", 0, "They are of oak.")]).replace(b"(Quays)", b"(Weirs)", 1)
    assert b"(Weirs)" in data
    assert _headings(data) == []


def test_words_keep_the_hyphens_that_they_have_elsewhere_and_lose_those_of_a_line_end() -> None:
    data = broken_words(
        ("The well-known ferry is of the admini-", "stration, as is the well-"),
        ("known barge of the Anglo-", "Saxon kings of 1066-"),
        ("1087, who gave it.", "It floats."),
    )
    assert _text(data) == (
        "The well-known ferry is of the administration, as is the well-known barge of the Anglo-Saxon kings of"
        " 1066-1087, who gave it.\n\nIt floats."
    )


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_areas_of_a_span_hold_its_letters_and_no_others(degrees: int) -> None:
    """What pdfium finds inside them is what the text has there, whatever way the page is turned."""
    data = turned(["In May the harbour counted nine", "ships, and in June seven."], degrees=degrees)
    text = _text(data)
    assert text == "In May the harbour counted nine ships, and in June seven."
    areas = pdf_areas(
        data, Span(text.index("nine"), text.index(", and")), text_sha256=text_sha256(text), source="x.pdf"
    )
    assert [_bounded(data, place) for place in areas] == ["nine", "ships"]


def test_the_area_of_a_cell_of_a_table_holds_no_other_cell() -> None:
    data = tables()
    text = _text(data)
    start = text.index("6 pounds")
    (area,) = pdf_areas(data, Span(start, start + len("6 pounds")), text_sha256=text_sha256(text), source="x.pdf")
    assert _bounded(data, area) == "6 pounds"


def _bounded(data: bytes, area: PageArea) -> str:
    """What pdfium finds in an area."""
    box = area.box
    page = pypdfium2.PdfDocument(data)[area.page - 1].get_textpage()
    return page.get_text_bounded(box.left, box.bottom, box.right, box.top).strip()


def test_a_file_of_too_many_pages_is_named_with_the_limit() -> None:
    file = pypdfium2.PdfDocument.new()
    for _ in range(10_000):
        file.new_page(100, 100)
    out = io.BytesIO()
    file.save(out)
    with pytest.raises(LoadError, match=r"x\.pdf: has 10000 pages, 5000 at most are read; split it"):
        extract_pdf(out.getvalue(), source="x.pdf")
