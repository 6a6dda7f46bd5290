"""Numbered items: the one that a question asks for by its number alone, and none where several may be meant."""

from __future__ import annotations

import pytest
from judged import passages_of

from citespan.qa.question.question import Question
from citespan.qa.rules.identity.item_by_number import numbered_places
from citespan.qa.rules.intent import Intent

STEPS = "# Bread\n\n1. Mix the flour.\n2. Let it rest.\n3. Bake it for\n   70 minutes.\n"
LEASE = "# Lease\n\n1. Parties\n1.1 The landlord is Holm Ltd.\n1.2 The tenant is Vera Krog.\n2. Rent\n"
STATUTES = "# Statutes\n\n§ 1 The club is called Lark.\n\n§ 2 Its seat is Tarn.\n"
MANUAL = "# Dryer\n\n## 1. Setting up\n\nLeave 10 cm free.\n\n## 2. Cleaning\n\nRinse the filter.\nDry it.\n\nWait.\n"
LETTERS = "The tenant must:\n\na) sweep the yard\nb) clear the snow\n"
TWICE = "# Bread\n\n1. Mix.\n2. Rest.\n\n# Cake\n\n1. Stir.\n2. Bake.\n"
LABELLED = "Step 1: Soak the oats.\nStep 2: Add salt.\nStep 2a: Taste it.\n"
DATES = "Letters:\n\n4. May we met.\nThe end.\n"


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("What is step 2?", STEPS, "Let it rest"),
        ("What is step 3?", STEPS, "Bake it for\n   70 minutes"),
        ("What happens in step 1?", STEPS, "Mix the flour"),
        ("What is step 2 of the bread?", STEPS, "Let it rest"),
        ("What is step 2 of the cake?", STEPS, None),
        ("What is step 7?", STEPS, None),
        ("How long is step 3?", STEPS, None),
        ("What does clause 1.2 say?", LEASE, "The tenant is Vera Krog"),
        ("What does § 2 say?", STATUTES, "Its seat is Tarn"),
        ("What does section 2 say?", STATUTES, "Its seat is Tarn"),
        ("What does article 2 say?", STATUTES, None),
        ("What does section 2 say?", MANUAL, "Rinse the filter.\nDry it"),
        ("What is item b?", LETTERS, "clear the snow"),
        ("What is step 2?", TWICE, None),
        ("What is step 2?", LABELLED, "Add salt"),
        ("What is step 4?", DATES, None),
    ],
)
def test_the_item_is_found_that_the_number_names(question: str, text: str, said: str | None) -> None:
    places = numbered_places(Intent(Question.of(question)), passages_of(text))
    assert [span.slice(passage.document.text) for passage, span in places] == ([] if said is None else [said])
