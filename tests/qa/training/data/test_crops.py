"""Crops keep what was marked, whole sentences of it, and are about as long as asked."""

from __future__ import annotations

from random import Random

import sentencex
from hypothesis import given
from hypothesis import strategies as st
from marked import marked, marked_texts, natural_examples

from citespan.qa.training.data.crops import crop
from citespan.qa.training.data.examples import Example

LONG = "".join(f"Boat number {n} left the harbour early. " for n in range(40))


@given(natural_examples(), st.integers(1, 60), st.integers(0, 5))
def test_a_crop_is_a_part_of_the_text_and_marks_the_same_words(example: Example, max_words: int, seed: int) -> None:
    cropped = crop(example, max_words=max_words, random=Random(seed))
    assert cropped.question == example.question
    assert cropped.text in example.text
    assert marked_texts(cropped) == marked_texts(example)


@given(natural_examples(), st.integers(1, 60), st.integers(0, 5))
def test_a_crop_holds_whole_sentences(example: Example, max_words: int, seed: int) -> None:
    cropped = crop(example, max_words=max_words, random=Random(seed))
    offset = example.marks[0].start - cropped.marks[0].start
    ends = {sentence["end_index"] for sentence in sentencex.get_sentence_boundaries("en", example.text)}
    assert offset in ends | {0}
    assert offset + len(cropped.text) in ends | {len(example.text)}


@given(st.integers(0, 39), st.integers(8, 100), st.integers(0, 5))
def test_a_crop_is_as_long_as_whole_sentences_allow(boat: int, max_words: int, seed: int) -> None:
    example = marked("Which boat left?", LONG, f"number {boat} ")
    cropped = crop(example, max_words=max_words, random=Random(seed))
    assert max_words - 7 < len(cropped.text.split()) <= max_words


def test_sentences_with_marks_are_kept_even_if_they_are_too_long() -> None:
    example = marked("Which boats left?", LONG, "number 3 ", "number 9 ")
    cropped = crop(example, max_words=10, random=Random(1))
    assert cropped.text == "".join(f"Boat number {n} left the harbour early. " for n in range(3, 10))


def test_a_short_text_and_one_without_marks_are_left_as_they_are() -> None:
    short = marked("Which boat left?", LONG, "number 7 ")
    assert crop(short, max_words=len(LONG.split()), random=Random(1)) is short
    unmarked = Example("Which boat sank?", LONG, ())
    assert crop(unmarked, max_words=10, random=Random(1)) is unmarked


def test_the_place_of_the_answer_varies_with_the_seed_alone() -> None:
    example = marked("Which boat left?", LONG, "number 20 ")
    places = [crop(example, max_words=50, random=Random(seed)).marks[0].start for seed in range(20)]
    assert places == [crop(example, max_words=50, random=Random(seed)).marks[0].start for seed in range(20)]
    assert len(set(places)) > 3
