"""Evaluation: from the questions of a benchmark, asked, to its measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from citespan.corpus.errors import UsageError
from citespan.qa.evaluation.benchmark import Kind
from citespan.qa.evaluation.measures import (
    AbstentionMeasures,
    AtRisk,
    AtThreshold,
    EndToEndMeasures,
    Evaluation,
    ReadingMeasures,
    RetrievalMeasures,
    SpeedMeasures,
)
from citespan.qa.evaluation.risk import calibration_error, laxest_within, reliability, risk_curve
from citespan.qa.evaluation.scoring import area_under_roc, score_readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.evaluation.asking import AskedCase
    from citespan.qa.evaluation.risk import RiskCurve

RISKS = (0.05, 0.1, 0.2)
"""The risks at which coverage is reported."""


def evaluate(
    asked: Sequence[AskedCase],
    *,
    threshold: float,
    documents: int,
    reader: str,
    calibration: str | None,
    limit: int | None = None,
) -> Evaluation:
    """The measures of what was asked; `threshold` is the one that counts by default.

    Raises:
        UsageError: if no question is answerable: there is nothing to measure then.
    """
    of = {kind: [one for one in asked if one.case.kind is kind] for kind in Kind}
    answerable = of[Kind.ANSWERABLE]
    if not answerable:
        raise UsageError("no question is answerable, so there is nothing to measure; name a file with answers")
    mixture = [*answerable, *of[Kind.FOREIGN]]
    confidences = np.array([one.confidence for one in mixture])
    right = np.array([one.right for one in mixture])
    wanted = np.array([one.case.kind is Kind.ANSWERABLE for one in mixture])
    curve = risk_curve(confidences, right, wanted)
    answer_ms = np.array([one.answer_ms for one in asked])
    ranks = [one.gold_rank for one in answerable]
    return Evaluation(
        answerable=len(answerable),
        foreign=len(of[Kind.FOREIGN]),
        adversarial=len(of[Kind.ADVERSARIAL]),
        documents=documents,
        limit=limit,
        reader=reader,
        calibration=calibration,
        reading=_reading(asked),
        retrieval=RetrievalMeasures(
            *(_percent([rank is not None and rank <= depth for rank in ranks]) for depth in (1, 5, 20))
        ),
        end_to_end=EndToEndMeasures(
            exact_match=_percent([one.exact for one in answerable]),
            f1=_percent([one.f1 for one in answerable]),
            right=_percent([one.right for one in answerable]),
            evidence_hit=_percent([one.evidence_hit for one in answerable]),
            right_occurrence=_percent([one.right_occurrence for one in answerable]),
        ),
        abstention=AbstentionMeasures(
            auc_right=_auc(confidences[right], confidences[~right]),
            auc_foreign=_auc(_confidences(answerable), _confidences(of[Kind.FOREIGN])),
            auc_adversarial=_auc(_confidences(answerable), _confidences(of[Kind.ADVERSARIAL])),
            calibration_error=calibration_error(confidences, right),
            at_threshold=_at_threshold(of, threshold),
            at_risks=tuple(_at_risk(of, curve, risk) for risk in RISKS),
        ),
        speed=SpeedMeasures(
            retrieval_median=float(np.median([one.retrieval_ms for one in asked])),
            answer_median=float(np.median(answer_ms)),
            answer_p95=float(np.percentile(answer_ms, 95)),
        ),
        curve=curve,
        reliability=reliability(confidences, right),
    )


def _reading(asked: Sequence[AskedCase]) -> ReadingMeasures:
    scores = score_readings([one.gold_reading for one in asked if one.gold_reading is not None])
    return ReadingMeasures(
        answerable=scores.n_answerable,
        unanswerable=scores.n_unanswerable,
        f1=scores.answerable_f1,
        exact_match=scores.answerable_exact,
        best_f1=_measured(scores.best_f1),
        best_exact_match=_measured(scores.best_exact),
        no_answer_auc=_measured(scores.no_answer_auc),
    )


def _at_threshold(of: dict[Kind, list[AskedCase]], threshold: float) -> AtThreshold:
    mixture = [*of[Kind.ANSWERABLE], *of[Kind.FOREIGN]]
    answered = [one for one in mixture if one.text and one.confidence >= threshold]
    return AtThreshold(
        threshold=threshold,
        coverage=100 * len(answered) / len(mixture),
        risk=_percent([not one.right for one in answered]) if answered else None,
        rightly_answered=_percent([one.right and one.confidence >= threshold for one in of[Kind.ANSWERABLE]]),
        foreign_answered=_answered(of[Kind.FOREIGN], threshold),
        adversarial_answered=_answered(of[Kind.ADVERSARIAL], threshold),
    )


def _at_risk(of: dict[Kind, list[AskedCase]], curve: RiskCurve, risk: float) -> AtRisk:
    place = laxest_within(curve, risk)
    if place is None:
        return AtRisk(risk, None, None, None, None, None)
    threshold = float(curve.threshold[place])
    return AtRisk(
        risk=risk,
        threshold=threshold,
        coverage=100 * float(curve.coverage[place]),
        rightly_answered=100 * float(curve.right[place]),
        foreign_answered=_answered(of[Kind.FOREIGN], threshold),
        adversarial_answered=_answered(of[Kind.ADVERSARIAL], threshold),
    )


def _answered(asked: Sequence[AskedCase], threshold: float) -> float | None:
    return _percent([bool(one.text) and one.confidence >= threshold for one in asked]) if asked else None


def _confidences(asked: Sequence[AskedCase]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([one.confidence for one in asked])


def _auc(
    positive: np.ndarray[tuple[int], np.dtype[np.float64]], negative: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> float | None:
    if not len(positive) or not len(negative):
        return None
    return area_under_roc(
        np.concatenate([positive, negative]), np.arange(len(positive) + len(negative)) < len(positive)
    )


def _percent(values: Sequence[float]) -> float:
    return 100 * float(np.mean(values))


def _measured(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
