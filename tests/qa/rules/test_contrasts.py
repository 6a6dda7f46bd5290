"""What differs from the question in one word, and is yet said of what it names."""

from __future__ import annotations

import pytest
from judged import judged

WAR = "China and Orm supported the rebels. Vell refused to."
SPEECH = "The antagonisms with the guild and the flood of 1912 ruined him."
LEDGER = "The Bainbridge ledgers list the income by month."
PAIR = "On 3 May the couple was engaged, with Ida Ro and her brother as witnesses."
FLIGHTS = "All flights were led by Nils Holm."
SCHOOLS = "Elmby school has 312 pupils. Its cook is from Tarn."


@pytest.mark.parametrize(
    ("question", "text", "span", "expected"),
    [
        ("Who along with Vell supported the rebels?", WAR, "China and Orm", "China and Orm"),
        ("Besides the arguments with the guild, what ruined him?", SPEECH, "the flood of 1912", "the flood of 1912"),
        ("How do Brainbridge ledgers list the income?", LEDGER, "by month", "by month"),
        ("When were Luther and his bride engaged?", PAIR, "3 May", "3 May"),
        ("Who led the Apollo flights?", FLIGHTS, "Nils Holm", "Nils Holm"),
        ("How many pupils does Skeld school have?", SCHOOLS, "312", "other_name"),
    ],
)
def test_only_what_tells_two_of_a_kind_apart_is_a_contrast(question: str, text: str, span: str, expected: str) -> None:
    assert judged(question, text, span) == expected
