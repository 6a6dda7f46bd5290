"""Questions that a sentence answers, and clauses that go on with *but*: which spans become whole sentences."""

from __future__ import annotations

import pytest
from judged import judged

POCKET = "- Pin the pocket to the front. This is optional, but keeps it in place while you sew."
FREE = "The pass is free for pupils because the town pays for it, and it is valid on all lines."
PASS = f"{FREE} It is green."
GREEN = "The pass is as green as [the page says](https://pass.example/and/its/colours)"
STOVE = "| Item | May it go in? |\n|---|---|\n| Wood | yes, if it is dry |\n"


@pytest.mark.parametrize(
    ("question", "text", "span", "expected"),
    [
        ("Do I have to pin the pocket?", POCKET, "optional", "This is optional, but keeps it in place while you sew."),
        ("I sew it later. Must I pin the pocket?", POCKET, "Pin the pocket", "Pin the pocket to the front."),
        ("What is pinning?", POCKET, "This is optional", "This is optional, but keeps it in place while you sew."),
        ("What is pinning?", POCKET, "optional", "optional"),
        ("Why is the pass free?", PASS, "the town pays for it", FREE),
        ("Is the pass green?", PASS, "green", "It is green."),
        ("What may a pupil do with the pass?", PASS, "valid on all lines", FREE),
        ("Who may have a pass?", PASS, "pupils", "pupils"),
        ("Which colour was the pass in May 2020?", PASS, "green", "green"),
        ("How many lines may it be used on?", PASS, "all", "all"),
        ("Is the pass green?", "The pass is green.[5] It is free.", "green", "The pass is green."),
        ("Is the pass green?", "The pass is green.[^a][7] It is free.", "green", "The pass is green."),
        ("Is the pass green?", "The pass is **green.**", "green", "The pass is **green.**"),
        ("Is the pass green?", GREEN, "green", GREEN),
        ("Can wood go in?", STOVE, "yes", "yes"),
        ("Is it open?", f"It is {'very ' * 50}open on Mondays.", "open on Mondays", "open on Mondays"),
    ],
)
def test_a_scrap_becomes_a_sentence_where_one_is_wanted(question: str, text: str, span: str, expected: str) -> None:
    assert judged(question, text, span) == expected
