import pytest
from hypothesis import given
from hypothesis import strategies as st
from offsets import FORMATS, mismatches
from strategies import texts

from citespan.corpus.document import Span
from citespan.corpus.load import load_bytes
from citespan.corpus.text.chunk import chunk_document
from citespan.corpus.text.graphemes import is_grapheme_boundary
from citespan.qa.cite import CONTEXT_CODE_POINTS, cite

TEXT = "# Ships\n\nThe ferry leaves at noon. It is red.\n\n## Cars\n\nIt carries cars. It is red."


@pytest.mark.parametrize("name", FORMATS)
def test_random_spans_of_every_format_are_cited_as_they_stand_in_the_file(name: str) -> None:
    assert mismatches(name, spans=200, seed=0) == 0


@given(texts.filter(lambda text: text.replace("\ufeff", "").strip()), st.data())
def test_every_citation_slices_back_to_its_quote(text: str, data: st.DataObject) -> None:
    document = load_bytes(text.encode(), source="x.md", document_id="x")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    sentences = [
        sentence
        for chunk in chunk_document(document, count_tokens=lambda texts: [len(t) for t in texts], max_tokens=50)
        for sentence in chunk.sentences
    ]
    citation = cite(document, Span(start, end), sentences=sentences)
    evidence = citation.evidence
    assert text[citation.start : citation.end] == citation.exact
    assert text[evidence.start : evidence.end] == evidence.exact
    assert evidence.start <= citation.start <= start < end <= citation.end <= evidence.end
    assert text[: citation.start].endswith(citation.prefix)
    assert text[citation.end :].startswith(citation.suffix)
    assert max(len(citation.prefix), len(citation.suffix)) <= CONTEXT_CODE_POINTS
    assert is_grapheme_boundary(text, citation.start)
    assert is_grapheme_boundary(text, citation.end)


def test_the_place_that_was_read_is_cited_not_the_first_that_looks_the_same() -> None:
    document = load_bytes(TEXT.encode(), source="ships.md", document_id="ships")
    second = TEXT.rindex("red")
    citation = cite(document, Span(second, second + 3), sentences=[Span(TEXT.rindex("It is"), len(TEXT))])
    assert (citation.start, citation.exact, citation.evidence.exact) == (second, "red", "It is red.")
    assert citation.section == ("Ships", "Cars")


def test_a_span_across_sentences_has_both_as_evidence() -> None:
    document = load_bytes(TEXT.encode(), source="ships.md", document_id="ships")
    first, second = TEXT.index("The ferry"), TEXT.index("It is")
    sentences = [Span(first, second - 1), Span(second, second + 10)]
    citation = cite(document, Span(second - 5, second + 2), sentences=sentences)
    assert citation.evidence.exact == "The ferry leaves at noon. It is red."


def test_half_a_character_is_never_cited() -> None:
    text = "Go 👩‍👩‍👧‍👦 now, cafe\u0301 owner."
    document = load_bytes(text.encode(), source="x.txt", document_id="x")
    assert cite(document, Span(4, 5)).exact == "👩‍👩‍👧‍👦"
    accent = text.index("\u0301")
    assert cite(document, Span(accent - 4, accent)).exact == "cafe\u0301"


def test_a_span_beyond_the_text_is_an_error() -> None:
    document = load_bytes(b"Short.", source="x.txt", document_id="x")
    with pytest.raises(ValueError, match="past the text's end"):
        cite(document, Span(3, 8))
