"""Proposing cases from what is answered today. Every proposal is marked for review; none is ever accepted here."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError
from citespan.qa.regression.case_file.load import case_id_of
from citespan.qa.regression.cases import KnownQuestion, Match, Place, RegressionCase, Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from citespan.qa.answer import Answer
    from citespan.qa.regression.run import FileRun
    from citespan.qa.regression.stages import Finding

    Ask = Callable[[str], Answer | None]
    """Today's first answer to a question, if there is one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a transcript or a list; `expected` is what the transcript answered it with.

    `is_known` is false where only the question is known, and has to be asked yet.
    """

    question: str
    expected: Side | None
    is_known: bool


def questions_in(lines: Iterable[str], *, name: str) -> Iterator[Asked]:
    """The questions of a list, one a line, or of a transcript, one response in JSON a line; blank lines are skipped.

    Raises:
        LoadError: if a line is a JSON object, but neither a response nor one with a question.
    """
    for number, line in enumerate(lines, start=1):
        text = line.strip().removeprefix("\ufeff")
        if text.startswith("{"):
            yield _from_response(text, f"{name}:{number}")
        elif text:
            yield Asked(text, None, is_known=False)


def drafted(asked: Iterable[Asked], ask: Ask) -> tuple[RegressionCase, ...]:
    """A case for each question with the span that answers it today; asked twice, a question counts once."""
    cases: dict[str, RegressionCase] = {}
    for one in asked:
        case_id = case_id_of(one.question)
        if case_id not in cases:
            side = one.expected if one.is_known else side_of(ask(one.question))
            cases[case_id] = RegressionCase(case_id, 0, (KnownQuestion(one.question, side),), review=True)
    return tuple(cases.values())


def updated(run: FileRun, ask: Ask) -> tuple[RegressionCase, ...]:
    """The file's cases with today's spans where they fail: replaced cases are marked, all others stay as they are.

    A question that is silent today keeps what it expects: silence is never proposed in place of an answer.
    """
    cases = []
    for outcome in run.outcomes:
        if outcome.passed or outcome.case.review:
            cases.append(outcome.case)
            continue
        proposed = tuple(_updated(finding, ask) for finding in outcome.findings)
        if proposed == outcome.case.questions:
            cases.append(outcome.case)
        else:
            cases.append(replace(outcome.case, questions=proposed, review=True))
    return tuple(cases)


def side_of(answer: Answer | None) -> Side | None:
    """What an answer would have to be to be given again: its words, from the place that it is cited from."""
    if answer is None:
        return None
    places = (Place(c.source, start=c.start, end=c.end, quote=c.exact) for c in answer.citations)
    return Side((answer.text,), tuple(places))


def _updated(finding: Finding, ask: Ask) -> KnownQuestion:
    question = finding.question
    if finding.passed or question.conflict or question.items:
        return question
    side = side_of(finding.answer if finding.response else ask(question.in_full or question.text))
    return question if side is None else replace(question, expected=side, match=Match.SQUAD, tolerance=0.0)


def _from_response(text: str, where: str) -> Asked:
    try:
        tree = json.loads(text)
        question = tree["question"]
        if not isinstance(question, str):
            raise TypeError("question is no text")
        if "answers" not in tree:
            return Asked(question, None, is_known=False)
        return Asked(question, _transcribed(tree["answers"]), is_known=True)
    except (ValueError, RecursionError, KeyError, TypeError) as exc:
        raise LoadError(
            f"{where}: neither a question nor a response as 'citespan ask --json' prints it: {exc}"
        ) from exc


def _transcribed(answers: Sequence[dict[str, object]]) -> Side | None:
    if not answers:
        return None
    first = answers[0]
    citations = first["citations"]
    if not isinstance(citations, list):
        raise TypeError("citations are no list")
    places = (
        Place(str(c["source"]), start=int(c["start"]), end=int(c["end"]), quote=str(c["exact"])) for c in citations
    )
    return Side((str(first["text"]),), tuple(places))
