from __future__ import annotations

import pytest

from citespan.qa.conversation.earlier import EarlierTurn
from citespan.qa.conversation.follow_up import resolve

KILLED = EarlierTurn("How many people were killed in Iran?", ("nine",))
CLAIMED = EarlierTurn("Who claimed responsibility for the Kerman bombings?", ("the Islamic State",))
VISIT = EarlierTurn("Who visited Pakistan in January?", ("Hossein Amir-Abdollahian",))
FORTIFIED = EarlierTurn("When did Iran begin to fortify its border with Pakistan?", ("2011",))


def _resolved(question: str, *earlier: EarlierTurn) -> str | None:
    resolution = resolve(question, earlier)
    return resolution.question if resolution else None


@pytest.mark.parametrize(
    ("earlier", "question", "resolved"),
    [
        (KILLED, "And in Syria?", "How many people were killed in Syria?"),
        (KILLED, "What about Pakistan?", "How many people were killed in Pakistan?"),
        (KILLED, "And how many in Pakistan?", "How many people were killed in Pakistan?"),
        (FORTIFIED, "And Pakistan?", "When did Pakistan begin to fortify its border with Iran?"),
        (FORTIFIED, "Why?", "Why did Iran begin to fortify its border with Pakistan?"),
    ],
)
def test_a_fragment_is_filled_in_from_the_question_before(earlier: EarlierTurn, question: str, resolved: str) -> None:
    assert _resolved(question, earlier) == resolved


@pytest.mark.parametrize(
    ("earlier", "question", "resolved"),
    [
        (VISIT, "Who invited him?", "Who invited Hossein Amir-Abdollahian?"),
        (VISIT, "What is his post?", "What is Hossein Amir-Abdollahian's post?"),
        (KILLED, "When was that?", "When were people killed in Iran?"),
    ],
)
def test_a_pronoun_stands_for_what_was_spoken_of(earlier: EarlierTurn, question: str, resolved: str) -> None:
    assert _resolved(question, earlier) == resolved


@pytest.mark.parametrize(
    "question",
    [
        "Who painted the ceiling of the Sistine Chapel?",
        "Which headquarters did Iran say it wanted to destroy?",
        "How did Islamabad describe what was done to its airspace?",
        "How long does it take to bake a loaf?",
        "Which state withdrew its ambassador?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert _resolved(question, CLAIMED, VISIT) is None


def test_without_earlier_turns_nothing_is_resolved() -> None:
    assert _resolved("Why?") is None
