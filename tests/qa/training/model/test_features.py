"""Features mark the tokens of the answer; batches hold each feature once and pad nothing that counts."""

from __future__ import annotations

from random import Random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import marked, marked_texts, natural_examples
from tokenizers import Tokenizer

from citespan.qa.reader.extractive import TOKENIZER_FILE, WEIGHTS_FOLDER
from citespan.qa.reader.windows import Windows
from citespan.qa.training.data.examples import Example
from citespan.qa.training.model.features import Feature, collate, make_batches, make_features, padded_length

FILLER = "The quay was painted again in spring, and the gulls came back to the roof. "
QUESTION = "Where was the ferry built?"
TEXT = "🚢 The ferry Aurora was built in Nowy Port, near Gdynia, in 1974."
TOKENIZER = Tokenizer.from_file(str(WEIGHTS_FOLDER / TOKENIZER_FILE))


def windows(max_tokens: int = 64, overlap_tokens: int = 16) -> Windows:
    return Windows(TOKENIZER, max_tokens=max_tokens, overlap_tokens=overlap_tokens)


def marked_words(feature: Feature) -> list[str]:
    """What the tokens from each start to its end spell."""
    return [
        TOKENIZER.decode(feature.ids[start : end + 1].tolist())
        for start, end in zip(feature.starts, feature.ends, strict=True)
    ]


def test_the_tokens_of_the_answer_are_marked() -> None:
    (feature,) = make_features([marked(QUESTION, TEXT, "Nowy Port")], windows())
    assert marked_words(feature) == ["nowy port"]


def test_each_annotator_has_a_mark() -> None:
    (feature,) = make_features([marked(QUESTION, TEXT, "Nowy Port", "Gdynia", "Gdynia")], windows())
    assert marked_words(feature) == ["nowy port", "gdynia", "gdynia"]


def test_a_part_of_a_word_marks_the_tokens_that_it_touches() -> None:
    (feature,) = make_features([marked(QUESTION, TEXT, "97")], windows())
    assert marked_words(feature) == ["1974"]


def test_an_example_to_abstain_on_marks_the_first_token() -> None:
    (feature,) = make_features([Example(QUESTION, TEXT, ())], windows())
    assert (feature.starts, feature.ends) == ((0,), (0,))


def test_of_a_long_text_the_window_with_the_answer_is_taken() -> None:
    example = marked(QUESTION, FILLER * 10 + TEXT + FILLER * 10, "Nowy Port")
    (feature,) = make_features([example], windows())
    assert marked_words(feature) == ["nowy port"]
    assert len(feature) <= 64


def test_of_a_long_text_to_abstain_on_the_first_window_is_taken() -> None:
    (feature,) = make_features([Example(QUESTION, TEXT + FILLER * 10, ())], windows())
    assert "aurora" in TOKENIZER.decode(feature.ids.tolist())


def test_an_example_whose_answer_no_window_holds_is_left_out() -> None:
    too_long = marked("Where?", FILLER * 10, FILLER * 6)
    kept = Example("Where?", FILLER, ())
    features = make_features([too_long, kept], windows())
    assert [feature.starts for feature in features] == [(0,)]


@settings(max_examples=50)
@given(natural_examples())
def test_marked_tokens_cover_the_marked_text(example: Example) -> None:
    (window,), *_ = windows(max_tokens=512).cut([(example.question, example.text)])
    for feature in make_features([example], windows(max_tokens=512)):
        covered = [
            example.text[window.offsets[start, 0] : window.offsets[end, 1]]
            for start, end in zip(feature.starts, feature.ends, strict=True)
            if start > 0
        ]
        assert covered
        held = [text.strip(" \r\n\u200b") for text in marked_texts(example)]
        assert all(any(text in cover for text in held) for cover in covered)


def features_of(lengths: list[int]) -> list[Feature]:
    return [Feature(torch.ones(n, dtype=torch.int32), torch.zeros(n, dtype=torch.int8), (0,), (0,)) for n in lengths]


many_lengths = st.lists(st.integers(3, 100), min_size=1, max_size=200)


@given(many_lengths, st.integers(112, 1000), st.integers(0, 9))
def test_batches_hold_each_feature_once_within_the_limit(lengths: list[int], max_tokens: int, seed: int) -> None:
    batches = make_batches(features_of(lengths), max_tokens=max_tokens, random=Random(seed))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(len(batch) * padded_length(max(lengths[index] for index in batch)) <= max_tokens for batch in batches)


def test_a_feature_longer_than_the_limit_is_a_batch_of_its_own() -> None:
    assert sorted(make_batches(features_of([10, 90, 12]), max_tokens=40, random=Random(1))) == [(0, 2), (1,)]


def test_the_order_of_batches_depends_on_the_seed_alone() -> None:
    features = features_of([Random(3).randint(5, 60) for _ in range(300)])
    one, again, other = (make_batches(features, max_tokens=512, random=Random(seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other


@given(st.integers(1, 1000))
def test_padding_goes_to_the_next_multiple_of_sixteen(length: int) -> None:
    assert padded_length(length) % 16 == 0
    assert 0 <= padded_length(length) - length < 16


def test_a_batch_holds_the_features_and_masks_the_padding(tiny_features: list[Feature]) -> None:
    batch = collate(tiny_features)
    assert batch.ids.shape == batch.type_ids.shape == batch.mask.shape == batch.starts.shape == batch.ends.shape
    for row, feature in enumerate(tiny_features):
        assert torch.equal(batch.ids[row, : len(feature)], feature.ids.long())
        assert torch.equal(batch.type_ids[row, : len(feature)], feature.type_ids.long())
        assert batch.mask[row].tolist() == [1] * len(feature) + [0] * (batch.mask.shape[1] - len(feature))
        assert not batch.ids[row, len(feature) :].any()


def test_annotators_share_the_probability(tiny_features: list[Feature]) -> None:
    batch = collate(tiny_features)
    assert batch.starts.sum(1).tolist() == pytest.approx([1.0] * len(tiny_features))
    assert batch.ends.sum(1).tolist() == pytest.approx([1.0] * len(tiny_features))
    agreeing = Feature(torch.ones(9, dtype=torch.int32), torch.zeros(9, dtype=torch.int8), (4, 4, 6, 4), (5, 7, 7, 7))
    one = collate([agreeing])
    assert {n: one.starts[0, n].item() for n in (4, 6)} == {4: 0.75, 6: 0.25}
    assert {n: one.ends[0, n].item() for n in (5, 7)} == {5: 0.25, 7: 0.75}
