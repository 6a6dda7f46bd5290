"""A run as JSON: what `--json` prints and what a baseline is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from citespan.corpus.errors import LoadError
from citespan.qa.regression.measures import gates, is_tolerated, measured, measured_by_tag
from citespan.qa.regression.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from citespan.qa.regression.measures import Measures
    from citespan.qa.regression.places import Goal
    from citespan.qa.regression.run import FileRun
    from citespan.qa.regression.stages import Finding


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanRecord(_Record):
    """A stretch of a document; None where the whole document is meant."""

    document: str
    start: int | None
    end: int | None
    text: str | None


class SideRecord(_Record):
    """What one side of an answer may be."""

    accepted: tuple[str, ...]
    places: tuple[SpanRecord, ...]


class GivenRecord(_Record):
    """The answer that was given."""

    text: str
    confidence: float
    citations: tuple[SpanRecord, ...]


class QuestionRecord(_Record):
    """What came of one question; `turn` counts from 1 inside its case."""

    case: str
    turn: int
    line: int
    tags: tuple[str, ...]
    question: str
    answerable: bool
    stage: Stage
    detail: str
    tolerated: bool
    expected: tuple[SideRecord, ...]
    given: GivenRecord | None
    threshold: float | None
    took_ms: float | None


class MeasuresRecord(_Record):
    """Counts and shares; null where there is nothing to measure."""

    answerable: int
    answerable_passed: int
    accuracy: float | None
    unanswerable: int
    false_answers: int
    false_answer_rate: float | None
    median_ms: float | None


class GateRecord(_Record):
    """A rule about the file, and whether it holds."""

    rule: str
    passed: bool
    detail: str


class FileRecord(_Record):
    """One case file's run. `file` is its path as it was given."""

    file: str
    measures: MeasuresRecord
    by_tag: dict[str, MeasuresRecord]
    gates: tuple[GateRecord, ...]
    questions: tuple[QuestionRecord, ...]


class RunRecord(_Record):
    """A run over case files."""

    format: Literal[1] = 1
    citespan: str
    files: tuple[FileRecord, ...]


def recorded(runs: Sequence[FileRun], *, version: str) -> RunRecord:
    """The record of some runs, made by this version of citespan."""
    return RunRecord(citespan=version, files=tuple(_file(run) for run in runs))


def read_record(path: Path) -> RunRecord:
    """The record in a file.

    Raises:
        LoadError: if it cannot be read or is no record of this format.
    """
    try:
        return RunRecord.model_validate_json(path.read_bytes())
    except OSError as exc:
        raise LoadError(f"{path}: cannot be read: {exc.strerror or exc}; --save-baseline writes one") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise LoadError(f"{path}: no baseline of citespan: {where}: {first['msg']}; save a new one") from exc


def _file(run: FileRun) -> FileRecord:
    return FileRecord(
        file=run.file.path.as_posix(),
        measures=_measures(measured(run.findings)),
        by_tag={tag: _measures(measures) for tag, measures in measured_by_tag(run.outcomes).items()},
        gates=tuple(GateRecord(rule=gate.rule, passed=gate.passed, detail=gate.detail) for gate in gates(run)),
        questions=tuple(_questions(run)),
    )


def _questions(run: FileRun) -> Iterator[QuestionRecord]:
    for outcome in run.outcomes:
        for turn, finding in enumerate(outcome.findings, start=1):
            yield QuestionRecord(
                case=outcome.case.case_id,
                turn=turn,
                line=outcome.case.line,
                tags=outcome.case.tags,
                question=finding.question.text,
                answerable=finding.question.is_answerable,
                stage=finding.stage,
                detail=finding.detail,
                tolerated=not finding.passed and is_tolerated(outcome, run),
                expected=tuple(map(_side, finding.expected)),
                given=_given(finding),
                threshold=finding.response.receipt.threshold if finding.response else None,
                took_ms=finding.took_ms,
            )


def _side(goal: Goal) -> SideRecord:
    places = (
        SpanRecord(
            document=target.document.source,
            start=target.span.start if target.span else None,
            end=target.span.end if target.span else None,
            text=target.span.slice(target.document.text) if target.span else None,
        )
        for target in goal.targets
    )
    return SideRecord(accepted=goal.accepted, places=tuple(places))


def _given(finding: Finding) -> GivenRecord | None:
    answer = finding.answer
    if answer is None:
        return None
    spans = (SpanRecord(document=c.source, start=c.start, end=c.end, text=c.exact) for c in answer.citations)
    return GivenRecord(text=answer.text, confidence=answer.confidence, citations=tuple(spans))


def _measures(measures: Measures) -> MeasuresRecord:
    return MeasuresRecord(
        answerable=measures.answerable,
        answerable_passed=measures.answerable_passed,
        accuracy=measures.accuracy,
        unanswerable=measures.unanswerable,
        false_answers=measures.false_answers,
        false_answer_rate=measures.false_answer_rate,
        median_ms=measures.median_ms,
    )
