"""The long run is `python tests/benchmarks/conversations.py`; here are a few of its conversations, and its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conversations import KNOWN, conversations, follow_ups, known_questions, unchanged, unrelated

from citespan.qa.conversation.follow_up import resolve
from citespan.qa.regression.case_file.load import read_case_file
from citespan.qa.regression.cited_documents import CitedDocuments
from citespan.qa.regression.judge import looked_up
from citespan.qa.regression.stages import Finding

if TYPE_CHECKING:
    from pathlib import Path

    from citespan.qa.answerer import Answerer

AS_IN_FULL = 0.8
"""Share of the follow-ups below that are answered as if asked in full."""


def test_follow_ups_are_answered_as_if_asked_in_full_and_better_than_alone(sample_answerer: Answerer) -> None:
    asked = list(follow_ups(sample_answerer, conversations("sample")[:12:2], None))
    assert len(asked) >= 6
    assert sum(one.same_in_context for one in asked) / len(asked) >= AS_IN_FULL
    assert sum(one.same_in_context for one in asked) > sum(one.same_alone for one in asked)


def test_questions_that_stand_alone_are_answered_as_alone_after_other_turns(sample_answerer: Answerer) -> None:
    questions = known_questions()[::12]
    assert all(unchanged(sample_answerer, questions, unrelated(len(questions))))


def test_no_known_question_is_resolved_after_turns_about_something_else() -> None:
    questions = known_questions()
    resolved = [q for q, earlier in zip(questions, unrelated(len(questions)), strict=True) if resolve(q, earlier)]
    assert len(resolved) <= len(questions) // 50, resolved


def test_there_are_sixty_conversations_and_each_follow_up_has_its_question_in_full() -> None:
    cases = [*conversations("sample"), *conversations("shared")]
    assert len(cases) >= 60
    assert all(2 <= len(case.questions) <= 4 for case in cases)
    assert sum(question.in_full is not None for case in cases for question in case.questions) >= 100


@pytest.mark.parametrize("name", ["sample", "shared"])
def test_all_places_that_conversations_cite_are_found(name: str, shared_corpus: Path) -> None:
    file = read_case_file(KNOWN / f"{name}_conversations.qa.jsonl")
    find = CitedDocuments(file.corpus)
    found = [looked_up(question, find) for case in file.cases for question in case.questions]
    assert [finding for finding in found if isinstance(finding, Finding)] == []
