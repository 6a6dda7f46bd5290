"""A check as one self-contained page: no script, nothing fetched, everything from documents escaped."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.api.check.report import TOLERATED
from citespan.corpus.document import Span
from citespan.corpus.text.graphemes import boundary_at_or_after, boundary_at_or_before
from citespan.qa.regression.diagnosis import nearest_target, span_difference
from citespan.qa.regression.measures import gates, is_tolerated, measured, measured_by_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.qa.answer import Citation
    from citespan.qa.regression.baseline import Comparison
    from citespan.qa.regression.measures import Gate, Measures
    from citespan.qa.regression.places import Target
    from citespan.qa.regression.run import FileRun
    from citespan.qa.regression.stages import CaseOutcome, Finding

_STYLE = Path(__file__).parent / "page.css"
_CONTEXT = 120
_PLACES_SHOWN = 5


def check_page(runs: Sequence[FileRun], comparison: Comparison | None) -> str:
    """The page as HTML."""
    parts = [part for run in runs for part in _file(run)]
    if comparison:
        parts += _comparison(comparison)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>citespan check</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        "<h1>Known questions, known answers</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def _file(run: FileRun) -> Iterator[str]:
    passed = [outcome for outcome in run.outcomes if outcome.passed]
    yield f"<section><h2>{escape(str(run.file.path))}</h2>"
    yield f"<p class=lead>{len(passed)} of {len(run.outcomes)} cases pass</p>"
    yield from _table(run)
    yield from _gates(gates(run))
    for outcome in run.outcomes:
        if not outcome.passed:
            yield from _case(outcome, note=TOLERATED if is_tolerated(outcome, run) else "")
    if passed:
        yield f"<details><summary>{len(passed)} that pass</summary>"
        for outcome in passed:
            yield from _case(outcome)
        yield "</details>"
    yield "</section>"


def _table(run: FileRun) -> Iterator[str]:
    yield "<table><tr><th>tag<th>right<th>accuracy<th>false answers<th>median</tr>"
    for tag, measures in measured_by_tag(run.outcomes).items():
        yield _row(tag, measures)
    yield _row("all", measured(run.findings))
    yield "</table>"


def _row(name: str, measures: Measures) -> str:
    accuracy = "–" if measures.accuracy is None else f"{measures.accuracy:.3f}"
    median = "–" if measures.median_ms is None else f"{measures.median_ms:.1f} ms"
    right = f"{measures.answerable_passed} of {measures.answerable}"
    false = f"{measures.false_answers} of {measures.unanswerable}"
    return f"<tr><td>{escape(name)}<td>{right}<td>{accuracy}<td>{false}<td>{median}</tr>"


def _gates(found: Sequence[Gate]) -> Iterator[str]:
    if found:
        yield "<ul class=gates>"
        for gate in found:
            kind, word = ("good", "holds") if gate.passed else ("bad", "broken")
            yield f"<li><b class={kind}>{word}</b> {escape(gate.rule)}: {escape(gate.detail)}"
        yield "</ul>"


def _case(outcome: CaseOutcome, *, note: str = "") -> Iterator[str]:
    kind = "good" if outcome.passed else ("mild" if note else "bad")
    name = escape(outcome.case.case_id)
    yield f'<article class="{kind}" id="{name}">'
    tags = "".join(f"<i>{escape(tag)}</i> " for tag in outcome.case.tags)
    yield f"<header><code>{name}</code> <span>line {outcome.case.line}</span> {tags}<em>{escape(note)}</em></header>"
    for finding in outcome.findings:
        yield from _finding(finding)
    yield "</article>"


def _finding(finding: Finding) -> Iterator[str]:
    yield f"<h3>{escape(finding.question.text)}</h3>"
    kind = "good" if finding.passed else "bad"
    yield f"<p><b class={kind}>{finding.stage.value}</b> {escape(finding.detail)}</p><dl>"
    if not finding.question.is_answerable:
        yield "<dt>expected<dd>no answer"
    for goal in finding.expected:
        words = " or ".join(f"<q>{escape(text)}</q>" for text in goal.accepted) or "any words"
        yield f"<dt>expected<dd>{words}"
        for target in goal.targets[:_PLACES_SHOWN]:
            yield f"<div>{_target(target)}</div>"
        if len(goal.targets) > _PLACES_SHOWN:
            yield f"<div>and {len(goal.targets) - _PLACES_SHOWN} more places</div>"
    for answer in finding.shown:
        yield f"<dt>got<dd><q>{escape(answer.text)}</q> with confidence {answer.confidence:.2f}"
        for citation in answer.citations:
            yield f"<div>{_citation(citation)}</div>"
    if finding.answer is None:
        yield "<dt>got<dd>no answer" if finding.response else ""
    else:
        first = finding.answer.citations[0]
        nearest = nearest_target(finding.expected, first)
        if nearest and (difference := span_difference(nearest, first)):
            yield f"<dt>differs<dd>{escape(difference)}"
    yield "</dl>"


def _target(target: Target) -> str:
    source = escape(target.document.source)
    if target.span is None:
        return f"<cite>{source}</cite>, anywhere"
    text, span = target.document.text, target.span
    around = Span(
        boundary_at_or_after(text, max(0, span.start - _CONTEXT)),
        boundary_at_or_before(text, min(len(text), span.end + _CONTEXT)),
    )
    place = f"<cite>{source} [{span.start}, {span.end})</cite>"
    cut = _marked(around.slice(text), span.start - around.start, span.end - around.start)
    before = "…" if around.start else ""
    return f"{place}<blockquote>{before}{cut}{'…' if around.end < len(text) else ''}</blockquote>"


def _citation(citation: Citation) -> str:
    evidence = citation.evidence
    marked = _marked(evidence.exact, citation.start - evidence.start, citation.end - evidence.start)
    place = f"<cite>{escape(citation.source)} [{citation.start}, {citation.end})</cite>"
    return f"{place}<blockquote>{marked}</blockquote>"


def _marked(text: str, start: int, end: int) -> str:
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield "<section><h2>Against the baseline</h2>"
    yield from _gates(comparison.gates)
    yield "<table><tr><th>change<th>case<th>before<th>now</tr>"
    for one in comparison.differences:
        cells = (one.change.value, one.case, one.before, one.after)
        yield f"<tr>{''.join(f'<td>{escape(cell)}' for cell in cells)}</tr>"
    yield "</table></section>"
