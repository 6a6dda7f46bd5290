"""When an answer counts as right: near enough to a gold answer in its words, and with none but its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.index.search.query import has_content_word
from citespan.qa.answer_text import normalize_answer, numbers
from citespan.qa.evaluation.scoring import f1

if TYPE_CHECKING:
    from collections.abc import Sequence

RIGHT_F1 = 0.5
"""The F1 with a gold answer from which on an answer says the same."""


def is_right(answer: str, gold_texts: Sequence[str]) -> bool:
    """True if `answer` says what one of the gold answers says.

    It does if its F1 with that gold answer is `RIGHT_F1` or more, or one holds the other, and that a content word; and
    if it names no number, date or part of a date that this gold answer lacks: 16 January is not 18 January. Without
    gold answers nothing is right.
    """
    return any(_says_the_same(answer, gold) and numbers(answer) <= numbers(gold) for gold in gold_texts)


def _says_the_same(answer: str, gold: str) -> bool:
    if f1(answer, [gold]) >= RIGHT_F1 and normalize_answer(gold):
        return True
    shorter, longer = sorted((normalize_answer(answer), normalize_answer(gold)), key=len)
    return has_content_word(shorter) and f" {shorter} " in f" {longer} "
