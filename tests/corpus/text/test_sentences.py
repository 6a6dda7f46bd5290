import itertools

import pytest
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


@pytest.mark.parametrize(
    ("text", "by_line", "sentences"),
    [
        ("Open Mon. to Fri. from 9 a.m. daily.", False, ["Open Mon. to Fri. from 9 a.m. daily."]),
        ("It costs approx. 4 euros. So be it.", False, ["It costs approx. 4 euros.", "So be it."]),
        ("See it! ![A map](m.png) is here.", False, ["See it!", "![A map](m.png) is here."]),
        ("At `www.` is nothing. Go on.", False, ["At `www.` is nothing.", "Go on."]),
        ("## Notes\n- Bring a towel and a robe.\n- No dogs.", False,
         ["## Notes", "- Bring a towel and a robe.", "- No dogs."]),
        ("Some said no.\n1. Mix it.\n2.  Bake it.", False, ["Some said no.", "1. Mix it.", "2.  Bake it."]),
        ("> It is 45.\n> — Ann Lee", False, ["> It is 45.", "> — Ann Lee"]),
        ("#. Mix it.\n#. Bake it.", True, ["#. Mix it.", "#. Bake it."]),
        ("1\\. Mix\n2\\. Bake", True, ["1\\. Mix", "2\\. Bake"]),
        ("- insured since May and\n  paid\n- licensed", True, ["- insured since May and\n  paid", "- licensed"]),
        ("* Set it to false, which\nis the default\n\n* Third", True,
         ["* Set it to false, which\nis the default", "* Third"]),
        ("Term\n   Its meaning", True, ["Term", "Its meaning"]),
        ("apples\npears", True, ["apples", "pears"]),
    ],
)  # fmt: skip
def test_sentences_are_neither_torn_nor_glued(text: str, by_line: bool, sentences: list[str]) -> None:
    assert [span.slice(text) for span in sentence_spans(text, Span(0, len(text)), by_line=by_line)] == sentences


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
