"""Words found in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citespan.corpus.text.word_search import find_words


def _found(text: str, words: str) -> list[str]:
    return [span.slice(text) for span in find_words(text, words)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The quay. the\n  QUAY", "the quay", ["The quay", "the\n  QUAY"]),
        ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("\U0001f6a2 1.5 m, 1x5 m", "1.5", ["1.5"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("a", "", []),
        ("a b", " b ", ["b"]),
    ],
)
def test_words_are_found_in_any_case_and_over_white_space(text: str, words: str, found: list[str]) -> None:
    assert _found(text, words) == found


@given(st.text(), st.text(min_size=1, max_size=3))
def test_what_a_text_holds_is_found_in_it(before: str, words: str) -> None:
    assert bool(_found(f"{before} {words} {before}", words)) == bool(words.split())
