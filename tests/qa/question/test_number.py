"""Whether a question asks for one thing or for several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.question.number import Number, count_asked_for, number_asked_for

ONE = (
    "Which river flows through Tarnsee?",
    "Which company builds the ferries?",
    "Which country borders Iran?",
    "Which group attacked the port?",
    "In which province did it land?",
    "Which bridge crosses the river?",
    "What building burned?",
)
SEVERAL = (
    "Which groups operate in Iran?",
    "What countries border Iran?",
    "Which armed groups are active there?",
    "Which two countries signed the treaty?",
    "Which three ships sank?",
    "From which towns does the ferry leave?",
    "Who were the founders of the choir?",
    "Who are Iran's allies?",
    "What are the names of the ships?",
    "Name the villages that were flooded.",
    "Name three rivers of the valley.",
    "List all ships of the line.",
    "Which people were named?",
    "Which other countries did Iran attack?",
)
NEITHER = (
    "Who visited Pakistan?",
    "What causes the bread to fail?",
    "What makes bread rise?",
    "Which news agency was first?",
    "Which sports club was closed?",
    "Which customs officer was dismissed?",
    "Name the capital of France.",
    "Name the ship's captain.",
    "Name the company that builds ships.",
    "Who was the captain of the ship?",
    "What is the name of the ferry?",
    "Where are the ships?",
    "What kinds of bread are there?",
    "",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        *((question, Number.ONE) for question in ONE),
        *((question, Number.SEVERAL) for question in SEVERAL),
    ],
)
def test_a_noun_tells_how_many_are_asked_for(question: str, expected: Number) -> None:
    assert number_asked_for(question) is expected


@pytest.mark.parametrize("question", NEITHER)
def test_a_question_that_does_not_say_so_asks_for_no_several(question: str) -> None:
    assert number_asked_for(question) is not Number.SEVERAL


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Which two towns burned?", 2),
        ("Name the three rivers.", 3),
        ("Which 4 ships sank?", 4),
        ("Which towns burned?", None),
        ("Which 1987 treaty ended it?", None),
        ("Who came?", None),
    ],
)
def test_a_question_may_say_how_many(question: str, count: int | None) -> None:
    assert count_asked_for(question) == count


@given(st.text(max_size=40).map(lambda text: f"Which {text}"))
def test_any_question_has_a_number(question: str) -> None:
    assert number_asked_for(question) in set(Number)
    assert count_asked_for(question) != 1
