"""The everyday questions, and the fuzz of follow-ups that is made of them; both are measured by commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from everyday import FOLDER, NEAR_MISS, OFF_THE_SUBJECT, ROOTS, everyday_cases, is_held_out
from follow_up_fuzz import rewritten
from outcomes import Outcome, keywords, lower_case, outcome_of, with_typo

from citespan.qa.regression.cases import Corpus
from citespan.qa.regression.cited_documents import CitedDocuments
from citespan.qa.regression.judge import looked_up
from citespan.qa.regression.stages import Finding

if TYPE_CHECKING:
    from citespan.qa.answerer import Answerer


def test_there_are_ninety_answerable_questions_and_thirty_others_half_of_them_held_out() -> None:
    cases = everyday_cases()
    answerable = [case for case in cases if case.questions[0].is_answerable]
    others = [case for case in cases if not case.questions[0].is_answerable]
    assert len(answerable) >= 90
    assert len(others) >= 30
    assert all(set(case.tags) & {OFF_THE_SUBJECT, NEAR_MISS} for case in others)
    for part in (answerable, others):
        assert 0.35 <= sum(map(is_held_out, part)) / len(part) <= 0.65
    assert len(list((FOLDER / "documents").iterdir())) >= 6


def test_all_places_that_they_cite_are_found() -> None:
    find = CitedDocuments(Corpus(paths=ROOTS))
    found = [looked_up(case.questions[0], find) for case in everyday_cases()]
    assert [finding for finding in found if isinstance(finding, Finding)] == []


def test_no_question_that_stands_alone_is_rewritten_after_an_unrelated_history() -> None:
    assert rewritten(100) == []


@pytest.mark.parametrize(
    ("variant", "made"),
    [(lower_case, "what does a poster in a1 cost"), (keywords, "poster a1 cost")],
)
def test_a_question_is_varied_as_people_type(variant: object, made: str) -> None:
    assert callable(variant)
    assert variant("What does a poster in A1 cost?") == made


def test_a_typo_is_one_and_the_same_each_time() -> None:
    question = "What does a poster in A1 cost?"
    assert with_typo(question) == with_typo(question) != question


def test_an_outcome_is_right_only_from_the_right_place(sample_answerer: Answerer) -> None:
    (case,) = [case for case in everyday_cases() if case.questions[0].text.startswith("who is the leader of jaish")]
    goals = looked_up(case.questions[0], CitedDocuments(Corpus(paths=ROOTS)))
    assert not isinstance(goals, Finding)
    answered = sample_answerer.answer("Who is named as the commander of Jaish ul-Adl?")
    assert outcome_of(answered, goals) is Outcome.ANSWERED_RIGHT
    assert outcome_of(answered, ()) is Outcome.ANSWERED_WRONG
    assert outcome_of(sample_answerer.answer(answered.question, threshold=1), goals) is Outcome.LEAD_RIGHT
    assert outcome_of(sample_answerer.answer("Zxqv wqpf?"), goals) is Outcome.SILENT
