"""Mined negatives share the question's words and hold no answer."""

from __future__ import annotations

from random import Random

import pytest

from citespan.qa.evaluation.squad import GoldAnswer, SquadQuestion

pytest.importorskip("bm25s")

from citespan.qa.training.data.mining import HARDEST, mine

CONTEXT = "The ferry Aurora was built in Gdynia."
TEXTS = (
    "Ferries have crossed the strait for a century.",
    CONTEXT,
    "A shipyard in GDYNIA, it is said, built the ferry Aurora.",
    "Bread is baked from flour, water and salt.",
    "The Gdynia–Karlskrona line has three ships, one of them the ferry Aurora.",
    "Copper melts at a high temperature.",
    "The ferry Boreas was built in Visby.",
    "An aurora is a light in the polar sky.",
    "A ferry of steel.",
    "The ferry was sold.",
    "Aurora was a queen.",
    "A mill was built.",
)


def asked(*golds: str) -> SquadQuestion:
    answers = tuple(GoldAnswer(gold, CONTEXT.index(gold)) for gold in golds)
    return SquadQuestion("1", "Where was the ferry Aurora built?", "Ferries", 0, CONTEXT, answers)


def mined(question: SquadQuestion) -> set[str]:
    found = [example for seed in range(40) for example in mine([question], TEXTS, Random(seed))]
    assert all(example.marks == () for example in found)
    return {example.text for example in found}


def test_texts_with_the_answer_and_the_questions_own_are_left_out() -> None:
    assert "The ferry Boreas was built in Visby." in mined(asked("Gdynia"))
    assert not mined(asked("Gdynia")) & {TEXTS[1], TEXTS[2], TEXTS[4]}


def test_any_of_several_answers_disqualifies_a_text() -> None:
    assert not any("ferry" in text for text in mined(asked("Gdynia", "ferry")))


def test_the_hardest_are_taken_and_they_differ() -> None:
    assert 1 < len(mined(asked("Gdynia"))) <= HARDEST


def test_a_question_whose_every_text_holds_the_answer_gives_none() -> None:
    assert mine([asked("Gdynia")], [CONTEXT] * 12, Random(1)) == []
