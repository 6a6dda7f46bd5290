"""What is left after the answer's sentences are taken out never tells the answer."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from marked import marked, marked_texts, natural_examples, repetitive_examples

from citespan.qa.answer_text import normalize_answer
from citespan.qa.training.data.examples import Example
from citespan.qa.training.data.removal import without_answer

QUESTION = "Where did Anna go?"
REST = "It rained a lot that day in the north, and few people were on the road."


def test_the_sentence_that_holds_the_answer_is_taken_out() -> None:
    example = marked(QUESTION, f"Nobody was at home. Anna went to Oslo. {REST}", "Oslo")
    assert without_answer(example) == Example(QUESTION, f"Nobody was at home. {REST}", ())


def test_an_answer_across_two_sentences_takes_both_out() -> None:
    example = marked(QUESTION, f"Anna went to Oslo. Then to Bergen. {REST}", "Oslo. Then to Bergen")
    assert without_answer(example) == Example(QUESTION, REST, ())


@pytest.mark.parametrize(
    "mention",
    ["Oslo is far.", "OSLO!", "The Oslo train.", "Oslo-Bergen.", "The Oslo–Bergen line.", "“Oslo”.", "Oslo’s port.",
     "Oslo's port.", "It is written Oslo/Kristiania."],
)  # fmt: skip
def test_a_text_that_tells_the_answer_elsewhere_is_not_used(mention: str) -> None:
    assert without_answer(marked(QUESTION, f"Anna went to Oslo. {mention} {REST}", "Oslo")) is None


def test_a_word_that_only_begins_like_the_answer_does_not_count() -> None:
    example = marked("How many went?", f"A few went. Ten went later. {REST} Tenants stayed.", "Ten")
    assert without_answer(example) == Example("How many went?", f"A few went. {REST} Tenants stayed.", ())


def test_a_text_that_is_mostly_the_answers_sentences_is_not_used() -> None:
    assert without_answer(marked(QUESTION, "Anna went to Oslo by the night train. It rained.", "Oslo")) is None


def test_an_example_without_an_answer_is_not_used() -> None:
    assert without_answer(Example(QUESTION, REST, ())) is None


@given(repetitive_examples())
def test_no_marked_words_are_left(example: Example) -> None:
    emptied = without_answer(example)
    for gold in marked_texts(example) if emptied is not None else ():
        if normalize_answer(gold):
            assert re.search(rf"(?<!\w){re.escape(gold)}(?!\w)", emptied.text, re.IGNORECASE) is None


@settings(max_examples=50)
@given(natural_examples())
def test_what_is_left_is_most_of_the_text_to_abstain_on(example: Example) -> None:
    emptied = without_answer(example)
    assume(emptied)
    assert emptied is not None
    assert (emptied.question, emptied.marks) == (example.question, ())
    assert 2 * len(emptied.text) >= len(example.text)
    assert normalize_answer(emptied.text)
