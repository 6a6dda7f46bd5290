"""Whether a text holds an answer, whatever its case, articles and punctuation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from marked import marked_texts, repetitive_examples

from citespan.qa.answer_text import normalize_answer
from citespan.qa.training.data.golds import holds_answer

if TYPE_CHECKING:
    from citespan.qa.training.data.examples import Example


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("It was OSLO.", "Oslo"),
        ("The Oslo–Bergen line", "Oslo"),
        ("Bergen/Oslo", "Oslo"),
        ("“Oslo”", "Oslo"),
        ("Oslo’s port", "Oslo"),
        ("the US senate", "U.S."),
        ("the U.S. senate", "U.S"),
        ("He paid 3 dollars.", "the 3 dollars"),
        ("It cost $3.50.", "3.50"),
    ],
)
def test_an_answer_is_seen_in_other_writing(text: str, gold: str) -> None:
    assert holds_answer(text, [gold])


@pytest.mark.parametrize(
    ("text", "gold"),
    [("Tenants stayed.", "Ten"), ("It was Bergen.", "Oslo"), ("New houses in York", "New York"), ("The, … a", "the")],
)
def test_other_words_are_not_the_answer(text: str, gold: str) -> None:
    assert not holds_answer(text, [gold])


def test_one_of_several_answers_is_enough_and_none_is_held_by_nothing() -> None:
    assert holds_answer("It was Oslo.", ["Bergen", "Oslo"])
    assert not holds_answer("It was Oslo.", [])


@given(repetitive_examples())
def test_a_text_holds_each_of_its_own_words(example: Example) -> None:
    for gold in marked_texts(example):
        assert holds_answer(example.text, [gold]) == bool(normalize_answer(gold))
