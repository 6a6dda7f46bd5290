from __future__ import annotations

import pytest

from citespan.corpus.english.dates import FoundDate, PartialDate, date_in, find_dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 16 January", PartialDate(None, 1, 16)),
        ("January 16th, 2024", PartialDate(2024, 1, 16)),
        ("Jan. 16, 2024", PartialDate(2024, 1, 16)),
        ("the 16th of January 2024", PartialDate(2024, 1, 16)),
        ("2024-01-16", PartialDate(2024, 1, 16)),
        ("January 2024", PartialDate(2024, 1, None)),
        ("in 2024", PartialDate(2024, None, None)),
        ("31 April 2001", None),
        ("the 1920s", None),
        ("3,500", None),
        ("16", None),
    ],
)
def test_a_date_is_what_the_text_names_and_no_more(text: str, date: PartialDate | None) -> None:
    assert date_in(text) == date


def test_dates_are_found_where_they_stand() -> None:
    text = "From 3 May to 7 June 2001."
    assert find_dates(text) == (
        FoundDate(PartialDate(None, 5, 3), 5, 10),
        FoundDate(PartialDate(2001, 6, 7), 14, 25),
    )
    assert date_in(text) is None


def test_dates_share_the_parts_that_both_name() -> None:
    day, month, year = PartialDate(None, 1, 16), PartialDate(2024, 1, None), PartialDate(2023, None, None)
    assert day.shared_parts(month) == (True,)
    assert month.shared_parts(year) == (False,)
    assert day.shared_parts(year) == ()
