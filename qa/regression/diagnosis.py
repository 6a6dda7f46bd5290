"""A failure in words: the stage, what was expected, what came, and how the two spans differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.qa.regression.places import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.answer import Citation
    from citespan.qa.regression.places import Goal, Target
    from citespan.qa.regression.stages import CaseOutcome, Finding

_PLACES_SHOWN = 5


def explained(outcome: CaseOutcome) -> str:
    """The failed questions of a case in a few lines; what documents say stands in them without control characters."""
    turns = enumerate(outcome.findings, start=1)
    many = len(outcome.findings) > 1
    return "\n".join(
        line for turn, finding in turns if not finding.passed for line in _lines(finding, turn if many else None)
    )


def span_difference(target: Target, citation: Citation) -> str:
    """By how much a citation misses a place; empty where they are the same or in different documents."""
    if target.span is None or citation.source != target.document.source:
        return ""
    if not target.span.overlaps(citation):
        gap = max(target.span.start - citation.end, citation.start - target.span.end)
        return f"{gap} characters apart"
    parts = (_shift("starts", citation.start - target.span.start), _shift("ends", citation.end - target.span.end))
    return ", ".join(part for part in parts if part)


def nearest_target(goals: tuple[Goal, ...], citation: Citation) -> Target | None:
    """The expected place that a citation comes nearest to, in its own document if one is there."""
    targets = [target for goal in goals for target in goal.targets]

    def distance(target: Target) -> tuple[bool, int]:
        start = target.span.start if target.span else 0
        return citation.source != target.document.source, abs(citation.start - start)

    return min(targets, key=distance, default=None)


def _lines(finding: Finding, turn: int | None) -> Iterator[str]:
    yield f"{f'turn {turn}: ' if turn else ''}{shortened(finding.question.text, limit=200)}"
    if finding.response and finding.response.resolved:
        yield f"  read as   {shortened(finding.response.resolved, limit=200)}"
    yield f"  stage     {finding.stage.value}{finding.detail and f': {finding.detail}'}"
    yield from _expected(finding)
    if finding.answer is None:
        if finding.response:
            yield "  got       no answer"
        return
    for answer in finding.shown:
        for citation in answer.citations:
            yield f"  got       {_place(citation)} {citation.exact!r}, confidence {answer.confidence:.2f}"
    first = finding.answer.citations[0]
    nearest = nearest_target(finding.expected, first)
    if nearest and (difference := span_difference(nearest, first)):
        yield f"  differs   {difference}"
    yield f"  in        {shortened(first.evidence.exact, limit=200)!r}"


def _expected(finding: Finding) -> Iterator[str]:
    if not finding.question.is_answerable:
        yield "  expected  no answer"
        return
    goals = finding.expected
    for side in () if goals else finding.question.sides:
        for place in side.cited or (None,):
            where = f"{place.document} [{place.start}, {place.end}) " if place and place.start is not None else ""
            document = f"{place.document} " if place and not where else where
            yield f"  expected  {document}{' or '.join(map(repr, side.answers))}".rstrip()
    for goal in goals:
        words = " or ".join(map(repr, goal.accepted)) or "any words"
        if not goal.targets:
            yield f"  expected  {words} from any place"
            continue
        for target in goal.targets[:_PLACES_SHOWN]:
            span = f" [{target.span.start}, {target.span.end})" if target.span else ""
            yield f"  expected  {target.document.source}{span} {words}"
        if len(goal.targets) > _PLACES_SHOWN:
            yield f"            or at {len(goal.targets) - _PLACES_SHOWN} more places"


def _place(citation: Citation) -> str:
    page = f" page {citation.page}" if citation.page is not None else ""
    return f"{citation.source}{page} [{citation.start}, {citation.end})"


def _shift(verb: str, by: int) -> str:
    if not by:
        return ""
    return f"{verb} {abs(by)} {'later' if by > 0 else 'earlier'}"
