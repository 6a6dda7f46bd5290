"""PowerPoint files: slides as pages, titles as headings, and nothing that is hidden."""

from __future__ import annotations

import copy
import datetime
import io

import pptx
import pytest
from made_office import slides_file
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt

from citespan.corpus.errors import LoadError
from citespan.corpus.load import load_bytes


def test_slides_are_pages_with_their_title_list_table_chart_and_notes() -> None:
    document = load_bytes(slides_file(), source="x.pptx", document_id="x")
    assert document.title == "The year at sea"
    assert document.text == (
        "Crew of the Havskum\n\n- The skipper of the Havskum is Turid Wik.\n- The mate is Geir Tangen.\n\n"
        "Say that Turid Wik sails for ten years.\n\nCatch\n\n| Month | Fish | Tons |\n| May | cod | 14 |\n\n"
        "|  | Trips |\n| --- | --- |\n| May | 3 |\n| June | 4.5 |"
    )
    assert [page.number for page in document.pages] == [1, 2]
    assert [section.headings for section in document.sections] == [("Crew of the Havskum",), ("Catch",)]
    assert [(loss.message, loss.pages) for loss in document.losses] == [
        ("slide 3 hidden: left out", (3,)),
        ("slide 4 without text: left out", (4,)),
    ]


def _deck(**changes: object) -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    if "text" in changes:
        runs = slide.shapes.add_textbox(0, 0, Pt(9), Pt(9)).text_frame.paragraphs[0]
        for text, attribute, value in changes["text"]:  # type: ignore[attr-defined]
            run = runs.add_run()
            run.text = text
            if attribute:
                run.font._element.set(attribute, value)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def test_raised_characters_stay_raised_and_struck_ones_go() -> None:
    runs = [
        ("10", "", ""),
        ("9", "baseline", "30000"),
        (" cells, ", "", ""),
        ("not ", "strike", "sngStrike"),
        ("H", "", ""),
        ("2", "baseline", "-25000"),
        ("O", "", ""),
    ]
    assert load_bytes(_deck(text=runs), source="x.pptx", document_id="x").text == "10⁹ cells, H₂O"


def test_a_chart_of_a_kind_that_the_library_does_not_know_and_lines_above_columns_keep_their_values() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    data = CategoryChartData()
    data.categories = [datetime.date(2024, 5, 1), datetime.date(2024, 6, 1)]
    data.add_series("Trips", (3, None))
    for _ in range(2):
        chart = slide.shapes.add_chart(XL_CHART_TYPE.AREA, 0, 0, 10**6, 10**6, data).chart
    (area,) = chart.element.iter("{*}areaChart")
    area.getparent().append(copy.deepcopy(area))
    area.tag = area.tag.replace("areaChart", "surface3DChart")
    out = io.BytesIO()
    deck.save(out)
    assert load_bytes(out.getvalue(), source="x.pptx", document_id="x").text == (
        "|  | Trips |\n| --- | --- |\n| 2024-05-01 | 3 |\n| 2024-06-01 |  |\n\n"
        "|  | Trips | Trips |\n| --- | --- | --- |\n| 2024-05-01 | 3 | 3 |\n| 2024-06-01 |  |  |"
    )


def test_a_deck_of_pictures_only_is_named() -> None:
    with pytest.raises(LoadError, match=r"x\.pptx: holds no text, only pictures"):
        load_bytes(_deck(), source="x.pptx", document_id="x")
