"""What can come of a question, and where on the way it went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citespan.qa.answer import Answer, Response
    from citespan.qa.regression.cases import KnownQuestion, RegressionCase
    from citespan.qa.regression.places import Goal


class Stage(StrEnum):
    """How far a question came; the value is what reports call it."""

    PASSED = "passed"
    NOT_REVIEWED = "not reviewed"
    NOT_ASKABLE = "not askable"
    PLACE_MISSING = "cited place not in the documents"
    NOT_RETRIEVED = "not retrieved"
    NOT_READ = "retrieved but not read"
    BELOW_THRESHOLD = "read but below the threshold"
    SILENT = "silent when it should speak"
    WRONG_PLACE = "right words from the wrong place"
    WRONG_ANSWER = "another answer than expected"
    NOWHERE = "the accepted words stand nowhere in the documents"
    ANSWERED_UNANSWERABLE = "answered what it should not"
    CONFLICT_NOT_SHOWN = "conflict not shown"
    ITEMS_MISSING = "items of the list missing"

    @classmethod
    def _missing_(cls, value: object) -> Stage | None:
        """The stage that older baselines call by another name."""
        return cls.WRONG_ANSWER if value == "wrong answer" else None


NEVER_TOLERATED = frozenset({Stage.PLACE_MISSING, Stage.NOT_REVIEWED, Stage.NOT_ASKABLE})
"""Failures of the case itself: no threshold and no baseline makes up for them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one question. `detail` says more in a sentence or two, for people.

    `response` is None where the question was not asked. `expected` is what was looked up for it in the documents.
    """

    question: KnownQuestion
    stage: Stage
    detail: str = ""
    expected: tuple[Goal, ...] = field(default=(), repr=False)
    response: Response | None = field(default=None, repr=False)

    @property
    def passed(self) -> bool:
        """True if the question got what it must get."""
        return self.stage is Stage.PASSED

    @property
    def answer(self) -> Answer | None:
        """The first answer that was given, if there was one."""
        return self.response.answers[0] if self.response and self.response.answers else None

    @property
    def shown(self) -> tuple[Answer, ...]:
        """The answers that tell why it failed: all where several were wanted, else the first."""
        answers = self.response.answers if self.response else ()
        return answers if self.question.conflict or self.question.items else answers[:1]

    @property
    def took_ms(self) -> float | None:
        """How long the response took, in milliseconds; None where the question was not asked."""
        return self.response.took_ms if self.response else None


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What came of a case: one finding a turn, in order."""

    case: RegressionCase
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """True if every turn passed."""
        return all(finding.passed for finding in self.findings)

    @property
    def stage(self) -> Stage:
        """The stage of the first turn that failed."""
        return next((finding.stage for finding in self.findings if not finding.passed), Stage.PASSED)
