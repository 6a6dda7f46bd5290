"""Excel workbooks: rows as they are shown, with the names of their columns; nothing is computed."""

from __future__ import annotations

import datetime
import io

import pytest
from made_office import workbook_file
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from citespan.corpus.errors import LoadError
from citespan.corpus.formats.office.cell_values import shown
from citespan.corpus.load import file_of, load_documents


def saved(*rows: list[object], **sheets: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, row in sheets.items():
        book.create_sheet(name).append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_is_struck_out_goes_and_raised_digits_stay_raised() -> None:
    book = Workbook()
    book.active.append(["Route", "Old fee", "Fee"])
    book.active.append(["North", 40, 45])
    book.active["B2"].font = Font(strike=True)
    struck = TextBlock(InlineFont(strike=True), "10 ")
    book.active.append(["South", CellRichText(struck, "10", TextBlock(InlineFont(vertAlign="superscript"), "9")), 6])
    out = io.BytesIO()
    book.save(out)
    found = [row.text for row in load_documents(out.getvalue(), source="x.xlsx", root_key="r")]
    assert found == ["Route: North\nFee: 45", "Route: South\nOld fee: 10⁹\nFee: 6"]


def test_each_row_of_each_shown_sheet_is_a_document_that_names_both() -> None:
    first, second, march, again = load_documents(workbook_file(), source="a/x.xlsx", root_key="r")
    assert first.source == "a/x.xlsx#row=3&sheet=Berths %26 fees"
    assert file_of(first.source) == "a/x.xlsx"
    assert first.text == "Berth: N4\nTenant: Gudrun Eide\nFee: 1,200.50 €\nRise: 12.5%\nSince: 2021-04-01"
    assert first.title == "Berths & fees: Fees of the harbour at Lysvik: N4"
    assert second.source.endswith("#row=4&sheet=Berths %26 fees")
    assert march.text == "Month: March\nPilot: Liv Sande\nShips: 14"
    assert again.text == "Month: March\nPilot: Ola Myhre\nShips: 9"
    assert [loss.message for loss in first.losses] == [
        "hidden sheets are left out: Secret; show them to have them read"
    ]


def test_a_formula_without_a_saved_value_is_told_and_never_computed() -> None:
    (document,) = load_documents(saved(["a", "b", "c"], ["x", "y", "=1+1"]), source="x.xlsx", root_key="r")
    assert document.text == "a: x\nb: y"
    assert "1 formula was saved without a value" in document.losses[0].message


def test_a_gap_in_a_sheet_keeps_the_numbers_of_its_rows_and_values_without_a_name_are_kept() -> None:
    found = load_documents(saved(["a", "b"], [], ["x", "y", "z"], [], ["u", "v"]), source="x.xlsx", root_key="r")
    assert [document.source.partition("#")[2] for document in found] == ["row=3&sheet=Sheet", "row=5&sheet=Sheet"]
    assert found[0].text == "a: x\nb: y\nz"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.25, "0%", "25%"),
        (-0.125, "0.0%", "-12.5%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-3, '"$"#,##0.00', "-$3.00"),
        (40, "[$€-407] #,##0", "€ 40"),
        (12.5, '0.0#" kg"', "12.5 kg"),
        (7, "00000", "00007"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1200, '0.0,"k"', "1200"),
        (-0.001, "0.00", "0.00"),
        (True, "General", "TRUE"),
        (datetime.datetime(2024, 3, 1), "yyyy-mm-dd", "2024-03-01"),
        (datetime.datetime(2024, 3, 1, 9, 30), "yyyy-mm-dd h:mm", "2024-03-01 09:30"),
        (datetime.time(9, 30), "h:mm", "09:30"),
        (float("inf"), "0.0", "inf"),
    ],
)
def test_values_are_written_as_they_are_shown(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (saved(), "holds no row"),
        (b"\xd0\xcf\x11\xe0 x", "encrypted, or an old .xls"),
        (b"PK\x03\x04 x", "is damaged"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, told: str) -> None:
    with pytest.raises(LoadError, match=rf"^x\.xlsx: .*{told}"):
        load_documents(data, source="x.xlsx", root_key="r")
