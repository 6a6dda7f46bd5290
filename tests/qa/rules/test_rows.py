"""Rows: those that fit what a question names, as well or better than the one of a span."""

from __future__ import annotations

import pytest
from judged import candidate_in

from citespan.qa.rules.identity.rows import cells_alike, fit_of

BUSES = (
    "| line | day | departure |\n|---|---|---|\n| 4 | weekday | 7:10 |\n| 4 | Sunday | 8:40 |\n| 7 | weekday | 7:25 |\n"
)
STOCK = "| Part | Depot | Pieces |\n|---|---|---|\n| Gasket G-20 | Tarn | 140 |\n| Gasket G-20 | Elmby | 75 |\n"


@pytest.mark.parametrize(
    ("question", "text", "cell", "better", "alike"),
    [
        ("When does line 4 leave?", BUSES, "7:10", [], ["7:10", "8:40"]),
        ("When does line 4 leave on Sunday?", BUSES, "7:10", ["8:40"], ["7:10"]),
        ("When does line 4 leave on Sunday?", BUSES, "8:40", [], ["8:40"]),
        ("When does line 7 leave?", BUSES, "7:25", [], ["7:25"]),
        ("When does line 7 leave?", BUSES, "7:10", ["7:25"], ["7:10"]),
        ("When does a bus leave?", BUSES, "7:10", [], ["7:10"]),
        ("When do the 4 ferries leave?", BUSES, "7:10", [], ["7:10"]),
        ("How many pieces of gasket G-20 are there?", STOCK, "75", [], ["75", "140"]),
        ("How many pieces of gasket G-20 are in Tarn?", STOCK, "75", ["140"], ["75"]),
        ("Which part is in Tarn?", STOCK, "Gasket G-20", [], ["Gasket G-20"]),
    ],
)
def test_the_rows_that_fit_a_question(question: str, text: str, cell: str, better: list[str], alike: list[str]) -> None:
    candidate = candidate_in(text, cell)
    fit = fit_of(question, candidate, [candidate.passage])
    assert fit is not None
    assert [row.text(fit.column) for row in fit.better] == better
    assert [one.text for one in cells_alike(question, candidate, [candidate.passage])] == alike


def test_a_span_in_no_row_has_no_fit() -> None:
    candidate = candidate_in("The bus leaves at 7:10.", "7:10")
    assert fit_of("When does line 4 leave?", candidate, [candidate.passage]) is None
