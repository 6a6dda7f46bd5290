"""The span search, against a search that tries every span."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from citespan.qa.reader.span_search import LENGTH_PENALTY, WindowSpan, find_spans, word_edges
from citespan.qa.reader.windows import Window

PIECES = [*"abc019.,|'’ \n-$ش日", "e\u0301", "é", "👨\u200d👩\u200d👧", "\u200b", "\ufeff", "\r\n"]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)


def window_of(text: str, offsets: list[tuple[int, int]]) -> Window:
    """A window as tokenizers make it: first token, two of the question, separator, the text's, last token."""
    places = [(0, 0), (0, 1), (1, 2), (0, 0), *offsets, (0, 0)]
    in_text = [False] * 4 + [True] * len(offsets) + [False]
    ids = np.arange(len(places), dtype=np.int64)
    return Window(ids, ids * 0, np.array(places, dtype=np.int64), np.array(in_text))


@st.composite
def problems(draw: st.DrawFn) -> tuple[str, Window, np.ndarray, np.ndarray]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    offsets = [(a, b) for a, b in pairwise(cuts) if not text[a:b].isspace() and draw(st.booleans())]
    window = window_of(text, offsets)
    logits = st.lists(st.integers(-6, 6), min_size=len(window), max_size=len(window))
    return text, window, np.array(draw(logits), dtype=np.float32), np.array(draw(logits), dtype=np.float32)


def every_span(
    text: str,
    window: Window,
    starts: np.ndarray,
    ends: np.ndarray,
    max_answer_tokens: int,
    characters: list[int],
    breaks: list[int],
) -> list[WindowSpan]:
    """Every allowed span with its margin, tried one by one."""
    edges = word_edges(text)
    tokens = [n for n in range(len(window)) if window.in_text[n]]
    snapped = {
        n: (
            max(e for e in edges if e <= window.offsets[n, 0]),
            min(e for e in edges if e >= window.offsets[n, 1]),
        )
        for n in tokens
    }
    found = []
    for i, first in enumerate(tokens):
        for j in range(i, min(len(tokens), i + max_answer_tokens)):
            last = tokens[j]
            begins_word = i == 0 or snapped[tokens[i - 1]][0] != snapped[first][0]
            ends_word = j == len(tokens) - 1 or snapped[tokens[j + 1]][1] != snapped[last][1]
            start, end = snapped[first][0], snapped[last][1]
            says = any(start <= place < end for place in characters)
            if begins_word and ends_word and says and not any(start < place < end for place in breaks):
                margin = (
                    float(starts[first]) + float(ends[last]) - float(starts[0] + ends[0]) - LENGTH_PENALTY * (j - i)
                )
                found.append(WindowSpan(start, end, margin))
    return found


@given(problems(), st.integers(1, 6), st.data())
def test_the_best_span_is_the_best_of_all_spans(
    problem: tuple[str, Window, np.ndarray, np.ndarray], max_answer_tokens: int, data: st.DataObject
) -> None:
    text, window, starts, ends = problem
    edges = word_edges(text)
    characters = sorted(data.draw(st.sets(st.integers(0, len(text) - 1))))
    breaks = sorted(data.draw(st.sets(st.sampled_from(edges))))
    found = find_spans(
        window,
        starts,
        ends,
        edges=edges,
        characters=characters,
        breaks=breaks,
        max_answer_tokens=max_answer_tokens,
    )
    everything = every_span(text, window, starts, ends, max_answer_tokens, characters, breaks)
    assert bool(found) == bool(everything)
    if found:
        assert found[0].margin == max(candidate.margin for candidate in everything)
    left = everything
    for candidate in found:
        assert candidate in left
        assert candidate.margin == max(other.margin for other in left)
        left = [other for other in left if other.end <= candidate.start or candidate.end <= other.start]
    assert len(found) == 5 or not left


@given(problems())
def test_spans_are_whole_words_and_graphemes_inside_the_text(
    problem: tuple[str, Window, np.ndarray, np.ndarray],
) -> None:
    text, window, starts, ends = problem
    graphemes = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
    for candidate in find_spans(window, starts, ends, edges=word_edges(text), characters=range(len(text))):
        assert 0 <= candidate.start < candidate.end <= len(text)
        assert {candidate.start, candidate.end} <= graphemes
        assert math.isfinite(candidate.margin)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("about 1.5 km", "1.5"),
        ("Zoe\u0308 came", "Zoe\u0308"),
        ("a 👨\u200d👩\u200d👧 b", "👨\u200d👩\u200d👧"),
        ("can't", "n"),
        ("x\r\ny", "\r\n"),
    ],
)
def test_no_edge_cuts_a_number_a_word_or_a_grapheme(text: str, inside: str) -> None:
    start = text.index(inside)
    assert not set(word_edges(text)) & set(range(start + 1, start + len(inside)))


def test_a_possessive_can_be_answered_without_its_ending() -> None:
    assert {0, len("Warsaw")} <= set(word_edges("Warsaw's walls"))


def test_a_window_without_text_has_no_spans() -> None:
    window = window_of("a", [])
    zeros = np.zeros(len(window), dtype=np.float32)
    assert find_spans(window, zeros, zeros, edges=word_edges("a"), characters=(0,)) == ()
