"""What is said of another day than the question's is no answer."""

from __future__ import annotations

import pytest
from judged import judged

LOG = "On 2024-05-02 the pump was replaced. On 2024-05-20 the filter was replaced."
SHIFTS = "| Date | Guard |\n|---|---|\n| 2025-01-04 | Aske |\n| 2025-01-14 | Berg |\n"
DIARY = "## 2023-11-05\n\nThe north gate was painted.\n\n## 2023-11-15\n\nThe well was covered.\n"
PRICE = "From 1 May 2024 the ticket costs 5 euros."
NEXT = "The audit of 3 May 2024 was moved to 9 May 2024."


@pytest.mark.parametrize(
    ("question", "text", "span", "told"),
    [
        ("What was replaced on 2 May 2024?", LOG, "the pump", "the pump"),
        ("What was replaced on 2 May 2024?", LOG, "the filter", "other_date"),
        ("What was replaced on 12 May 2024?", LOG, "the pump", "other_date"),
        ("What was replaced on 20.05.2024?", LOG, "the filter", "the filter"),
        ("What was replaced in May 2024?", LOG, "the filter", "the filter"),
        ("Who is the guard on 14 January 2025?", SHIFTS, "Berg", "Berg"),
        ("Who is the guard on 24 January 2025?", SHIFTS, "Berg", "other_date"),
        ("What was painted on 5 November 2023?", DIARY, "The north gate", "The north gate"),
        ("What was painted on 25 November 2023?", DIARY, "The north gate", "other_date"),
        ("What does the ticket cost on 12 May 2024?", PRICE, "5 euros", "5 euros"),
        ("To when was the audit of 3 May 2024 moved?", NEXT, "9 May 2024", "9 May 2024"),
        ("What was replaced on 05/04/2024?", LOG, "the pump", "the pump"),
    ],
)
def test_another_day_is_refused(question: str, text: str, span: str, told: str) -> None:
    assert judged(question, text, span) == told
