"""Confidence: from the evidence for an answer to the probability that it is right, and the threshold for a risk."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citespan.qa.evidence import Evidence


DEFAULT_SILENCE_THRESHOLD = 0.02
"""The confidence below which nothing is shown as a lead, where nothing was fitted for that."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted confidence, and the thresholds that keep stated risks.

    The confidence is the logistic function of `intercept` plus the features' sum weighted with `coefficients`.
    `thresholds` maps a risk (the share of wrong ones among the answered questions, at most) to the confidence from
    which on to answer, certified with probability `1 - delta`; None where no threshold could be certified. `risk` is
    the default one. Below `silence_threshold` the documents are taken not to say anything. `reader` and `encoder` are
    those that it was fitted for, `fitted_on` says with which questions, `date` when, and `digest` names this very
    calibration. `clear` holds what each feature is in a clear case: better evidence than that is found
    with a quarter of the right ones.
    """

    reader: str
    encoder: str
    retrieval_weight: float
    intercept: float
    coefficients: Mapping[str, float]
    risk: float
    delta: float
    thresholds: Mapping[float, float | None]
    clear: Mapping[str, float]
    fitted_on: str
    date: str
    silence_threshold: float
    digest: str = ""

    @property
    def name(self) -> str:
        """Names the calibration in a response's receipt."""
        return f"{self.date}@{self.digest}"

    @property
    def threshold(self) -> float:
        """The confidence from which on to answer, for the default risk."""
        return self.threshold_for(self.risk)

    def confidence(self, evidence: Evidence) -> float:
        """The probability that the answer is right, in [0, 1]."""
        return logistic(
            self.intercept + sum(weight * evidence.features[name] for name, weight in self.coefficients.items())
        )

    def threshold_for(self, risk: float) -> float:
        """The lowest confidence at which at most `risk` of the answers are wrong.

        That of the highest certified risk that is not above `risk`.

        Raises:
            UsageError: if no risk so low is certified.
        """
        certified = {known: value for known, value in self.thresholds.items() if value is not None}
        allowed = [known for known in certified if known <= risk + 1e-9]
        if not allowed:
            known = ", ".join(f"{value:g}" for value in sorted(certified)) or "none"
            raise UsageError(
                f"no threshold is certified for a risk of {risk:g}; certified are: {known}. Allow more, set the"
                " threshold itself, or run 'citespan calibrate' with more labelled questions"
            )
        return certified[max(allowed)]


def threshold_for(risk: float, calibration: Calibration | None) -> float:
    """The lowest confidence at which at most `risk`, in (0, 1), of the answers are wrong.

    Raises:
        UsageError: if `risk` is out of range, or no threshold is certified for it: for none without a calibration.
    """
    if not 0 < risk < 1:
        raise UsageError(f"a risk lies between 0 and 1, {risk:g} does not; 0.1 allows one wrong answer in ten")
    if calibration is None:
        raise UsageError(
            "nothing is calibrated for this reader and encoder, so no threshold is known for a risk;"
            " set the threshold itself, or run 'citespan calibrate'"
        )
    return calibration.threshold_for(risk)


def logistic(value: float) -> float:
    """The logistic function, without overflow; range [0, 1]."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    exponential = math.exp(value)
    return exponential / (1 + exponential)
