from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from citespan.corpus.load import load_bytes
from citespan.corpus.text.blocks import BlockKind
from citespan.corpus.text.chunk import chunk_document
from citespan.corpus.text.graphemes import is_grapheme_boundary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Document
    from citespan.index.encoder import Encoder


def _document(text: str, suffix: str = ".md") -> Document:
    return load_bytes(text.encode(), source=f"x{suffix}", document_id="x")


def _words(texts: Sequence[str], /) -> list[int]:
    return [len(text.split()) for text in texts]


@pytest.mark.parametrize(
    ("suffix", "text", "said"),
    [
        (".md", "It is 45.\n\n<!-- It is 40.\n\n<b>Or 41</b> -->\n\nSince May.\n", ["It is 45.", "Since May."]),
        (".md", "Write `<!-- a -->` there.\n\n```html\n<!-- b -->\n```\n", ["`<!-- a -->`", "<!-- b -->"]),
        (".rst", "It is 45.\n\n.. It is 40.\n   Or 41.\n\nSince May.\n", ["It is 45.", "Since May."]),
        (".rst", "..\n   It is 40.\n\n.. note:: It is 45.\n", [".. note:: It is 45."]),
        (".adoc", "It is 45.\n// It is 40.\n\n////\nOr 41.\n////\n\nSince May.\n", ["It is 45.", "Since May."]),
        (".tex", "It is 45\\%.\n% It is 40.\n\\begin{comment}\nOr 41.\n\\end{comment}\nSince May.\n",
         ["It is 45\\%.", "Since May."]),
        (".txt", "It is 45.\n\n<!-- It is 40. -->\n\n% It is 41.\n", ["45", "40", "41"]),
    ],
)  # fmt: skip
def test_comments_are_in_no_chunk(suffix: str, text: str, said: list[str]) -> None:
    document = _document(text, suffix)
    found = "\n".join(chunk.text for chunk in chunk_document(document, count_tokens=_words, max_tokens=50))
    assert all(one in found for one in said)
    assert suffix == ".txt" or not any(one in found for one in ("40", "41"))
    assert document.text == text


@given(
    texts.filter(lambda text: text.replace("\ufeff", "").strip()), st.integers(1, 30), st.sampled_from([".md", ".txt"])
)
def test_chunks_slice_back_and_hold_all_that_is_not_blank(text: str, max_tokens: int, suffix: str) -> None:
    document = _document(text, suffix)
    chunks = chunk_document(document, count_tokens=_words, max_tokens=max_tokens)
    covered: set[int] = set()
    for chunk in chunks:
        assert document.text[chunk.span.start : chunk.span.end] == chunk.text
        assert all(chunk.span.contains(sentence) for sentence in chunk.sentences)
        assert is_grapheme_boundary(text, chunk.span.start)
        assert is_grapheme_boundary(text, chunk.span.end)
        assert document.text[chunk.span.start - len(chunk.preamble) : chunk.span.start] == chunk.preamble
        inside = set(range(chunk.span.start, chunk.span.end))
        assert not inside & covered
        covered |= inside
    assert all(character.isspace() for offset, character in enumerate(text) if offset not in covered)


@given(texts.filter(lambda text: text.replace("\ufeff", "").strip()), st.integers(1, 30))
def test_no_chunk_crosses_a_section_or_exceeds_its_tokens(text: str, max_tokens: int) -> None:
    document = _document(text)
    for chunk in chunk_document(document, count_tokens=_words, max_tokens=max_tokens):
        assert any(s.span.contains(chunk.span) and s.headings == chunk.headings for s in document.sections)
        assert _words([chunk.text])[0] <= max_tokens


def test_the_encoders_own_tokens_are_counted(encoder: Encoder) -> None:
    sentence = "Llanfairpwllgwyngyll cost 1,234,567.89. "
    document = _document(sentence * 100, ".txt")
    chunks = chunk_document(document, count_tokens=encoder.count_tokens, max_tokens=encoder.max_tokens)
    counts = encoder.count_tokens([chunk.text for chunk in chunks])
    assert max(counts) <= encoder.max_tokens
    assert min(counts) > encoder.max_tokens / 2, "the chunks of a section are of about equal length"


@pytest.mark.parametrize("sentence", ["x" * 20_000, "word " * 4_000, "日本語" * 2_000, "e\u0301" * 5_000])
def test_an_over_long_sentence_is_split_and_nothing_of_it_dropped(encoder: Encoder, sentence: str) -> None:
    document = _document(sentence, ".txt")
    chunks = chunk_document(document, count_tokens=encoder.count_tokens, max_tokens=100)
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == "".join(sentence.split())
    assert max(encoder.count_tokens([chunk.text for chunk in chunks])) <= 100
    assert max(len(chunk.text) for chunk in chunks) <= 1_600


def test_a_chunk_has_room_for_something() -> None:
    with pytest.raises(ValueError, match="at least 1 token, not 0"):
        chunk_document(_document("Text."), count_tokens=_words, max_tokens=0)


def test_a_chunk_that_leans_on_the_sentence_before_has_it_as_its_lead() -> None:
    text = (
        "Mira Okafor built the mill on the river. She sold it in 1931. The mill burnt down. A school stands there now."
    )
    chunks = chunk_document(_document(text, ".txt"), count_tokens=_words, max_tokens=9)
    assert [(chunk.text, chunk.preamble) for chunk in chunks] == [
        ("Mira Okafor built the mill on the river.", ""),
        ("She sold it in 1931. The mill burnt down.", "Mira Okafor built the mill on the river. "),
        ("A school stands there now.", ""),
    ]


def test_a_list_is_a_chunk_of_its_own_led_by_the_line_above_it() -> None:
    text = "# Deposits\n\nSome tools are lent against a deposit, which is paid back:\n\n- drill: 20\n- saw: 35\n"
    prose, listing = chunk_document(_document(text), count_tokens=_words, max_tokens=100)
    assert (prose.kind, listing.kind) == (BlockKind.PROSE, BlockKind.LISTING)
    assert listing.text == "- drill: 20\n- saw: 35"
    assert [sentence.slice(text) for sentence in listing.sentences] == ["- drill: 20", "- saw: 35"]
    assert listing.preamble == "Some tools are lent against a deposit, which is paid back:\n\n"


def test_footnote_marks_do_not_join_sentences() -> None:
    text = "Nine people died.[1][2] Two days later the border opened.[3] It stayed open."
    (chunk,) = chunk_document(_document(text, ".txt"), count_tokens=_words, max_tokens=100)
    assert [sentence.slice(text) for sentence in chunk.sentences] == [
        "Nine people died.[1][2]",
        "Two days later the border opened.[3]",
        "It stayed open.",
    ]
