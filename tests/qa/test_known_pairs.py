"""Known questions over the sample documents and, where they are at hand, over the two shared ones.

A case holds a question and either its accepted answers with the place of the first (code-point offsets) and `also`
other places, or `unanswerable`. The goal is nine in ten answerable questions right and one in ten unanswerable ones
answered; the floors below are where the bundled reader stands, and only ever move towards the goal.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from citespan.corpus.document import Span
from citespan.corpus.load import SAMPLE_ROOT
from citespan.qa.answer import Status

if TYPE_CHECKING:
    from citespan.index.retrieve import Index
    from citespan.qa.answer import Response
    from citespan.qa.answerer import Answerer

KNOWN = Path(__file__).parents[1] / "known"

RIGHT_WHEN_IT_MUST_ANSWER = {"sample": 0.80, "shared": 0.64}
"""Share of the answerable questions with the right place first, whatever the confidence."""

RIGHTLY_ANSWERED = {"sample": 0.62, "shared": 0.49}
"""Share of the answerable questions that are answered, and rightly, at the default threshold."""

WRONG_AMONG_ANSWERED = {"sample": 0.28, "shared": 0.31}
"""Share of all answers given at the default threshold, unanswerable questions included, that are wrong."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an accepted answer stands."""

    document: str
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the places that answer it; none if the documents do not say."""

    question: str
    places: tuple[Place, ...]
    answers: tuple[str, ...]
    sha256: str | None


@cache
def cases(name: str) -> tuple[Case, ...]:
    lines = (KNOWN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_case(json.loads(line)) for line in lines)


def _case(row: dict[str, Any]) -> Case:
    places = [] if row.get("unanswerable") else [row, *row.get("also", [])]
    return Case(
        row["question"],
        tuple(Place(place["document"], Span(place["start"], place["end"])) for place in places),
        tuple(row.get("answers", ())),
        row.get("sha256"),
    )


def _right(case: Case, response: Response) -> bool:
    """True if an answer overlaps a place where an accepted answer stands: the right words in the right place."""
    return any(
        citation.source == place.document and citation.start < place.span.end and place.span.start < citation.end
        for answer in response.answers
        for citation in answer.citations
        for place in case.places
    )


@pytest.mark.parametrize("name", ["sample", "shared_corpus"])
def test_cases_point_at_what_they_say(name: str, request: pytest.FixtureRequest) -> None:
    root = SAMPLE_ROOT if name == "sample" else request.getfixturevalue("shared_corpus")
    answerable = [case for case in cases(name) if case.places]
    assert len(answerable) >= 25
    assert len(cases(name)) - len(answerable) >= 15
    for case in answerable:
        file = root / case.places[0].document
        with file.open(newline="", encoding="utf-8") as stream:
            assert case.places[0].span.slice(stream.read()) == case.answers[0], case.question
        assert case.sha256 in (None, hashlib.sha256(file.read_bytes()).hexdigest())


@pytest.mark.parametrize("name", ["sample", "shared"])
def test_the_place_that_answers_is_among_the_passages_read(name: str, request: pytest.FixtureRequest) -> None:
    index: Index = request.getfixturevalue(f"{name}_index")
    answerable = [case for case in cases(_file(name)) if case.places]
    missed = [
        case.question
        for case in answerable
        if not any(
            passage.document.source == place.document and passage.chunk.span.contains(place.span)
            for passage in index.retrieve(case.question, limit=8).passages
            for place in case.places
        )
    ]
    assert len(missed) <= len(answerable) // 20, missed


@pytest.mark.parametrize("name", ["sample", "shared"])
def test_the_right_place_comes_first_and_answers_are_short(name: str, request: pytest.FixtureRequest) -> None:
    answerer: Answerer = request.getfixturevalue(f"{name}_answerer")
    answerable = [case for case in cases(_file(name)) if case.places]
    responses = {case.question: answerer.answer(case.question, threshold=0) for case in answerable}
    wrong = [case.question for case in answerable if not _right(case, responses[case.question])]
    lengths = [len(answer.text) for response in responses.values() for answer in response.answers]
    assert 1 - len(wrong) / len(answerable) >= RIGHT_WHEN_IT_MUST_ANSWER[name], wrong
    assert statistics.median(lengths) < 40


@pytest.mark.parametrize("name", ["sample", "shared"])
def test_answers_given_at_the_default_threshold_can_be_trusted(name: str, request: pytest.FixtureRequest) -> None:
    answerer: Answerer = request.getfixturevalue(f"{name}_answerer")
    responses = {case: answerer.answer(case.question) for case in cases(_file(name))}
    answered = [case for case, response in responses.items() if response.status is Status.ANSWERED]
    wrong = [case.question for case in answered if not _right(case, responses[case])]
    answerable = sum(bool(case.places) for case in responses)
    assert (len(answered) - len(wrong)) / answerable >= RIGHTLY_ANSWERED[name]
    assert len(wrong) / len(answered) <= WRONG_AMONG_ANSWERED[name], wrong


def _file(name: str) -> str:
    return "sample" if name == "sample" else "shared_corpus"
