"""Every reader, given anything: a frozen text whose structure fits it, or an error that names the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import MADE
from strategies import arbitrary_texts, texts

from citespan.corpus.errors import CitespanError
from citespan.corpus.formats.registry import PLAIN_SUFFIXES, RECORD_SUFFIXES, SUPPORTED_SUFFIXES
from citespan.corpus.load import load_documents, text_sha256
from citespan.corpus.text.chunk import chunk_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Document

PARSED = sorted(SUPPORTED_SUFFIXES - PLAIN_SUFFIXES - RECORD_SUFFIXES)
_MARKUP = st.sampled_from(
    "<p> </p> <h2> </h2> <td> <tr> <table> </table> <li> <pre> <!-- --> <script> &amp; &#0; &#xD800; <b <title>".split()
)
pages = st.lists(st.one_of(_MARKUP, texts), max_size=30).map(" ".join)
rows = st.lists(
    st.lists(st.one_of(texts, st.sampled_from([",", '"', '""', "\r\n", "\0"])), max_size=5), max_size=8
).map(lambda rows: "\n".join(",".join(row) for row in rows))
records = st.lists(
    st.one_of(
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), arbitrary_texts),
            lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(arbitrary_texts, inner, max_size=3)),
            max_leaves=8,
        ).map(json.dumps),
        texts,
    ),
    max_size=6,
).map("\n".join)


def _loaded(data: bytes, suffix: str) -> tuple[Document, ...]:
    """The documents; none if there is an error, which must name the file."""
    try:
        documents = load_documents(data, source=f"x{suffix}", root_key="r")
    except CitespanError as exc:
        assert f"x{suffix}" in str(exc)  # noqa: PT017
        return ()
    assert documents
    return documents


def _is_sound(document: Document) -> None:
    """The structure covers the text, and everything cut from it is a slice of it."""
    text = document.text
    assert document.text_sha256 == text_sha256(text)
    assert text.strip()
    starts = [section.span.start for section in document.sections]
    assert starts == [0, *(section.span.end for section in document.sections[:-1])]
    assert document.sections[-1].span.end == len(text)
    end = 0
    for page in document.pages:
        assert end <= page.span.start < page.span.end <= len(text)
        end = page.span.end
    for chunk in chunk_document(document, count_tokens=_words, max_tokens=20):
        assert chunk.span.slice(text) == chunk.text
        assert all(chunk.span.contains(sentence) for sentence in chunk.sentences)


def _words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


@settings(max_examples=150)
@given(st.one_of(texts, arbitrary_texts), st.sampled_from([".txt", ".md"]), st.sampled_from(["utf-8", "utf-16"]))
def test_a_text_is_its_file_whatever_it_holds(text: str, suffix: str, encoding: str) -> None:
    for document in _loaded(text.encode(encoding), suffix):
        assert document.text == text
        _is_sound(document)


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from([".txt", ".md", ".csv", ".tsv", ".jsonl", ".ndjson"]))
def test_any_bytes_are_read_or_named(data: bytes, suffix: str) -> None:
    for document in _loaded(data, suffix):
        _is_sound(document)


@settings(max_examples=150)
@given(st.one_of(rows, texts), st.sampled_from([".csv", ".tsv"]))
def test_any_table_is_read_or_named(text: str, suffix: str) -> None:
    documents = _loaded(text.encode(), suffix)
    assert len({document.document_id for document in documents}) == len(documents)
    for document in documents:
        _is_sound(document)


@settings(max_examples=150)
@given(records)
def test_any_json_lines_are_read_or_named(text: str) -> None:
    documents = _loaded(text.encode(), ".jsonl")
    assert len({document.document_id for document in documents}) == len(documents)
    for document in documents:
        _is_sound(document)


@settings(max_examples=80, deadline=None)
@given(pages)
def test_any_page_is_read_or_named(text: str) -> None:
    for document in _loaded(text.encode(), ".html"):
        _is_sound(document)


@pytest.mark.parametrize("name", MADE)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_file_with_bytes_cut_out_is_read_or_named(name: str, data: st.DataObject) -> None:
    made = bytearray(MADE[name]())
    for start in data.draw(st.lists(st.integers(0, len(made) - 1), max_size=4)):
        made[start : start + data.draw(st.integers(1, 64))] = data.draw(st.binary(max_size=8))
    for document in _loaded(bytes(made), name[name.index(".") :]):
        _is_sound(document)


@pytest.mark.parametrize("suffix", PARSED)
@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_in_a_parsed_format_are_read_or_named(suffix: str, data: bytes) -> None:
    for document in _loaded(data, suffix):
        _is_sound(document)
