"""Choosing the threshold of silence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.evaluation.risk import choose_silence_threshold


def test_at_most_a_twentieth_of_the_answerable_questions_ends_in_silence() -> None:
    confidence = np.linspace(0.0, 0.99, 200)
    answerable = np.arange(200) % 2 == 1
    silence = choose_silence_threshold(confidence, answerable, np.ones(200, dtype=np.bool_))
    assert silence.answerable == 0.05
    assert silence.right == 0.05
    assert silence.unanswerable == pytest.approx(0.05, abs=0.02)
    assert silence.threshold == pytest.approx(0.0547, abs=0.001)


def test_the_share_of_right_spans_that_are_lost_is_told_by_itself() -> None:
    confidence = np.array([0.01] * 5 + [0.9] * 95 + [0.02] * 50)
    answerable = np.array([True] * 100 + [False] * 50)
    right = np.array([False] * 5 + [True] * 95 + [False] * 50)
    silence = choose_silence_threshold(confidence, answerable, right)
    assert (silence.threshold, silence.answerable, silence.unanswerable, silence.right) == (0.9, 0.05, 1.0, 0.0)


def test_of_few_questions_none_is_silenced() -> None:
    silence = choose_silence_threshold(np.array([0.3, 0.8]), np.array([True, True]), np.array([True, True]))
    assert (silence.threshold, silence.answerable) == (0.3, 0.0)
    assert np.isnan(silence.unanswerable)


def test_without_an_answerable_question_nothing_can_be_chosen() -> None:
    with pytest.raises(ValueError, match="no question is answerable"):
        choose_silence_threshold(np.array([0.3]), np.array([False]), np.array([False]))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.booleans())))
def test_the_share_is_never_exceeded(rows: list[tuple[float, bool, bool]]) -> None:
    confidence, answerable, right = (np.array(column) for column in zip(*rows, (0.5, True, True), strict=True))
    silence = choose_silence_threshold(confidence, answerable, right)
    assert 0 <= silence.threshold <= 1
    assert silence.right <= silence.answerable <= 0.05
