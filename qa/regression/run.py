"""Running case files: every place is looked up first, and only then is anything asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.qa.conversation import Conversation
from citespan.qa.regression.judge import judged, looked_up
from citespan.qa.regression.stages import CaseOutcome, Finding, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from citespan.qa.regression.cases import CaseFile, RegressionCase
    from citespan.qa.regression.judge import Subject
    from citespan.qa.regression.places import Find, Goal

    Open = Callable[[], Subject]
    """Opens what is tested; called only when there is something to ask, and then for each case: it should remember."""


@dataclass(frozen=True, slots=True)
class FileRun:
    """What came of all cases of a file, in its order."""

    file: CaseFile
    outcomes: tuple[CaseOutcome, ...] = field(repr=False)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What came of all questions, in order."""
        return tuple(finding for outcome in self.outcomes for finding in outcome.findings)


@dataclass(frozen=True, slots=True)
class _Prepared:
    case: RegressionCase
    parts: tuple[tuple[Goal, ...] | Finding, ...]


def run_file(
    file: CaseFile, *, find: Find, subject: Open, on_progress: Callable[[int, int], None] = lambda *_: None
) -> FileRun:
    """Look up all places of a file, then ask its questions.

    `on_progress` is called with how many cases of how many are done.

    Raises:
        LoadError: if a cited document cannot be read.
        IndexMismatchError: if the index is damaged.
    """
    prepared = [_prepared(case, find) for case in file.cases]
    outcomes = []
    for number, one in enumerate(prepared, start=1):
        outcomes.append(_outcome(one, subject))
        on_progress(number, len(prepared))
    return FileRun(file, tuple(outcomes))


def run_case(case: RegressionCase, *, find: Find, subject: Open) -> CaseOutcome:
    """Look up the places of one case, then ask its questions; raises what `run_file` raises."""
    return _outcome(_prepared(case, find), subject)


def _prepared(case: RegressionCase, find: Find) -> _Prepared:
    if case.review:
        detail = "proposed by a machine; compare it with the document, then delete the mark 'review'"
        return _Prepared(case, tuple(Finding(question, Stage.NOT_REVIEWED, detail) for question in case.questions))
    return _Prepared(case, tuple(looked_up(question, find) for question in case.questions))


def _outcome(prepared: _Prepared, subject: Open) -> CaseOutcome:
    """What comes of a case: its turns are asked one after the other, in one conversation."""
    conversation: Conversation | None = None
    findings = []
    for question, part in zip(prepared.case.questions, prepared.parts, strict=True):
        if isinstance(part, Finding):
            findings.append(part)
            continue
        asked = subject()
        conversation = conversation or Conversation(asked.answerer)
        findings.append(judged(question, part, asked, conversation))
    return CaseOutcome(prepared.case, tuple(findings))
