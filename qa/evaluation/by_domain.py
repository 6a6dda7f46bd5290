"""By domain: what a calibration does with each kind of text and question that it was, or was not, fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from citespan.qa.evaluation.scoring import area_under_roc
from citespan.qa.evidence import weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.confidence import Calibration
    from citespan.qa.evaluation.fitting import Observation


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


def domain_rows(observations: Sequence[Observation], calibration: Calibration) -> tuple[DomainRow, ...]:
    """The row of each domain, in the order in which they occur, and of all together."""
    names = dict.fromkeys(seen.domain for seen in observations)
    parts = [(name, [seen for seen in observations if seen.domain == name]) for name in names]
    return tuple(_row(name, part, calibration) for name, part in (*parts, ("all", list(observations))))


def _row(name: str, observations: Sequence[Observation], calibration: Calibration) -> DomainRow:
    confidences = np.zeros(len(observations))
    right = np.zeros(len(observations), dtype=np.bool_)
    for place, seen in enumerate(observations):
        evidence = weigh(seen.question, seen.candidates, retrieval_weight=calibration.retrieval_weight)
        if evidence is not None:
            confidences[place] = calibration.confidence(evidence)
            right[place] = seen.judge(evidence.candidate.text)
    answerable = np.array([seen.is_answerable for seen in observations])
    given = confidences >= calibration.threshold
    return DomainRow(
        name=name,
        answerable=int(answerable.sum()),
        unanswerable=int((~answerable).sum()),
        right=_mean((right & given)[answerable]),
        right_at_zero=_mean(right[answerable]),
        risk=_mean(~right[given]),
        falsely_answered=_mean(given[~answerable]),
        auc=area_under_roc(confidences, right) if 0 < right.sum() < len(right) else None,
    )


def _mean(values: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float | None:
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
