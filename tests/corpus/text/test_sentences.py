import itertools

from hypothesis import given
from strategies import arbitrary_texts, texts

from citespan.corpus.document import Span
from citespan.corpus.text.graphemes import is_grapheme_boundary
from citespan.corpus.text.sentences import sentence_spans


def test_sentences_keep_abbreviations_figures_and_footnote_marks_together() -> None:
    text = "Dr. Ames paid $3.50 at 5 p.m. for it.[12] It was late.\r\n\r\nNobody knew."
    found = [span.slice(text) for span in sentence_spans(text, Span(0, len(text)))]
    assert found == ["Dr. Ames paid $3.50 at 5 p.m. for it.[12]", "It was late.", "Nobody knew."]


def test_sentences_stay_inside_the_range_they_were_asked_for() -> None:
    text = "One is here. Two is here. Three is here."
    assert [span.slice(text) for span in sentence_spans(text, Span(13, 25))] == ["Two is here."]


@given(texts | arbitrary_texts)
def test_sentences_are_in_order_and_hold_all_that_is_not_blank(text: str) -> None:
    spans = sentence_spans(text, Span(0, len(text)))
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    covered = {offset for span in spans for offset in range(span.start, span.end)}
    assert all(character.isspace() for offset, character in enumerate(text) if offset not in covered)


@given(texts | arbitrary_texts)
def test_sentences_begin_and_end_between_graphemes(text: str) -> None:
    for span in sentence_spans(text, Span(0, len(text))):
        assert is_grapheme_boundary(text, span.start)
        assert is_grapheme_boundary(text, span.end)
