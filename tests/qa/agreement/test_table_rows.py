"""The cell that tells a row from others, and rows that are no sides of a conflict."""

from __future__ import annotations

import pytest
from judged import candidate_in

from citespan.qa.agreement.table_rows import key_of_row

SIZES = "| Build | Branch | Size |\n|---|---|---|\n| 1.2.3 | main | 14 MB |\n| 1.2.13 | main | 15 MB |\n"
TWICE = "| Branch | Build | Size |\n|---|---|---|\n| main | 1.2.3 | 14 MB |\n| main | 1.2.13 | 15 MB |\n"


@pytest.mark.parametrize(
    ("text", "cell", "key"),
    [
        (SIZES, "14 MB", "1.2.3"),
        (SIZES, "1.2.13", None),
        (TWICE, "15 MB", "1.2.13"),  # the first column repeats
        ("The build has 14 MB.", "14 MB", None),
    ],
)
def test_the_key_of_a_cell_is_the_first_that_tells_its_row(text: str, cell: str, key: str | None) -> None:
    candidate = candidate_in(text, cell)
    found = key_of_row(candidate.passage.document, candidate.passage.chunk, candidate.span)
    assert (found and found.slice(candidate.passage.document.text)) == key
