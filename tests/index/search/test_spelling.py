"""Correcting misspelt words, over the sample documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citespan.index.search.query import Query
from citespan.index.search.spelling import unknown_words
from citespan.index.search.variants import Vocabulary

if TYPE_CHECKING:
    from citespan.index.search.retrieve import Index


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("who is the comander of jaish ul adl", {"comander": "commander"}),
        ("How often shuold I feed a sourdoug starter?", {"shuold": "should", "sourdoug": "sourdough"}),
        ("waht is the deposit for a cordles drill", {"waht": "what", "cordles": "cordless"}),
        ("When did Iran strike Pakisten?", {"Pakisten": "Pakistan"}),
        ("Who is Abdollahin?", {"Abdollahin": "Abdollahian"}),
        ("teh tool libary opening hours", {"teh": "the", "libary": "library"}),
    ],
)
def test_a_word_that_no_text_holds_and_that_is_near_to_one_is_put_right(
    sample_index: Index, typed: str, corrected: dict[str, str]
) -> None:
    spelling = sample_index.correct(typed)
    assert spelling.corrected == corrected
    expected = typed
    for wrong, right in corrected.items():
        expected = expected.replace(wrong, right)
    assert spelling.text == expected


@pytest.mark.parametrize(
    "typed",
    [
        "Who is Jane Carter?",  # *Jane* is an English word, and a short name
        "When did Irann strike?",  # a short name
        "Who is Hosein?",
        "Who painted the ceiling?",  # a word like *printed* that no text holds
        "Is form PAKISTEN-7 needed?",  # a run with a digit
        "Where is pakisten@example.com?",
        "Wie viel kostet die Rueckerstattung?",
        "hwo many missiles",  # *who* or *how*
        "Zxqv wqpf?",
        "???",
        "",
    ],
)
def test_what_may_be_meant_as_it_stands_is_left_alone(sample_index: Index, typed: str) -> None:
    spelling = sample_index.correct(typed)
    assert (spelling.text, spelling.corrected) == (typed, {})


def test_words_of_the_texts_are_never_corrected(sample_index: Index) -> None:
    for passage in sample_index.retrieve("Iran Pakistan refund starter tool", limit=12).passages:
        assert sample_index.correct(passage.chunk.text).corrected == {}


def test_a_word_that_no_text_holds_is_reported() -> None:
    vocabulary = Vocabulary.of(["sourdough", "starter", "9"])
    query = Query.of("How often does the wombat feed nine sourdough starter?")
    assert unknown_words(query, vocabulary) == ("wombat", "feed")


def test_a_retrieval_says_which_words_no_text_holds(sample_index: Index) -> None:
    found = sample_index.retrieve("Who founded the wombat aquarium?", limit=1)
    assert found.unknown[-2:] == ("wombat", "aquarium")
