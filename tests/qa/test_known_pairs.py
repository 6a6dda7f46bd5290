"""The project's own case files, over the sample documents and, where they are at hand, over the two shared ones.

The goal is nine in ten answerable questions right and one in ten unanswerable ones answered. The floors below and the
thresholds in the files are where the bundled reader stands, and only ever move towards the goal. The files are not
collected as tests of their own: which questions fail today is what `citespan check tests/known/sample.qa.jsonl` tells.
"""

from __future__ import annotations

import statistics
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citespan.qa.answer import Status
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.remembering import RememberingReader
from citespan.qa.regression.case_file.load import read_case_file
from citespan.qa.regression.cited_documents import CitedDocuments
from citespan.qa.regression.judge import Subject, looked_up
from citespan.qa.regression.measures import gates
from citespan.qa.regression.run import FileRun, run_file
from citespan.qa.regression.stages import Finding, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.index.encoder import Encoder
    from citespan.index.search.retrieve import Index
    from citespan.qa.answer import Answer, Response
    from citespan.qa.reader.protocol import Reader
    from citespan.qa.regression.cases import CaseFile, KnownQuestion
    from citespan.qa.regression.places import Target

KNOWN = Path(__file__).parents[1] / "known"

RIGHT_WHEN_IT_MUST_ANSWER = {"sample": 0.80, "shared": 0.72}
"""Share of the answerable questions with the right place first, whatever the confidence."""

RIGHTLY_ANSWERED = {"sample": 0.42, "shared": 0.25}
"""Share of the answerable questions that are answered, and from the right place, at the default threshold."""

WRONG_AMONG_ANSWERED = {"sample": 0.08, "shared": 0.15}
"""Share of all answers given at the default threshold, unanswerable questions included, that are wrong."""


@cache
def case_file(name: str) -> CaseFile:
    return read_case_file(KNOWN / f"{name}.qa.jsonl")


@cache
def places(name: str) -> dict[KnownQuestion, tuple[Target, ...]]:
    """Where each question's answer stands; nowhere for those that the documents do not answer."""
    file = case_file(name)
    find = CitedDocuments(file.corpus)
    found = {case.questions[0]: looked_up(case.questions[0], find) for case in file.cases}
    missing = {question.text: goals.detail for question, goals in found.items() if isinstance(goals, Finding)}
    assert missing == {}
    return {question: tuple(t for goal in goals for t in goal.targets) for question, goals in found.items()}


@pytest.fixture(scope="module", params=["sample", "shared"])
def name(request: pytest.FixtureRequest) -> str:
    if request.param == "shared":
        request.getfixturevalue("shared_corpus")
    return str(request.param)


@pytest.fixture(scope="module")
def index(name: str, request: pytest.FixtureRequest) -> Index:
    return request.getfixturevalue(f"{name}_index")


@pytest.fixture(scope="module")
def run(name: str, index: Index, encoder: Encoder, reader: Reader) -> FileRun:
    file = case_file(_file(name))
    once = RememberingReader(reader)
    calibration = calibration_for(None, reader=once.name, encoder=encoder.name)
    answerer = Answerer(index, once, calibration=calibration, sample=name == "sample")
    return run_file(file, find=CitedDocuments(file.corpus), subject=lambda: Subject(answerer, index, once))


def test_cases_point_at_what_they_say(name: str) -> None:
    answerable = {question: found for question, found in places(_file(name)).items() if question.is_answerable}
    assert len(answerable) >= 60
    assert len(places(_file(name))) - len(answerable) >= 36
    for question, found in answerable.items():
        assert found[0].span.slice(found[0].document.text) == question.expected.answers[0]


def test_the_shared_documents_are_not_quoted_but_hashed() -> None:
    cited = [p for case in case_file("shared_corpus").cases for s in case.questions[0].sides for p in s.cited]
    assert cited
    assert all(place.quote is None and place.quote_sha256 and place.document_sha256 for place in cited)


def test_the_place_that_answers_is_among_the_passages_read(name: str, index: Index) -> None:
    answerable = {question: found for question, found in places(_file(name)).items() if found}
    missed = [
        question.text
        for question, found in answerable.items()
        if not any(
            passage.document.source == target.document.source and passage.chunk.span.contains(target.span)
            for passage in index.retrieve(question.text, limit=8).passages
            for target in found
        )
    ]
    assert len(missed) <= len(answerable) // 20, missed


def test_the_right_place_comes_first_and_answers_are_short(name: str, run: FileRun) -> None:
    found = places(_file(name))
    answerable = {one.question: one.response for one in run.findings if found[one.question]}
    wrong = [question.text for question, response in answerable.items() if not _right(found[question], _best(response))]
    lengths = [len(answer.text) for response in answerable.values() for answer in _best(response)]
    assert 1 - len(wrong) / len(answerable) >= RIGHT_WHEN_IT_MUST_ANSWER[name], wrong
    assert statistics.median(lengths) < 40


def test_answers_given_at_the_default_threshold_can_be_trusted(name: str, run: FileRun) -> None:
    found = places(_file(name))
    answered = [finding for finding in run.findings if finding.response.status is Status.ANSWERED]
    wrong = [
        finding.question.text for finding in answered if not _right(found[finding.question], finding.response.answers)
    ]
    answerable = sum(finding.question.is_answerable for finding in run.findings)
    assert (len(answered) - len(wrong)) / answerable >= RIGHTLY_ANSWERED[name]
    assert len(wrong) / len(answered) <= WRONG_AMONG_ANSWERED[name], wrong


def test_the_files_thresholds_hold(run: FileRun) -> None:
    assert [gate.rule.split()[0] for gate in gates(run)] == ["accuracy", "false"]
    assert [gate for gate in gates(run) if not gate.passed] == []


def test_every_failure_has_a_stage_that_says_more_than_that_it_failed(run: FileRun) -> None:
    failed = [finding for finding in run.findings if not finding.passed]
    assert failed
    assert all(finding.detail for finding in failed)
    assert Stage.PLACE_MISSING not in {finding.stage for finding in failed}


def _best(response: Response) -> tuple[Answer, ...]:
    """What is answered, else the lead: the best span, whatever its confidence; nothing where there is silence."""
    return response.answers or tuple(filter(None, (response.lead,)))


def _right(targets: tuple[Target, ...], answers: Sequence[Answer]) -> bool:
    """True if an answer overlaps a place where an accepted answer stands, whatever its exact words."""
    citations = [citation for answer in answers for citation in answer.citations]
    return any(target.is_touched_by(citation) for citation in citations for target in targets)


def _file(name: str) -> str:
    return "sample" if name == "sample" else "shared_corpus"
