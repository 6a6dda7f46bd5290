"""Sentences: their spans in a text, without the whitespace between them."""

from __future__ import annotations

import sentencex

from citespan.corpus.document import Span
from citespan.corpus.graphemes import blank_margins, boundary_at_or_after
from citespan.corpus.marks import without_marks


def sentence_spans(text: str, within: Span) -> tuple[Span, ...]:
    """The sentences of `text` inside `within`, in order: no two overlap, and together they hold all that is not blank.

    The rules are those of English (sentencex). A line of a list or a table counts as a sentence. A footnote mark does
    not keep a sentence from ending, and belongs to the one that it follows.
    """
    spans: list[Span] = []
    start = within.start
    for boundary in sentencex.get_sentence_boundaries("en", without_marks(within.slice(text))):
        end = min(boundary_at_or_after(text, within.start + int(boundary["end_index"])), within.end)
        first, last = blank_margins(text, start, end)
        if first < last:
            spans.append(Span(first, last))
        start = max(start, end)
    first, last = blank_margins(text, start, within.end)
    if first < last:
        spans.append(Span(first, last))
    return tuple(spans)
