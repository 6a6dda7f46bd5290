"""Sentences that only send the reader elsewhere, questions of a help page, and the same deed with another thing."""

from __future__ import annotations

import pytest
from judged import judged

NOTICE = "## Opening hours\n\nSee our notice on the door.\n"
FEE = "Berthing fee: ask at the harbour office.\nLength: at most 12 m.\n"
RULES = "For the fees, please refer to section 4.2."
HELP = "### Can I bring my bicycle?\n\nYes, in the last coach.\n"
STORM = "Ask the office if a storm is near."
OBOE = "The soloist is Kari Ness, who plays the oboe. She is 30."
BOTH = "Kari Ness plays the oboe. The harp is kept in the hall."


@pytest.mark.parametrize(
    ("question", "text", "span", "expected"),
    [
        ("What are the opening hours?", NOTICE, "See our notice on the door", "points_elsewhere"),
        ("Where are the opening hours?", NOTICE, "on the door", "on the door"),
        ("How much is the berthing fee?", FEE, "ask at the harbour office", "points_elsewhere"),
        ("How do I learn the berthing fee?", FEE, "ask at the harbour office", "ask at the harbour office"),
        ("What is the length?", FEE, "at most 12 m", "at most 12 m"),
        ("What are the fees?", RULES, "section 4.2", "points_elsewhere"),
        ("Which section has the fees?", RULES, "section 4.2", "section 4.2"),
        ("May I sail?", STORM, STORM, STORM),
        ("Can I bring my bicycle?", HELP, "my bicycle", "repeats_the_question"),
        ("Can I bring my bicycle?", HELP, "in the last coach", "Yes, in the last coach."),
        ("May I bring my bicycle?", f"**{HELP[4:27]}** Yes.", "my bicycle", "repeats_the_question"),
        ("Who plays the harp?", OBOE, "Kari Ness", "other_deed"),
        ("Who plays the oboe?", OBOE, "Kari Ness", "Kari Ness"),
        ("Who plays the harp?", BOTH, "Kari Ness", "Kari Ness"),
    ],
)
def test_what_says_nothing_of_the_question_is_refused(question: str, text: str, span: str, expected: str) -> None:
    assert judged(question, text, span) == expected
