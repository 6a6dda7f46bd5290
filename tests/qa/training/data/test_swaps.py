"""Near misses ask for something else, and what they ask for is of the same kind."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import WORDS, marked, repetitive_examples

from citespan.qa.training.data.examples import Example
from citespan.qa.training.data.swaps import OPPOSITES, near_miss

SEEDS = range(100)
TEXT = "Captain Vera Holm sailed with Jonas Birk and Edda to Visby. In 1974, the storm killed 300, and 20 ships sank."
NEIGHBOURS = ("In the year 1811 the town of Kalmar had 4,200 people, says Olaf Trygg.",)


def near_misses(example: Example, *neighbours: str) -> set[str]:
    """All questions that some seed changes the example's question to."""
    found = (near_miss(example, neighbours, random=Random(seed)) for seed in SEEDS)
    return {miss.question for miss in found if miss is not None}


def test_a_near_miss_keeps_the_text_and_is_to_be_abstained_on() -> None:
    example = marked("How many ships sank in 1974?", TEXT, "20")
    miss = near_miss(example, NEIGHBOURS, random=Random(1))
    assert miss is not None
    assert (miss.text, miss.marks) == (TEXT, ())


def test_a_name_becomes_another_name_but_never_the_answer() -> None:
    example = marked("Where did Vera Holm sail?", TEXT, "Visby")
    assert near_misses(example) == {"Where did Jonas Birk sail?", "Where did Edda sail?"}


def test_names_come_from_the_neighbours_too() -> None:
    example = marked("Where did Vera Holm sail?", TEXT, "Visby")
    assert near_misses(example, *NEIGHBOURS) >= {"Where did Olaf Trygg sail?", "Where did Kalmar sail?"}


def test_a_number_becomes_another_number() -> None:
    example = marked("Why did 300 die?", TEXT, "storm")
    assert near_misses(example, *NEIGHBOURS) == {"Why did 20 die?", "Why did 4,200 die?"}


def test_a_year_becomes_another_year() -> None:
    questions = near_misses(marked("Why did ships sink in 1974?", TEXT, "storm"), *NEIGHBOURS)
    assert "Why did ships sink in 1811?" in questions
    assert all(re.fullmatch(r"Why did ships sink in (?!1974)[12]\d{3}\?", question) for question in questions)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did 300 die?", "The storm killed 300, it is said."),
        ("Of the 300, why did one die?", "The storm killed one of the 300 there."),
        ("Why did 1,000 die?", "The storm killed 1,000, or 1000, there."),
    ],
)
def test_the_same_number_in_other_punctuation_is_not_another(question: str, text: str) -> None:
    assert near_misses(marked(question, text, "storm")) == set()


def test_the_comma_after_a_number_stays_and_a_year_before_one_is_a_year() -> None:
    questions = near_misses(marked("In 1974, why did ships sink?", TEXT, "storm"), *NEIGHBOURS)
    assert questions
    assert all(re.fullmatch(r"In (?!1974)[12]\d{3}, why did ships sink\?", question) for question in questions)


def test_a_word_becomes_its_opposite_and_a_verb_is_negated() -> None:
    example = marked("Who was the first to sail?", "first of all, Vera sailed.", "Vera")
    assert near_misses(example) == {
        "Who was the last to sail?",
        "Who wasn't the first to sail?",
        "Who was not the first to sail?",
        "Who was never the first to sail?",
    }


@pytest.mark.parametrize("question", ["How many sailed?", "How long did they sail?", "how high did it get?"])
def test_a_measure_that_is_asked_for_has_no_opposite(question: str) -> None:
    assert near_misses(marked(question, TEXT, "20")) == set()


@pytest.mark.parametrize("question", ["Who was not there?", "Who isn't there?", "Why did they sail?"])
def test_a_question_with_nothing_to_change_has_no_near_miss(question: str) -> None:
    assert near_misses(marked(question, TEXT, "storm"), *NEIGHBOURS) == set()


def test_a_name_that_the_text_does_not_have_is_left() -> None:
    assert near_misses(marked("Where did Ingrid sail?", TEXT, "Visby"), *NEIGHBOURS) == set()


def test_opposites_go_both_ways() -> None:
    assert all(word in OPPOSITES[other] for word, others in OPPOSITES.items() for other in others)
    assert all(word not in others for word, others in OPPOSITES.items())


def test_the_same_seed_makes_the_same_near_miss() -> None:
    example = marked("Who was first to sail with Vera Holm in 1974?", TEXT, "Edda")
    found = [[near_miss(example, NEIGHBOURS, random=Random(seed)) for seed in range(20)] for _ in range(2)]
    assert found[0] == found[1]
    assert len(set(found[0])) > 5


ASKED = (*WORDS, "Who was", "what is", "How many", "first", "in 1974,", "300,", "20", "Vera Holm’s", "Holm")


@given(st.lists(st.sampled_from(ASKED), min_size=1, max_size=8), repetitive_examples(), st.integers(0, 50))
def test_a_near_miss_never_asks_in_the_same_words(asked: list[str], passage: Example, seed: int) -> None:
    text = f"{passage.text} {TEXT}"
    question = " ".join(asked) + "?"
    miss = near_miss(Example(question, text, passage.marks), NEIGHBOURS, random=Random(seed))
    if miss is not None:
        assert (miss.text, miss.marks) == (text, ())
        assert re.findall(r"\w+", miss.question.lower()) != re.findall(r"\w+", question.lower())
