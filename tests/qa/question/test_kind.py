"""The kind of answer that a question wants."""

from __future__ import annotations

import pytest

from citespan.qa.question.kind import AnswerKind
from citespan.qa.question.question import Question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people lived there when it burned?", AnswerKind.QUANTITY),
        ("What was the death toll?", AnswerKind.QUANTITY),
        ("In which year was it founded?", AnswerKind.DATE),
        ("Since when is it closed?", AnswerKind.DATE),
        ("Which company built it?", AnswerKind.NAME),
        ("Which companies built it?", AnswerKind.OTHER),
        ("Which three ships sank?", AnswerKind.OTHER),
        ("What is the ferry called?", AnswerKind.NAME),
        ("Who is the director of the museum?", AnswerKind.NAME),
        ("Who are the directors of the museum?", AnswerKind.OTHER),
        ("Who criticised the plan?", AnswerKind.OTHER),
        ("Who first discovered it?", AnswerKind.NAME),
        ("On which port does the gateway listen?", AnswerKind.CODE),
        ("Which model does she drive?", AnswerKind.OTHER),
        ("Where is it?", AnswerKind.OTHER),
        ("", AnswerKind.OTHER),
    ],
)
def test_a_question_wants_one_kind_of_answer(question: str, kind: AnswerKind) -> None:
    assert Question.of(question).kind is kind
