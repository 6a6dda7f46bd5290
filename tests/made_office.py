"""Office files made with real tools, each with what tests ask of it."""

from __future__ import annotations

import datetime
import io

import pptx
from openpyxl import Workbook
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE


def workbook_file() -> bytes:
    """A workbook with a title, a merged cell, numbers in formats, a date, and a hidden sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Berths & fees"
    sheet.append(["Fees of the harbour at Lysvik"])
    sheet.append(["Berth", "Tenant", "Fee", "Rise", "Since"])
    sheet.append(["N4", "Gudrun Eide", 1200.5, 0.125, datetime.date(2021, 4, 1)])
    sheet.append(["S1", "Torstein Hovland", 900, 0.1, datetime.date(2019, 9, 12)])
    for row in (3, 4):
        sheet.cell(row, 3).number_format = '#,##0.00 "€"'
        sheet.cell(row, 4).number_format = "0.0%"
    sheet.merge_cells("A1:E1")
    second = book.create_sheet("Spring")
    second.append(["Month", "Pilot", "Ships"])
    second.append(["March", "Liv Sande", 14])
    second.append([None, "Ola Myhre", 9])
    second.merge_cells("A2:A3")
    hidden = book.create_sheet("Secret")
    hidden.append(["nobody", "reads"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def slides_file() -> bytes:
    """A deck with a list, a table, a chart, notes, a hidden slide and one that is a picture."""
    deck = pptx.Presentation()
    deck.core_properties.title = "The year at sea"
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Crew of the Havskum"
    first.placeholders[1].text = "The skipper of the Havskum is Turid Wik.\nThe mate is Geir Tangen."
    first.notes_slide.notes_text_frame.text = "Say that Turid Wik sails for ten years."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Catch"
    table = second.shapes.add_table(2, 3, 0, 0, 10**6, 10**6).table
    for row, values in enumerate((("Month", "Fish", "Tons"), ("May", "cod", "14"))):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    chart = CategoryChartData()
    chart.categories = ["May", "June"]
    chart.add_series("Trips", (3, 4.5))
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 10**6, 10**6, chart)
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "Nobody reads this"
    hidden.element.set("show", "0")
    deck.slides.add_slide(deck.slide_layouts[6])
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()
