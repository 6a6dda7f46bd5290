"""Office files made with real tools, each with what tests ask of it."""

from __future__ import annotations

import datetime
import io

from openpyxl import Workbook


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
