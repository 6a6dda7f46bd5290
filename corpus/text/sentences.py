"""Sentences: their spans in a text, without the whitespace between them."""

from __future__ import annotations

import regex
import sentencex

from citespan.corpus.document import Span
from citespan.corpus.text.graphemes import blank_margins, boundary_at_or_after
from citespan.corpus.text.marks import without_marks

# The month in full, which is no abbreviation, before what begins a sentence.
_AFTER_MAY = regex.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?|in|on|of|by|until|since|from|to|before|after|early|late|mid|next|last|this)\s+May\."
    r"\s+(?=[\"“‘'(]?[\p{Lu}\d])"
)
_LINE_END = regex.compile(r"\r\n|\r|\n")


def sentence_spans(text: str, within: Span, *, by_line: bool = False) -> tuple[Span, ...]:
    """The sentences of `text` inside `within`, in order: no two overlap, and together they hold all that is not blank.

    The rules are those of English (sentencex). A footnote mark does not keep a sentence from ending, and belongs to the
    one that it follows. With `by_line`, as lists and tables need it, no sentence goes on in the next line.
    """
    spans: list[Span] = []
    start = within.start
    content = without_marks(within.slice(text))
    ends = {int(boundary["end_index"]) for boundary in sentencex.get_sentence_boundaries("en", content)}
    ends.update(match.end() for match in _AFTER_MAY.finditer(content))
    if by_line:
        ends.update(match.end() for match in _LINE_END.finditer(content))
    for offset in sorted(ends):
        end = min(boundary_at_or_after(text, within.start + offset), within.end)
        first, last = blank_margins(text, start, end)
        if first < last:
            spans.append(Span(first, last))
        start = max(start, end)
    first, last = blank_margins(text, start, within.end)
    if first < last:
        spans.append(Span(first, last))
    return tuple(spans)
