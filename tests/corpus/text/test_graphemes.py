import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from strategies import arbitrary_texts, texts

from citespan.corpus.text.graphemes import (
    blank_margins,
    boundary_at_or_after,
    boundary_at_or_before,
    is_grapheme_boundary,
)


def _boundaries(text: str) -> set[int]:
    """The boundaries found the slow way: from the start of the whole text."""
    return {0, len(text)} | {match.end() for match in regex.finditer(r"\X", text)}


@given(texts | arbitrary_texts)
def test_boundaries_found_locally_are_those_of_the_whole_text(text: str) -> None:
    assert {offset for offset in range(len(text) + 1) if is_grapheme_boundary(text, offset)} == _boundaries(text)


@given(texts | arbitrary_texts, st.data())
def test_snapping_goes_to_the_nearest_boundary_on_its_side(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    boundaries = _boundaries(text)
    assert boundary_at_or_before(text, offset) == max(b for b in boundaries if b <= offset)
    assert boundary_at_or_after(text, offset) == min(b for b in boundaries if b >= offset)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  word \r\n", (2, 6)),
        ("\r\n\r\n", (4, 4)),
        ("\ufeff \n", (0, 1)),
        (" \u0301a ", (0, 3)),
    ],
)
def test_margins_are_blank_and_leave_graphemes_whole(text: str, expected: tuple[int, int]) -> None:
    start, end = blank_margins(text, 0, len(text))
    assert (start, end) == expected or (start >= end and expected[0] == expected[1])


def test_a_long_text_without_ascii_is_cut_in_no_time() -> None:
    text = "港口的渡轮中午出发。" * 20_000
    assert boundary_at_or_before(text, len(text) // 2) == len(text) // 2
    assert all(is_grapheme_boundary(text, offset) for offset in range(0, len(text), 7))
