"""What stands in no document: identifiers and people of the question."""

from __future__ import annotations

import pytest
from judged import passages_of

from citespan.qa.question.question import Question
from citespan.qa.rules.intent import Intent
from citespan.qa.rules.unknown import unknown

PARTS = "Part AB-1234/5 weighs 2.1 kg. John Carter sells it, and Joan Carter packs it. It is in room 12."


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does AB-1234/6 weigh?", "AB-1234/6"),
        ("What does AB-1234/5 weigh?", None),
        ("Where is CVE-2024-31337 fixed?", "CVE-2024-31337"),
        ("What is in room 13?", "room 13"),
        ("What is in room 12?", None),
        ("What does Jane Carter do?", "Jane Carter"),
        ("What does John Carter do?", None),
        ("What does J. Carter do?", None),
        ("What does Peter Holm do?", None),  # no other Holm is there: a name may be written otherwise
        ("What happened in 1912?", None),
    ],
)
def test_a_question_names_what_no_document_has(question: str, named: str | None) -> None:
    refusal = unknown(Intent(Question.of(question)), passages_of(PARTS), holds=lambda one: one.is_written_in(PARTS))
    assert (refusal and refusal.detail) == (named and f"no document names {named}")


def test_a_document_that_was_not_retrieved_counts() -> None:
    intent = Intent(Question.of("What does AB-1234/6 weigh?"))
    assert unknown(intent, passages_of(PARTS), holds=lambda _: True) is None
