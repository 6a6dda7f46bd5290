"""Reports: an evaluation as rows for people and as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.evaluation.measures import Evaluation

_CURVE_POINTS = 200


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One measure: the part of the system it is about (blank if as above), its name, and its value as text."""

    part: str
    measure: str
    value: str


def headline(evaluation: Evaluation) -> str:
    """What was asked of what."""
    drawn = f" (at most {evaluation.limit} of each kind, drawn with a fixed seed)" if evaluation.limit else ""
    return (
        f"{evaluation.answerable} answerable, {evaluation.foreign} foreign and {evaluation.adversarial} adversarial"
        f" questions{drawn} over {evaluation.documents} documents; reader {evaluation.reader},"
        f" calibration {evaluation.calibration or 'none'}"
    )


def evaluation_rows(evaluation: Evaluation) -> Iterator[str]:
    """The evaluation as the lines of a Markdown table below a headline."""
    yield headline(evaluation)
    yield ""
    yield "| part | measure | value |"
    yield "|---|---|---:|"
    for row in rows(evaluation):
        yield f"| {row.part} | {row.measure} | {row.value} |"


def evaluation_json(evaluation: Evaluation) -> str:
    """The evaluation as one JSON object; what could not be measured is null."""
    tree = asdict(evaluation)
    curve = tree.pop("curve")
    step = max(1, math.ceil(len(curve["coverage"]) / _CURVE_POINTS))
    tree["curve"] = [
        {name: round(float(values[place]), 5) for name, values in curve.items()}
        for place in range(0, len(curve["coverage"]), step)
    ]
    return json.dumps(tree, indent=2, allow_nan=False)


def rows(evaluation: Evaluation) -> Iterator[ReportRow]:
    """The measures, in the order in which people read them; a dash stands for what could not be measured."""
    reading, retrieval, whole = evaluation.reading, evaluation.retrieval, evaluation.end_to_end
    abstention, speed = evaluation.abstention, evaluation.speed
    now = abstention.at_threshold
    yield ReportRow("reading alone", "F1, answerable", _number(reading.f1))
    yield ReportRow("", "exact match, answerable", _number(reading.exact_match))
    yield ReportRow("", "F1, all, at the best threshold", _number(reading.best_f1))
    yield ReportRow("", "no-answer AUC, adversarial", _number(reading.no_answer_auc, digits=3))
    for depth, value in ((1, retrieval.recall_at_1), (5, retrieval.recall_at_5), (20, retrieval.recall_at_20)):
        yield ReportRow("retrieval alone" if depth == 1 else "", f"recall at {depth}", _number(value))
    yield ReportRow("end to end", "exact match", _number(whole.exact_match))
    yield ReportRow("", "F1", _number(whole.f1))
    yield ReportRow("", "right", _number(whole.right))
    yield ReportRow("", "evidence hit", _number(whole.evidence_hit))
    yield ReportRow("", "right occurrence", _number(whole.right_occurrence))
    yield ReportRow("abstention", "AUC, right against the rest", _number(abstention.auc_right, digits=3))
    yield ReportRow("", "AUC, answerable against foreign", _number(abstention.auc_foreign, digits=3))
    yield ReportRow("", "AUC, answerable against adversarial", _number(abstention.auc_adversarial, digits=3))
    yield ReportRow("", "expected calibration error", _number(abstention.calibration_error, digits=3))
    for at in abstention.at_risks:
        yield ReportRow(f"at {100 * at.risk:g} % risk (read off these questions)", "coverage", _number(at.coverage))
        yield ReportRow("", "answerable rightly answered", _number(at.rightly_answered))
        yield ReportRow("", "foreign answered", _number(at.foreign_answered))
        yield ReportRow("", "adversarial answered", _number(at.adversarial_answered))
    yield ReportRow(f"at threshold {now.threshold:.2f}", "coverage", _number(now.coverage))
    yield ReportRow("", "wrong among the answered", _number(now.risk))
    yield ReportRow("", "answerable rightly answered", _number(now.rightly_answered))
    yield ReportRow("", "foreign answered", _number(now.foreign_answered))
    yield ReportRow("", "adversarial answered", _number(now.adversarial_answered))
    yield ReportRow("speed, ms a question", "retrieval, median", _number(speed.retrieval_median))
    yield ReportRow("", "everything, median", _number(speed.answer_median))
    yield ReportRow("", "everything, 95 of 100 within", _number(speed.answer_p95))


def _number(value: float | None, *, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
