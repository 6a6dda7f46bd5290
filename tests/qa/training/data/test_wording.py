"""Reworded questions still ask for the same, and only now and then."""

from __future__ import annotations

from random import Random

from citespan.qa.training.data.examples import Example, Mark
from citespan.qa.training.data.wording import reword

QUESTION = "How many lifeboats does the ferry Aurora carry in winter?"
EXAMPLE = Example(QUESTION, "It carries nine.", (Mark(11, 15),))


def reworded() -> list[str]:
    random = Random(1)
    return [reword(EXAMPLE, random).question for _ in range(2000)]


def test_most_questions_stay_as_they_are() -> None:
    assert 0.6 < reworded().count(QUESTION) / 2000 < 0.9


def test_a_question_loses_its_mark_its_function_words_or_a_letter() -> None:
    kinds = set(reworded())
    assert QUESTION.rstrip("?") in kinds
    assert "many lifeboats ferry Aurora carry winter" in kinds
    typos = {text for text in kinds if text.endswith("?") and text != QUESTION}
    assert len(typos) > 10
    assert all(abs(len(text) - len(QUESTION)) <= 1 for text in typos)


def test_text_and_marks_are_not_touched() -> None:
    random = Random(2)
    assert all(
        (one.text, one.marks) == (EXAMPLE.text, EXAMPLE.marks) for one in (reword(EXAMPLE, random) for _ in range(50))
    )


def test_a_question_of_short_words_survives() -> None:
    random = Random(3)
    assert {reword(Example("Why?", "x", ()), random).question for _ in range(200)} == {"Why?", "Why"}
