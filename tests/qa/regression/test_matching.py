from __future__ import annotations

import pytest

from citespan.qa.regression.cases import Match
from citespan.qa.regression.matching import holds_accepted, is_accepted


@pytest.mark.parametrize(
    ("answer", "gold", "match", "tolerance", "expected"),
    [
        ("The Atlantic Council.", "atlantic council", Match.SQUAD, 0, True),
        ("Atlantic Council's", "atlantic council", Match.SQUAD, 0, False),
        ("the", "a", Match.SQUAD, 0, False),
        ("The Council", "the Council", Match.EXACT, 0, False),
        ("Zoë", "Zoë", Match.EXACT, 0, True),
        ("forty", "40", Match.NUMBER, 0, True),
        ("twenty-five cars", "25", Match.NUMBER, 0, True),
        ("1,204", "1204", Match.NUMBER, 0, True),
        ("2.5 million euros", "2,500,000", Match.NUMBER, 0, True),
        ("-4.5 degrees", "4.5", Match.NUMBER, 0, False),
        ("99.5", "100", Match.NUMBER, 0.5, True),
        ("99.4", "100", Match.NUMBER, 0.5, False),
        ("1,20", "1", Match.NUMBER, 0, False),
        ("2019-2020", "2019", Match.NUMBER, 0, False),
        ("40 of 50", "40", Match.NUMBER, 0, False),
        ("many", "40", Match.NUMBER, 0, False),
        ("16 January 2024", "2024-01-16", Match.DATE, 0, True),
        ("January 16, 2024", "16th of January 2024", Match.DATE, 0, True),
        ("on Tuesday 16 January 2024", "16 Jan", Match.DATE, 0, True),
        ("16 January", "16 January 2024", Match.DATE, 0, False),
        ("18 January 2024", "16 January 2024", Match.DATE, 0, False),
        ("in 2019", "2019", Match.DATE, 0, True),
        ("16 or 18 January", "18 January", Match.DATE, 0, True),
        ("16 January or 18 January", "18 January", Match.DATE, 0, False),
        ("16.01.2024", "16 January 2024", Match.DATE, 0, True),
        ("12.03.2024", "12 March 2024", Match.DATE, 0, True),
        ("12.03.2024", "3 December 2024", Match.DATE, 0, False),
        ("12.03.2024", "12", Match.NUMBER, 0, False),
        ("1.2.3", "1.2", Match.NUMBER, 0, False),
        ("192.168.0.1", "192", Match.NUMBER, 0, False),
        ("\u20ac1.499,00", "1499", Match.NUMBER, 0, True),
        ("12\u00bd m", "12.5", Match.NUMBER, 0, True),
        ("3 500 kg", "3,500", Match.NUMBER, 0, True),
        ("3\u00a0500 kg", "3500", Match.NUMBER, 0, True),
        ("1,20", "1.2", Match.NUMBER, 0, True),
        ("noon", "2019", Match.DATE, 0, False),
    ],
)
def test_an_answer_is_compared_as_the_case_asks(
    answer: str, gold: str, match: Match, tolerance: float, *, expected: bool
) -> None:
    assert is_accepted(answer, ["nothing of the kind", gold], match=match, tolerance=tolerance) is expected


@pytest.mark.parametrize(
    ("gold", "match", "expected"),
    [
        ("a council", Match.SQUAD, True),
        ("Coun", Match.SQUAD, False),
        ("Council met", Match.EXACT, True),
        ("council met", Match.EXACT, False),
        ("40", Match.NUMBER, True),
        ("3500", Match.NUMBER, True),
        ("2500000", Match.NUMBER, True),
        ("41", Match.NUMBER, False),
        ("2024-01-16", Match.DATE, True),
        ("2024-01-17", Match.DATE, False),
    ],
)
def test_a_passage_is_known_to_hold_an_answer(gold: str, match: Match, *, expected: bool) -> None:
    text = "The Council met on 16 January 2024; forty members came, with 3 500 kg, 2.5 million and version 1.2.3."
    assert holds_accepted(text, [gold], match=match) is expected
