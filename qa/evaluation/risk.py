"""Risk: how many of the given answers are wrong, against how many questions are answered at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import binom

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

THRESHOLD_DIGITS = 4
"""Thresholds are rounded to this many decimal places."""

ANSWERABLE_SILENCED = 0.05
"""The share of answerable questions that may end in silence, at most."""


def fewest_answered(risk: float, delta: float) -> int:
    """How many answers, all of them right, it takes to certify `risk` with probability `1 - delta`."""
    return math.ceil(math.log(delta) / math.log1p(-risk))


def threshold_sequence(confidences: Floats, right: Bools, *, cases: int, risk: float) -> tuple[float, ...]:
    """Thresholds from strict to lax, for testing on `cases` questions other than these.

    These are questions that the confidence was fitted on. The strictest threshold is the one at which, if `cases` other
    questions turn out as these did, the test succeeds most surely: at a stricter one few are answered, and a single
    wrong answer would end the sequence. Each following one answers about one in a hundred questions more. Nothing here
    may depend on the questions of the test.
    """
    order = np.argsort(-confidences, kind="stable")
    ranked, wrong = confidences[order], np.cumsum(~right[order])
    if not len(ranked):
        return ()
    answered = np.unique(np.ceil(np.arange(0.01, 1.001, 0.01) * len(ranked)).astype(int))
    scale = cases / len(ranked)
    start = int(np.argmin(binom.logcdf(np.round(wrong[answered - 1] * scale), np.round(answered * scale), risk)))
    return tuple(dict.fromkeys(round(float(value), THRESHOLD_DIGITS) for value in ranked[answered[start:] - 1]))


def certified_threshold(
    confidences: Floats, right: Bools, *, sequence: Sequence[float], risk: float, delta: float
) -> float | None:
    """The laxest threshold of `sequence` at which at most `risk` of the answers are wrong; None if there is none.

    With probability `1 - delta` over the drawing of the questions the true risk at this threshold is at most `risk`.
    `sequence` goes from strict to lax and was fixed without looking at these questions. At each threshold the
    hypothesis that the risk is higher is tested (exact binomial test at level `delta`, given the number answered); the
    first that stands ends the sequence.

    Source: Angelopoulos, Bates, Candès, Jordan and Lei 2021, "Learn then Test", fixed sequence testing.
    """
    certified = None
    for threshold in sequence:
        answered = confidences >= threshold
        wrong = int((answered & ~right).sum())
        if float(binom.cdf(wrong, int(answered.sum()), risk)) > delta:
            break
        certified = threshold
    return certified


@dataclass(frozen=True, slots=True)
class RiskCurve:
    """Coverage and risk at each threshold, from the strictest to the laxest: float64 [n_thresholds] each.

    `coverage` is the share of all questions that are answered, `risk` the share of these answers that are wrong,
    `right` the share of the `wanted` questions (those that have an answer) that are rightly answered.
    """

    threshold: Floats
    coverage: Floats
    risk: Floats
    right: Floats


def risk_curve(confidences: Floats, right: Bools, wanted: Bools) -> RiskCurve:
    """The risk-coverage curve; questions of equal confidence are answered together or not at all.

    Raises:
        ValueError: if there are no questions, or none is wanted.
    """
    if not len(confidences) or not wanted.any():
        raise ValueError("a risk-coverage curve needs questions that have an answer")
    order = np.argsort(-confidences, kind="stable")
    answered = np.arange(1, len(order) + 1)
    rights = np.cumsum(right[order])
    last = np.append(confidences[order][1:] != confidences[order][:-1], True)
    return RiskCurve(
        threshold=confidences[order][last],
        coverage=(answered / len(order))[last],
        risk=(1 - rights / answered)[last],
        right=(rights / wanted.sum())[last],
    )


def laxest_within(curve: RiskCurve, risk: float) -> int | None:
    """The index of the curve's laxest threshold with at most `risk`; None if even the strictest has more."""
    within = np.flatnonzero(curve.risk <= risk + 1e-12)
    return int(within[-1]) if len(within) else None


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The questions with a confidence in [`low`, `high`): how many, their mean confidence, the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(confidences: Floats, right: Bools, *, bins: int = 10) -> tuple[ReliabilityBin, ...]:
    """Confidence against truth, in `bins` equally wide bins; empty ones are left out."""
    place = np.minimum((confidences * bins).astype(int), bins - 1)
    return tuple(
        ReliabilityBin(
            low=number / bins,
            high=(number + 1) / bins,
            count=int(inside.sum()),
            confidence=float(confidences[inside].mean()),
            right=float(right[inside].mean()),
        )
        for number in range(bins)
        if (inside := place == number).any()
    )


def calibration_error(confidences: Floats, right: Bools, *, bins: int = 10) -> float:
    """The expected calibration error: mean distance of confidence and share of right ones, weighted by bin; [0, 1].

    Source: Naeini, Cooper and Hauskrecht 2015.
    """
    return sum(
        entry.count * abs(entry.confidence - entry.right) for entry in reliability(confidences, right, bins=bins)
    ) / len(confidences)


@dataclass(frozen=True, slots=True)
class Silence:
    """A threshold and what it does to the questions that it was chosen on, as shares in [0, 1].

    `answerable` and `unanswerable` are the shares of these questions that end in silence; `right` is the share of the
    answerable ones whose best span was right and is not shown. A share of no questions is NaN.
    """

    threshold: float
    answerable: float
    unanswerable: float
    right: float


def choose_silence_threshold(
    confidence: Floats, is_answerable: Bools, is_right: Bools, *, share: float = ANSWERABLE_SILENCED
) -> Silence:
    """The highest threshold below which at most `share` of the answerable questions lie.

    Arrays have one entry a question: the confidence of its best span (0 if there is none), whether the documents answer
    it, whether that span is right.

    Raises:
        ValueError: if no question is answerable.
    """
    answerable = np.sort(confidence[is_answerable])
    if not answerable.size:
        raise ValueError("no question is answerable, so nothing tells which silence would be false")
    allowed = math.floor(share * answerable.size + 1e-9)
    threshold = float(answerable[allowed]) if allowed < answerable.size else 1.0
    threshold = math.floor(threshold * 1e4) / 1e4
    silent = confidence < threshold
    return Silence(
        threshold=threshold,
        answerable=_share(silent[is_answerable]),
        unanswerable=_share(silent[~is_answerable]),
        right=_share((silent & is_right)[is_answerable]),
    )


def _share(values: Bools) -> float:
    return float(values.mean()) if values.size else float("nan")
