"""What a run amounts to: shares for a file and for each tag, and the rules that let it pass or not."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.qa.regression.stages import NEVER_TOLERATED, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citespan.qa.regression.run import FileRun
    from citespan.qa.regression.stages import CaseOutcome, Finding

UNTAGGED = "(no tag)"
"""Stands for the cases without a tag in a table by tag."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts of questions, answerable and unanswerable ones apart; `median_ms` is over those asked, None without any.

    `false_answers` counts the unanswerable questions that were answered.
    """

    answerable: int
    answerable_passed: int
    unanswerable: int
    false_answers: int
    median_ms: float | None

    @property
    def accuracy(self) -> float | None:
        """The share of answerable questions that passed, in [0, 1]; None without any."""
        return self.answerable_passed / self.answerable if self.answerable else None

    @property
    def false_answer_rate(self) -> float | None:
        """The share of unanswerable questions that were answered, in [0, 1]; None without any."""
        return self.false_answers / self.unanswerable if self.unanswerable else None


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule about a whole file, whether it holds, and the figures that decided."""

    rule: str
    passed: bool
    detail: str


def measured(findings: Iterable[Finding]) -> Measures:
    """The measures of some questions."""
    findings = tuple(findings)
    answerable = [finding for finding in findings if finding.question.is_answerable]
    unanswerable = [finding for finding in findings if not finding.question.is_answerable]
    times = [finding.took_ms for finding in findings if finding.took_ms is not None]
    return Measures(
        answerable=len(answerable),
        answerable_passed=sum(finding.passed for finding in answerable),
        unanswerable=len(unanswerable),
        false_answers=sum(finding.stage is Stage.ANSWERED_UNANSWERABLE for finding in unanswerable),
        median_ms=statistics.median(times) if times else None,
    )


def measured_by_tag(outcomes: Sequence[CaseOutcome]) -> dict[str, Measures]:
    """The measures of the cases with each tag, sorted by tag; a case with two tags counts in both."""
    tags = sorted({tag for outcome in outcomes for tag in outcome.case.tags})
    tables = {tag: [outcome for outcome in outcomes if tag in outcome.case.tags] for tag in tags}
    if bare := [outcome for outcome in outcomes if not outcome.case.tags]:
        tables[UNTAGGED] = bare
    return {tag: measured(f for outcome in chosen for f in outcome.findings) for tag, chosen in tables.items()}


def gates(run: FileRun) -> tuple[Gate, ...]:
    """The file's thresholds against what the run measured. A measure that is missing does not pass."""
    thresholds, measures = run.file.thresholds, measured(run.findings)
    found = []
    if thresholds.accuracy is not None:
        share = measures.accuracy
        passed = share is not None and share >= thresholds.accuracy
        detail = f"{measures.answerable_passed} of {measures.answerable} answerable questions pass"
        found.append(Gate(f"accuracy at least {thresholds.accuracy:g}", passed, _with_share(detail, share)))
    if thresholds.false_answers is not None:
        share = measures.false_answer_rate
        passed = share is not None and share <= thresholds.false_answers
        detail = f"{measures.false_answers} of {measures.unanswerable} unanswerable questions are answered"
        found.append(Gate(f"false answers at most {thresholds.false_answers:g}", passed, _with_share(detail, share)))
    if thresholds.median_ms is not None:
        took = measures.median_ms
        detail = "nothing was asked" if took is None else f"the median answer took {took:.1f} ms"
        passed = took is not None and took <= thresholds.median_ms
        found.append(Gate(f"median at most {thresholds.median_ms:g} ms", passed, detail))
    return tuple(found)


def is_tolerated(outcome: CaseOutcome, run: FileRun) -> bool:
    """True if a case fails, but only in what the file's thresholds are about: they then decide, not the case."""
    failed = [finding for finding in outcome.findings if not finding.passed]
    return bool(failed) and all(_is_covered(finding, run) for finding in failed)


def _is_covered(finding: Finding, run: FileRun) -> bool:
    if finding.stage in NEVER_TOLERATED:
        return False
    thresholds = run.file.thresholds
    limit = thresholds.accuracy if finding.question.is_answerable else thresholds.false_answers
    return limit is not None


def _with_share(detail: str, share: float | None) -> str:
    return detail if share is None else f"{detail} ({share:.3f})"
