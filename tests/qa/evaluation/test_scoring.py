"""SQuAD's scores, against examples worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.evaluation.scoring import (
    ScoredAnswer,
    area_under_roc,
    best_threshold,
    exact_match,
    f1,
    score_readings,
)


def test_exact_match_takes_any_gold_answer() -> None:
    assert exact_match("the Seine", ["Rhône", "Seine"]) == 1.0
    assert exact_match("river Seine", ["Rhône", "Seine"]) == 0.0


def test_f1_counts_shared_words_of_the_best_gold_answer() -> None:
    assert f1("the river Seine", ["Seine", "Rhône"]) == pytest.approx(2 / 3)
    assert f1("Loire", ["Seine"]) == 0.0


def test_no_gold_answer_makes_silence_right() -> None:
    assert (f1("", []), exact_match("", [])) == (1.0, 1.0)
    assert (f1("Seine", []), exact_match("Seine", [])) == (0.0, 0.0)


def test_a_gold_answer_of_articles_alone_counts_as_none() -> None:
    assert f1("", ["the"]) == 1.0


def test_scores_of_answerable_and_unanswerable_questions_stand_apart() -> None:
    scores = score_readings(
        [
            ScoredAnswer("Seine", 3.0, ("Seine",)),
            ScoredAnswer("river Loire", 1.0, ("Loire",)),
            ScoredAnswer("Rhône", 2.0, ()),
            ScoredAnswer("Rhine", -1.0, ()),
        ]
    )
    assert (scores.n_answerable, scores.n_unanswerable) == (2, 2)
    assert scores.answerable_f1 == pytest.approx(100 * (1 + 2 / 3) / 2)
    assert scores.answerable_exact == 50.0
    assert scores.best_threshold == 2.0
    assert scores.best_f1 == 75.0
    assert scores.no_answer_auc == 0.75


def test_without_unanswerable_questions_there_is_no_best_threshold() -> None:
    scores = score_readings([ScoredAnswer("Seine", 3.0, ("Seine",))])
    assert math.isnan(scores.best_f1)
    assert math.isnan(scores.no_answer_auc)


def test_nothing_to_score_is_an_error() -> None:
    with pytest.raises(ValueError, match="no answers"):
        score_readings([])


LABELLED = st.lists(st.tuples(st.integers(-4, 4), st.sampled_from([0.0, 0.5, 1.0]), st.booleans()), min_size=1)


@given(LABELLED)
def test_no_threshold_beats_the_best(labelled: list[tuple[int, float, bool]]) -> None:
    margins = np.array([float(margin) for margin, _, _ in labelled])
    answerable = np.array([is_answerable for _, _, is_answerable in labelled])
    f1s = np.where(answerable, [score for _, score, _ in labelled], 0.0)

    def mean_at(threshold: float) -> float:
        return float(np.where(margins <= threshold, ~answerable, f1s).mean())

    best = mean_at(best_threshold(margins, f1s, answerable))
    assert best == pytest.approx(max(mean_at(threshold) for threshold in [-math.inf, *margins]))


@given(LABELLED.filter(lambda labelled: len({answerable for _, _, answerable in labelled}) == 2))
def test_the_area_is_the_share_of_pairs_in_the_right_order(labelled: list[tuple[int, float, bool]]) -> None:
    scores = np.array([float(margin) for margin, _, _ in labelled])
    positive = np.array([is_positive for _, _, is_positive in labelled])
    pairs = [(a > b) + (a == b) / 2 for a in scores[positive] for b in scores[~positive]]
    assert area_under_roc(scores, positive) == pytest.approx(sum(pairs) / len(pairs))
