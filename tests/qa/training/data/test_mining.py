"""Mined negatives are ranked high and hold no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.evaluation.squad import GoldAnswer, SquadQuestion
from citespan.qa.training.data.examples import Example

if TYPE_CHECKING:
    from citespan.index.encoder import Encoder

pytest.importorskip("bm25s")

from citespan.qa.training.data.mining import base_model_folder, negatives, rank

CONTEXT = "The ferry Aurora was built in Gdynia."
TEXTS = (
    "Ferries have crossed the strait for a century.",
    CONTEXT,
    "A shipyard in GDYNIA, it is said, builds ferries.",
    "Bread is baked from flour, water and salt.",
    "The Gdynia–Karlskrona line has three ships.",
    "Copper melts at a high temperature.",
)


def asked(*golds: str) -> SquadQuestion:
    answers = tuple(GoldAnswer(gold, CONTEXT.index(gold)) for gold in golds)
    return SquadQuestion("1", "Where was the ferry Aurora built?", "Ferries", 0, CONTEXT, answers)


def texts_of(examples: tuple[Example, ...]) -> list[str]:
    assert all(example.marks == () for example in examples)
    return [example.text for example in examples]


def test_texts_with_the_answer_and_the_questions_own_are_left_out() -> None:
    found = negatives(asked("Gdynia"), np.arange(6), TEXTS)
    assert found == tuple(Example("Where was the ferry Aurora built?", TEXTS[n], ()) for n in (0, 3, 5))


def test_the_order_is_that_of_the_ranks_and_each_text_stands_once() -> None:
    found = negatives(asked("Gdynia"), np.array([5, 0, 5, 1, 3, 0]), TEXTS)
    assert texts_of(found) == [TEXTS[5], TEXTS[0], TEXTS[3]]


def test_any_of_several_answers_disqualifies_a_text() -> None:
    assert texts_of(negatives(asked("Gdynia", "ferry"), np.array([4, 3]), TEXTS)) == [TEXTS[3]]


def test_for_an_impossible_question_all_texts_but_its_own_are_negatives() -> None:
    assert texts_of(negatives(asked(), np.arange(6), TEXTS)) == [text for text in TEXTS if text != CONTEXT]


@given(st.lists(st.integers(0, 5), max_size=12))
def test_negatives_are_ranked_texts_without_the_answer(row: list[int]) -> None:
    found = texts_of(negatives(asked("Gdynia"), np.array(row, dtype=np.int64), TEXTS))
    assert set(found) == {TEXTS[n] for n in row if n in {0, 3, 5}}
    assert len(found) == len(set(found))


def test_words_and_meaning_take_turns(encoder: Encoder) -> None:
    questions = ["When does metal become liquid?", "How do loaves come about?", "Where was the Aurora built?"]
    ranked = rank(questions, TEXTS, encoder=encoder, depth=2)
    assert ranked.texts == TEXTS
    assert ranked.best.shape == (3, 4)
    assert ranked.best.dtype == np.int64
    by_words, by_meaning = ranked.best[:, ::2], ranked.best[:, 1::2]
    assert by_words[2, 0] == by_meaning[2, 0] == 1
    assert by_meaning[:, 0].tolist() == [5, 3, 1]
    for ranking in (by_words, by_meaning):
        assert all(len(set(row)) == 2 for row in ranking.tolist())


def test_a_question_of_unknown_words_is_ranked_too(encoder: Encoder) -> None:
    ranked = rank(["Zyzzyva?", "the of"], TEXTS, encoder=encoder, depth=3)
    assert set(ranked.best.ravel().tolist()) <= set(range(6))


def test_the_base_model_is_installed() -> None:
    assert {"config.json", "tokenizer.json"} <= {file.name for file in base_model_folder().iterdir()}
