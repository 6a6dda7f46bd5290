"""Measures: what an evaluation says, answerable, foreign and adversarial questions apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citespan.qa.evaluation.risk import ReliabilityBin, RiskCurve


@dataclass(frozen=True, slots=True)
class ReadingMeasures:
    """The reader on the gold passage alone: percentages by SQuAD 2.0's rules, the area in [0, 1].

    Those that need unanswerable questions are None without any.
    """

    answerable: int
    unanswerable: int
    f1: float
    exact_match: float
    best_f1: float | None
    best_exact_match: float | None
    no_answer_auc: float | None


@dataclass(frozen=True, slots=True)
class RetrievalMeasures:
    """The share of answerable questions, in percent, whose gold answer stands in one of the first passages."""

    recall_at_1: float
    recall_at_5: float
    recall_at_20: float


@dataclass(frozen=True, slots=True)
class EndToEndMeasures:
    """Answerable questions over the whole index, without a threshold, in percent.

    `right` is by the rule that risk is counted with; `evidence_hit` and `right_occurrence` as `AskedCase` says.
    """

    exact_match: float
    f1: float
    right: float
    evidence_hit: float
    right_occurrence: float


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What can be answered at a risk, read off the curve of these very questions; in percent, None if nothing can.

    `coverage` is of all questions of the mixture, `rightly_answered` of the answerable ones; `foreign_answered` and
    `adversarial_answered` are the shares of those that get a (false) answer at the same `threshold`, None if there are
    no such questions.
    """

    risk: float
    threshold: float | None
    coverage: float | None
    rightly_answered: float | None
    foreign_answered: float | None
    adversarial_answered: float | None


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What happens at the threshold that counts by default, in percent; as `AtRisk`, `risk` being what came out."""

    threshold: float
    coverage: float
    risk: float | None
    rightly_answered: float
    foreign_answered: float | None
    adversarial_answered: float | None


@dataclass(frozen=True, slots=True)
class AbstentionMeasures:
    """How well confidence tells right from wrong. The mixture is the answerable and the foreign questions.

    Areas under the ROC curve are in [0, 1]: `auc_right` of right answers against all others of the mixture,
    `auc_foreign` and `auc_adversarial` of answerable questions against those.
    """

    auc_right: float | None
    auc_foreign: float | None
    auc_adversarial: float | None
    calibration_error: float
    at_threshold: AtThreshold
    at_risks: tuple[AtRisk, ...]


@dataclass(frozen=True, slots=True)
class SpeedMeasures:
    """Milliseconds per question on this machine: retrieval alone, and everything."""

    retrieval_median: float
    answer_median: float
    answer_p95: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All measures of one run, with the curve and the reliability bins of the mixture for plotting.

    `documents` are those of the index, each passage being one. With a `limit`, at most so many questions of each kind
    were drawn, with a fixed seed.
    """

    answerable: int
    foreign: int
    adversarial: int
    documents: int
    limit: int | None
    reader: str
    calibration: str | None
    reading: ReadingMeasures
    retrieval: RetrievalMeasures
    end_to_end: EndToEndMeasures
    abstention: AbstentionMeasures
    speed: SpeedMeasures
    curve: RiskCurve = field(repr=False)
    reliability: tuple[ReliabilityBin, ...] = field(repr=False)
