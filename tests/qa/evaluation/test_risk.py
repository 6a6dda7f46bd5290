"""Thresholds for a stated risk: that the bound holds, and what the curves and the calibration error are."""

from __future__ import annotations

import numpy as np
import pytest

from citespan.qa.evaluation.risk import (
    calibration_error,
    certified_threshold,
    fewest_answered,
    laxest_within,
    reliability,
    risk_curve,
    threshold_sequence,
)

RISK, DELTA = 0.1, 0.05


def draw(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Confidences c, uniform, and whether the answers are right: wrong with probability 0.8 (1 - c)²."""
    confidences = random.uniform(size=count)
    return confidences, random.uniform(size=count) >= 0.8 * (1 - confidences) ** 2


def true_risk(threshold: float) -> float:
    """The share of wrong ones among all answers from this confidence on, for `draw`: the mean over [threshold, 1]."""
    return 0.8 * (1 - threshold) ** 2 / 3


def test_the_certified_risk_is_exceeded_in_fewer_draws_than_stated() -> None:
    random = np.random.default_rng(7)
    sequence = threshold_sequence(*draw(random, 2000), cases=800, risk=RISK)
    broken, found = 0, 0
    for _ in range(600):
        threshold = certified_threshold(*draw(random, 800), sequence=sequence, risk=RISK, delta=DELTA)
        found += threshold is not None
        broken += threshold is not None and true_risk(threshold) > RISK
    assert found > 300, "a procedure that never answers keeps every risk"
    assert broken / 600 <= DELTA + 3 * (DELTA * (1 - DELTA) / 600) ** 0.5


def test_scanning_for_the_laxest_threshold_would_break_the_bound() -> None:
    """Guards the test above: on the same draws a threshold picked off the curve is no bound, and the test sees it."""
    random = np.random.default_rng(7)
    broken = 0
    for _ in range(200):
        confidences, right = draw(random, 800)
        curve = risk_curve(confidences, right, np.ones(800, dtype=bool))
        place = laxest_within(curve, RISK)
        broken += place is not None and true_risk(float(curve.threshold[place])) > RISK
    assert broken / 200 > 0.3


def test_nothing_is_certified_where_every_answer_may_be_wrong() -> None:
    random = np.random.default_rng(1)
    confidences = random.uniform(size=500)
    right = random.uniform(size=500) < 0.5
    sequence = threshold_sequence(confidences, right, cases=500, risk=RISK)
    assert certified_threshold(confidences, right, sequence=sequence, risk=RISK, delta=DELTA) is None


def test_the_sequence_ends_at_the_first_threshold_that_fails() -> None:
    confidences = np.repeat([0.9, 0.6, 0.3], 100)
    right = np.repeat([True, False, True], 100)
    found = certified_threshold(confidences, right, sequence=(0.9, 0.6, 0.3), risk=0.1, delta=0.05)
    assert found == 0.9


def test_the_sequence_goes_from_strict_to_lax_and_starts_where_enough_is_answered() -> None:
    confidences = np.linspace(0, 1, 1001)
    sequence = threshold_sequence(confidences, confidences > 0.5, cases=1000, risk=RISK)
    assert list(sequence) == sorted(set(sequence), reverse=True)
    assert 0.5 < sequence[0] < 1 - fewest_answered(RISK, DELTA) / 1000
    assert sequence[-1] == 0.0


def test_the_sequence_starts_below_answers_that_are_wrong_but_confident() -> None:
    confidences = np.linspace(1, 0, 200)
    right = np.arange(200) >= 5
    (start, *_) = threshold_sequence(confidences, right, cases=200, risk=RISK)
    assert start < confidences[100]


@pytest.mark.parametrize("risk", [0.1, 0.15, 0.2, 0.3])
def test_one_wrong_answer_among_the_most_confident_ends_no_sequence(risk: float) -> None:
    """Of the test's questions fewer are as confident as of those that the sequence was made from."""
    confidences = np.linspace(1, 0, 1000)
    right = np.arange(1000) < 600
    sequence = threshold_sequence(confidences, right, cases=1000, risk=risk)
    right[0] = False
    found = certified_threshold(0.99 * confidences, right, sequence=sequence, risk=risk, delta=DELTA)
    assert found is not None
    assert found < 0.5


def test_it_takes_29_right_answers_to_certify_a_tenth() -> None:
    assert fewest_answered(0.1, 0.05) == 29
    right = np.ones(29, dtype=bool)
    assert certified_threshold(np.ones(29), right, sequence=(0.5,), risk=0.1, delta=0.05) == 0.5
    assert certified_threshold(np.ones(28), right[:28], sequence=(0.5,), risk=0.1, delta=0.05) is None


def test_the_risk_curve_counts_from_the_most_confident_on() -> None:
    confidences = np.array([0.9, 0.8, 0.8, 0.4])
    right = np.array([True, True, False, False])
    wanted = np.array([True, True, True, False])
    curve = risk_curve(confidences, right, wanted)
    assert curve.threshold.tolist() == [0.9, 0.8, 0.4]
    assert curve.coverage.tolist() == [0.25, 0.75, 1.0]
    assert curve.risk.tolist() == pytest.approx([0, 1 / 3, 0.5])
    assert curve.right.tolist() == pytest.approx([1 / 3, 2 / 3, 2 / 3])
    assert laxest_within(curve, 0.4) == 1
    assert laxest_within(risk_curve(confidences, ~right, wanted), 0.4) is None


def test_a_curve_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="needs questions"):
        risk_curve(np.array([]), np.array([], dtype=bool), np.array([], dtype=bool))


def test_the_calibration_error_weighs_each_bin_by_its_questions() -> None:
    confidences = np.array([0.05, 0.05, 0.95, 1.0])
    right = np.array([False, True, True, True])
    low, high = reliability(confidences, right)
    assert (low.count, low.right) == (2, 0.5)
    assert low.confidence == pytest.approx(0.05)
    assert (high.low, high.high, high.count) == (0.9, 1.0, 2)
    assert calibration_error(confidences, right) == pytest.approx((0.45 * 2 + 0.025 * 2) / 4)
