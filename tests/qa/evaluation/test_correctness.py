"""When an answer counts as right, case by case."""

from __future__ import annotations

import pytest

from citespan.qa.evaluation.correctness import is_right


@pytest.mark.parametrize(
    ("answer", "golds"),
    [
        ("the Seine", ["Seine"]),
        ("the river Seine in France", ["Seine"]),
        ("Seine", ["the river Seine in France"]),
        ("Ada Lovelace", ["Augusta Ada Lovelace"]),
        ("18 January", ["on 18 January 2024"]),
        ("18 January 2024", ["Thursday", "18 January 2024"]),
        ("Eighteen ships", ["18 ships"]),
        ("1,200 people", ["1200 people"]),
        ("one of the largest ports", ["largest ports"]),
        ("40 %", ["40 percent"]),
    ],
)
def test_right(answer: str, golds: list[str]) -> None:
    assert is_right(answer, golds)


@pytest.mark.parametrize(
    ("answer", "golds"),
    [
        ("16 January", ["18 January"]),
        ("18 February", ["18 January"]),
        ("16 to 18 January", ["18 January"]),
        ("three ships", ["four ships"]),
        ("second battle of Kolberg", ["battle of Kolberg"]),
        ("5 million people", ["5 people"]),
        ("Loire", ["Seine"]),
        ("of the", ["in the middle of the night"]),
        ("art", ["party"]),
        ("", ["Seine"]),
        ("", ["the"]),
        ("Seine", []),
        ("Monday", ["Monday evening at 7", "Tuesday"][1:]),
    ],
)
def test_not_right(answer: str, golds: list[str]) -> None:
    assert not is_right(answer, golds)


def test_the_numbers_must_be_those_of_the_gold_answer_that_fits() -> None:
    assert not is_right("16 January", ["18 January", "16 ships"])
