"""Losses: of everyday questions, which are answered rightly, and at which stage the others are lost."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from citespan.qa.candidates import Found
from citespan.qa.evaluation.everyday import says

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from citespan.index.search.retrieve import Passage
    from citespan.qa.answer import Answer, Response
    from citespan.qa.answerer import Answerer
    from citespan.qa.evaluation.benchmark import Tell
    from citespan.qa.evaluation.everyday import EverydayQuestion


class Outcome(StrEnum):
    """What became of an answerable question: `RIGHT`, or the first stage that went wrong.

    `RETRIEVAL`: no passage that was read holds an answer; `READING`: one does, but another span won; `THRESHOLD`: the
    right span won and was held back.
    """

    RIGHT = "right"
    RETRIEVAL = "retrieval"
    READING = "reading"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class AskedEveryday:
    """A question and its best span, asked without a threshold; `text` is empty if nothing was found.

    `is_right` and `is_evidence_right` say whether the span, or the sentence around it, says an accepted answer, and
    `is_read` whether a passage that was read holds one; all are false for an unanswerable question.
    """

    question: EverydayQuestion
    text: str = field(repr=False)
    confidence: float
    is_right: bool
    is_evidence_right: bool
    is_read: bool
    took_ms: float

    def is_answered(self, threshold: float) -> bool:
        """True if the span is given as an answer at this threshold."""
        return bool(self.text) and self.confidence >= threshold

    def outcome(self, threshold: float) -> Outcome:
        """What became of the answerable question at this threshold."""
        if self.is_right:
            return Outcome.RIGHT if self.confidence >= threshold else Outcome.THRESHOLD
        return Outcome.READING if self.is_read else Outcome.RETRIEVAL


def ask_everyday(questions: Sequence[EverydayQuestion], answerer: Answerer, *, tell: Tell) -> tuple[AskedEveryday, ...]:
    """Every question, asked of all documents of the answerer's index."""
    asked = []
    for number, question in enumerate(questions, start=1):
        passages: list[Passage] = []
        *stages, last = answerer.stages(question.question, threshold=0.0)
        for stage in stages:
            passages += stage.retrieval.passages if isinstance(stage, Found) else ()
        response = cast("Response", last)
        best = response.whole
        asked.append(
            AskedEveryday(
                question=question,
                text=best.text if best else "",
                confidence=best.confidence if best else 0.0,
                is_right=best is not None and says(best.text, question.accept, kind=question.kind),
                is_evidence_right=best is not None and _is_evidence_right(best, question),
                is_read=any(_holds_gold(passage, question) for passage in passages),
                took_ms=response.took_ms,
            )
        )
        tell("asking", number, len(questions))
    return tuple(asked)


def _is_evidence_right(answer: Answer, question: EverydayQuestion) -> bool:
    evidence = answer.citations[0].evidence
    return any(says(f"{evidence.exact} ", (text,), kind="steps") for text in question.accept)


def _holds_gold(passage: Passage, question: EverydayQuestion) -> bool:
    if passage.document.source != question.document:
        return False
    span = passage.chunk.span
    spans = [gold.span for gold in question.golds if gold.span is not None]
    if not spans:
        return any(text in passage.chunk.text for text in question.accept)
    return any(2 * (min(span.end, gold.end) - max(span.start, gold.start)) >= len(gold) for gold in spans)


@dataclass(frozen=True, slots=True)
class LossRow:
    """One group of questions at one threshold: counts of each outcome, and of the unanswerable ones answered."""

    name: str
    outcomes: Counter[Outcome]
    wrong: int
    evidence_right: int
    unanswerable: int
    falsely_answered: int

    @property
    def answerable(self) -> int:
        """How many questions of the group have an answer."""
        return self.outcomes.total()

    @property
    def given(self) -> int:
        """How many answers are given in the group."""
        return self.outcomes[Outcome.RIGHT] + self.wrong + self.falsely_answered


def loss_rows(asked: Sequence[AskedEveryday], threshold: float) -> Iterator[LossRow]:
    """The losses over all questions, then by kind, style and document."""
    yield _row("all", asked, threshold)
    groups: tuple[tuple[str, Callable[[EverydayQuestion], str]], ...] = (
        ("kind", lambda question: question.kind),
        ("style", lambda question: question.style),
        ("document", lambda question: question.document),
    )
    for what, key in groups:
        for name in sorted({key(one.question) for one in asked}):
            yield _row(f"{what} {name}", [one for one in asked if key(one.question) == name], threshold)


def _row(name: str, asked: Sequence[AskedEveryday], threshold: float) -> LossRow:
    answerable = [one for one in asked if one.question.is_answerable]
    others = [one for one in asked if not one.question.is_answerable]
    return LossRow(
        name=name,
        outcomes=Counter(one.outcome(threshold) for one in answerable),
        wrong=sum(one.is_answered(threshold) and not one.is_right for one in answerable),
        evidence_right=sum(one.is_evidence_right for one in answerable),
        unanswerable=len(others),
        falsely_answered=sum(one.is_answered(threshold) for one in others),
    )


def loss_table(asked: Sequence[AskedEveryday], threshold: float) -> str:
    """The losses as a Markdown table; shares are of the answerable questions, of the answers given, of the others."""
    lines = [
        f"threshold {threshold:g}",
        "",
        "| questions | answerable | right | lost in retrieval | in reading | held back | right without a threshold"
        " | evidence hit | wrong of the given | unanswerable answered |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in loss_rows(asked, threshold):
        n, outcomes = row.answerable, row.outcomes
        best = outcomes[Outcome.RIGHT] + outcomes[Outcome.THRESHOLD]
        lines.append(
            f"| {row.name} | {n} | {_share(outcomes[Outcome.RIGHT], n)} | {outcomes[Outcome.RETRIEVAL]}"
            f" | {outcomes[Outcome.READING]} | {outcomes[Outcome.THRESHOLD]} | {_share(best, n)}"
            f" | {_share(row.evidence_right, n)} | {_share(row.wrong + row.falsely_answered, row.given)}"
            f" | {_share(row.falsely_answered, row.unanswerable)} |"
        )
    return "\n".join(lines) + "\n"


def everyday_lines(asked: Sequence[AskedEveryday]) -> str:
    """What became of each question without a threshold, as JSON lines."""
    return "".join(
        json.dumps(
            {
                "id": one.question.question_id,
                "question": one.question.question,
                "kind": one.question.kind,
                "answerable": one.question.is_answerable,
                "accept": one.question.accept,
                "text": one.text,
                "confidence": round(one.confidence, 4),
                "right": one.is_right,
                "evidence_right": one.is_evidence_right,
                "read": one.is_read,
                "took_ms": one.took_ms,
            },
            ensure_ascii=False,
        )
        + "\n"
        for one in asked
    )


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.0f} %)" if whole else "–"
