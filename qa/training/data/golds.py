"""Gold answers in other texts: a text to abstain on must not hold one, in whatever punctuation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.qa.answer_text import normalize_answer

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"\w+")


def holds_answer(text: str, golds: Iterable[str]) -> bool:
    """True if a gold answer stands in the text as whole words, be their case, articles and punctuation as they may.

    Punctuation counts as nothing, as when answers are scored ("U.S." is "US"), and also as a space ("Oslo–Bergen"
    holds "Oslo"). A gold answer without a word in it is held by no text.
    """
    golds = set(golds)
    for form in (normalize_answer, _spaced):
        words = f" {form(text)} "
        if any(f" {gold} " in words for gold in set(map(form, golds)) - {""}):
            return True
    return False


def _spaced(text: str) -> str:
    return normalize_answer(" ".join(_WORD.findall(text)))
