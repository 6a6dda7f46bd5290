"""Fitting: from labelled questions to a calibration, on one half of them, and its thresholds, on the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from citespan.corpus.errors import UsageError
from citespan.qa.candidates import find_candidates
from citespan.qa.confidence import Calibration
from citespan.qa.evaluation.benchmark import Kind, opened_round
from citespan.qa.evaluation.correctness import is_right
from citespan.qa.evaluation.risk import (
    certified_threshold,
    choose_silence_threshold,
    fewest_answered,
    threshold_sequence,
)
from citespan.qa.evidence import FEATURES, weigh
from citespan.qa.question.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.candidates import Candidate
    from citespan.qa.evaluation.benchmark import Round, Tell
    from citespan.qa.evaluation.risk import Bools, Floats
    from citespan.qa.reader.protocol import Reader

RISKS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
"""The risks that thresholds are sought for."""

DEFAULT_RISK = 0.14
"""The share of wrong answers that is allowed unless another is named."""

DELTA = 0.05
"""The probability with which a certified risk may be exceeded all the same."""

FEWEST_QUESTIONS = 100
"""How many questions each half needs."""

FEWEST_OF_EACH = 10
"""How many right and how many wrong answers the fitting half needs."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A labelled question and all candidates for its answer.

    `domain` names the kind of text and question. `judge` says whether a text is a right answer; for a question that
    the index does not answer none is, and `is_answerable` is false.
    """

    question: Question
    domain: str
    is_answerable: bool
    judge: Callable[[str], bool] = field(repr=False)
    candidates: tuple[Candidate, ...] = field(repr=False)


def observe(
    rounds: Sequence[Round], folder: Path, *, encoder: Encoder, reader: Reader, tell: Tell, domain: str = ""
) -> tuple[Observation, ...]:
    """What retrieval and reader find for the questions of each round, asked over its own index.

    Adversarial questions, whose passage is there and does not answer them, are not asked.
    """
    observations: list[Observation] = []
    cases = [[case for case in asked.cases if case.kind is not Kind.ADVERSARIAL] for asked in rounds]
    total = sum(map(len, cases))
    for asked, kept in zip(rounds, cases, strict=True):
        with opened_round(asked, folder, encoder=encoder, tell=tell) as index:
            for case in kept:
                question = Question.of(case.question.question)
                found = find_candidates(index, reader, question)
                golds = case.question.gold_texts if case.kind is Kind.ANSWERABLE else ()
                judge = partial(is_right, gold_texts=golds)
                observations.append(Observation(question, domain, bool(golds), judge, found.candidates))
                tell("asking", len(observations), total)
    return tuple(observations)


def fit_calibration(
    fitting: Sequence[Observation],
    certifying: Sequence[Observation],
    *,
    reader: str,
    encoder: str,
    fitted_on: str,
    risk: float = DEFAULT_RISK,
    delta: float = DELTA,
) -> Calibration:
    """A confidence fitted on `fitting` and thresholds certified on `certifying`, for `risk` and a grid of others.

    The mixture of questions is what the risk is stated over. The threshold of silence is chosen on `certifying`, too,
    as `choose_silence_threshold` says.

    Raises:
        UsageError: if there are too few questions, or no threshold keeps `risk`.
    """
    _check_number(fitting, "fitting")
    _check_number(certifying, "certifying")
    if (needed := fewest_answered(risk, delta)) > len(certifying):
        raise UsageError(
            f"a risk of {risk:g} cannot be certified with {len(certifying)} questions, even if all are answered"
            f" rightly; {needed} at least are needed in each half"
        )
    weight = fitted_retrieval_weight(fitting)
    features, right = feature_table(fitting, weight)
    intercept, coefficients = _logistic_regression(features, right)
    confidences = _confidences(features, intercept, coefficients)
    tested, tested_right = feature_table(certifying, weight)
    tested_confidences = _confidences(tested, intercept, coefficients)
    thresholds = {
        wanted: certified_threshold(
            tested_confidences,
            tested_right,
            sequence=threshold_sequence(confidences, right, cases=len(certifying), risk=wanted),
            risk=wanted,
            delta=delta,
        )
        for wanted in sorted({*RISKS, risk})
    }
    if thresholds[risk] is None:
        possible = [f"{wanted:g}" for wanted, threshold in thresholds.items() if threshold is not None]
        raise UsageError(
            f"no threshold keeps the risk at {risk:g} on these questions; name a higher --risk"
            f" ({', '.join(possible) or 'none of the usual ones can be kept either'}) or bring more questions"
        )
    is_answerable = np.array([seen.is_answerable for seen in certifying])
    silence = choose_silence_threshold(tested_confidences, is_answerable, tested_right)
    return Calibration(
        reader=reader,
        encoder=encoder,
        retrieval_weight=weight,
        intercept=intercept,
        coefficients=coefficients,
        risk=risk,
        delta=delta,
        thresholds=thresholds,
        clear=_clear_case(features[right], coefficients),
        fitted_on=f"{fitted_on}: confidence on {_counts(fitting)}, thresholds on {_counts(certifying)}",
        date=datetime.now(UTC).date().isoformat(),
        silence_threshold=silence.threshold,
    )


def fitted_retrieval_weight(observations: Sequence[Observation]) -> float:
    """The weight of the retrieval score beside the reader's margin that makes right candidates win; 0 or more.

    It maximises the likelihood of the right candidates of each answerable question under a softmax over all
    its candidates. Counting winners instead would be noisy: few questions change with the weight.
    """
    choices = [choice for seen in observations if (choice := _choice(seen)) is not None]
    if not choices:
        return 0.0

    def loss(weights: Floats) -> float:
        total = 0.0
        for figures, shares in choices:
            strengths = figures @ weights
            total += float(logsumexp(strengths) - shares @ strengths)
        return total / len(choices)

    margin, retrieval = minimize(loss, np.array([0.5, 0.5]), method="Nelder-Mead").x
    return round(max(0.0, float(retrieval / margin)), 2) if margin > 0 else 0.0


def _choice(seen: Observation) -> tuple[Floats, Floats] | None:
    """Margin and retrieval score of each candidate, and its share in what is right; None if nothing is."""
    if not seen.is_answerable:
        return None
    shares = np.array([float(seen.judge(candidate.text)) for candidate in seen.candidates])
    if not shares.sum():
        return None
    figures = np.array([[candidate.margin, candidate.passage.score] for candidate in seen.candidates])
    return figures, shares / shares.sum()


def _check_number(observations: Sequence[Observation], what: str) -> None:
    if len(observations) < FEWEST_QUESTIONS:
        raise UsageError(
            f"only {len(observations)} questions for {what}, {FEWEST_QUESTIONS} are needed in each of the two halves"
            " (answerable and foreign together); label more"
        )


def feature_table(observations: Sequence[Observation], weight: float) -> tuple[Floats, Bools]:
    """Each question's features, NaN where there is no candidate, and whether its winner is right.

    Float64 `[n_questions, n_features]`, in the order of `FEATURES`, and bool `[n_questions]`.
    """
    features = np.full((len(observations), len(FEATURES)), np.nan)
    right = np.zeros(len(observations), dtype=np.bool_)
    for row, seen in enumerate(observations):
        evidence = weigh(seen.question, seen.candidates, retrieval_weight=weight)
        if evidence is not None:
            features[row] = [evidence.features[name] for name in FEATURES]
            right[row] = seen.judge(evidence.candidate.text)
    return features, right


def _logistic_regression(features: Floats, right: Bools) -> tuple[float, dict[str, float]]:
    known = ~np.isnan(features).any(axis=1)
    features, right = features[known], right[known]
    if min(right.sum(), (~right).sum()) < FEWEST_OF_EACH:
        raise UsageError(
            f"{int(right.sum())} right and {int((~right).sum())} wrong answers on the fitting half;"
            f" {FEWEST_OF_EACH} of each are needed: label more questions"
        )
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=1.0, max_iter=1000).fit((features - mean) / spread, right)
    weights = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - weights @ mean)
    return intercept, dict(zip(FEATURES, weights.tolist(), strict=True))


def _clear_case(features: Floats, coefficients: Mapping[str, float]) -> dict[str, float]:
    """What each feature is with the quarter of these answers for which it speaks most."""
    quartiles = np.percentile(features, [25, 75], axis=0)
    return {name: float(quartiles[int(coefficients[name] > 0), column]) for column, name in enumerate(FEATURES)}


def _confidences(features: Floats, intercept: float, coefficients: dict[str, float]) -> Floats:
    values = features @ np.array([coefficients[name] for name in FEATURES]) + intercept
    confidences: Floats = 1 / (1 + np.exp(-np.clip(values, -50, 50)))
    return np.where(np.isnan(confidences), 0.0, confidences)


def _counts(observations: Sequence[Observation]) -> str:
    answerable = sum(seen.is_answerable for seen in observations)
    return f"{answerable} answerable and {len(observations) - answerable} unanswerable questions"
