import pytest

from citespan.corpus.document import Span


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2)])
def test_an_empty_or_reversed_span_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"0 <= start < end"):
        Span(start, end)


def test_a_span_never_gives_a_shorter_quote_than_it_says() -> None:
    assert Span(1, 3).slice("abc") == "bc"
    with pytest.raises(ValueError, match="past the text's end at 3"):
        Span(1, 4).slice("abc")


def test_a_span_contains_itself_and_what_is_inside() -> None:
    assert Span(2, 5).contains(Span(2, 5))
    assert Span(2, 5).contains(Span(3, 4))
    assert not Span(2, 5).contains(Span(4, 6))
