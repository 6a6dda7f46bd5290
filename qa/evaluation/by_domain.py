"""By domain: what a calibration does with each kind of text and question that it was, or was not, fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from citespan.qa.evaluation.risk import risk_curve
from citespan.qa.evaluation.scoring import area_under_roc
from citespan.qa.evidence import weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.confidence import Calibration
    from citespan.qa.evaluation.fitting import Observation
    from citespan.qa.evaluation.risk import Bools, Floats, RiskCurve


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One domain at a calibration's default threshold; shares are in [0, 1], None where there is nothing to share.

    `right` and `right_at_zero` (without a threshold) are of the answerable questions, `falsely_answered` of the
    unanswerable ones; `risk` is the share of wrong ones among the answers given; `auc` is of right ones against all.
    """

    name: str
    answerable: int
    unanswerable: int
    right: float | None
    right_at_zero: float | None
    risk: float | None
    falsely_answered: float | None
    auc: float | None


@dataclass(frozen=True, slots=True)
class Scored:
    """The best spans of one domain's questions, [n] each: confidence in [0, 1], right or not, and answerable or not."""

    name: str
    confidences: Floats
    right: Bools
    answerable: Bools

    def curve(self) -> RiskCurve:
        """Risk and coverage at each threshold.

        Raises:
            ValueError: if no question of the domain is answerable.
        """
        return risk_curve(self.confidences, self.right, self.answerable)

    def row(self, threshold: float) -> DomainRow:
        """What comes of the questions at `threshold`."""
        given = self.confidences >= threshold
        return DomainRow(
            name=self.name,
            answerable=int(self.answerable.sum()),
            unanswerable=int((~self.answerable).sum()),
            right=_mean((self.right & given)[self.answerable]),
            right_at_zero=_mean(self.right[self.answerable]),
            risk=_mean(~self.right[given]),
            falsely_answered=_mean(given[~self.answerable]),
            auc=area_under_roc(self.confidences, self.right) if 0 < self.right.sum() < len(self.right) else None,
        )


def score_domains(observations: Sequence[Observation], calibration: Calibration) -> tuple[Scored, ...]:
    """The best spans of each domain, in the order in which they occur, and of all together."""
    names = dict.fromkeys(seen.domain for seen in observations)
    parts = [(name, [seen for seen in observations if seen.domain == name]) for name in names]
    return tuple(_score(name, part, calibration) for name, part in (*parts, ("all", list(observations))))


def _score(name: str, observations: Sequence[Observation], calibration: Calibration) -> Scored:
    confidences = np.zeros(len(observations))
    right = np.zeros(len(observations), dtype=np.bool_)
    for place, seen in enumerate(observations):
        evidence = weigh(seen.question, seen.candidates, retrieval_weight=calibration.retrieval_weight)
        if evidence is not None:
            confidences[place] = calibration.confidence(evidence)
            right[place] = seen.judge(evidence.candidate.text)
    return Scored(name, confidences, right, np.array([seen.is_answerable for seen in observations]))


def _mean(values: Bools) -> float | None:
    return float(values.mean()) if len(values) else None


def domain_table(rows: Sequence[DomainRow]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| questions | answerable | rightly answered | right without a threshold | wrong of the answers"
        " | unanswerable | of these answered | AUC |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        auc = "–" if row.auc is None else f"{row.auc:.2f}"
        lines.append(
            f"| {row.name} | {row.answerable} | {_percent(row.right)} | {_percent(row.right_at_zero)}"
            f" | {_percent(row.risk)} | {row.unanswerable} | {_percent(row.falsely_answered)} | {auc} |"
        )
    return "\n".join(lines) + "\n"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"
