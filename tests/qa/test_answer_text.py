"""The text of an answer: its normal form, and the numbers in it."""

from __future__ import annotations

import pytest

from citespan.qa.answer_text import normalize_answer, numbers


def test_normalising_drops_case_articles_and_punctuation() -> None:
    assert normalize_answer(" The  U.S. Army, an ARMY!") == "us army army"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("On Monday, 16 Jan 2024", {"monday", "16", "january", "2024"}),
        ("twenty-second of May 1871", {"20", "2", "may", "1871"}),
        ("it may rain for a few seconds", set()),
        ("1,234.5 dollars, 40%", {"1234.5", "40", "percent"}),
        ("two thousand", {"2", "thousand"}),
        ("no figures here", set()),
    ],
)
def test_numbers_are_found_in_figures_and_words(text: str, named: set[str]) -> None:
    assert numbers(text) == named
