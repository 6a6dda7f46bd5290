"""The one place where citations are made: from a document and a span, by slicing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.document import Span
from citespan.corpus.text.graphemes import boundary_at_or_after, boundary_at_or_before
from citespan.qa.answer import Citation, Quote
from citespan.qa.text_fragment import text_fragment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Document

CONTEXT_CODE_POINTS = 32
"""The most code points of a citation's prefix and of its suffix."""


def cite(
    document: Document,
    span: Span,
    *,
    sentences: Sequence[Span] = (),
    best_sentence: Span | None = None,
    row: Span | None = None,
) -> Citation:
    """The citation of `span` in `document`, widened to grapheme boundaries where it would tear a character apart.

    The evidence reaches from the first to the last of the `sentences` that the span touches; it is the span itself
    where it touches none. Of a passage that is cited for itself it is the `best_sentence` in it, if one is given. `row`
    is the cell that tells its row of a table from others.

    Raises:
        ValueError: if the span reaches past the end of the document's text.
    """
    text = document.text
    span.slice(text)
    span = Span(boundary_at_or_before(text, span.start), boundary_at_or_after(text, span.end))
    touched = [sentence for sentence in sentences if sentence.overlaps(span)]
    evidence = Span(
        min(span.start, *(sentence.start for sentence in touched)) if touched else span.start,
        max(span.end, *(sentence.end for sentence in touched)) if touched else span.end,
    )
    if best_sentence is not None and span.start <= best_sentence.start <= best_sentence.end <= span.end:
        evidence = best_sentence
    prefix_start = boundary_at_or_after(text, max(0, span.start - CONTEXT_CODE_POINTS))
    suffix_end = boundary_at_or_before(text, min(len(text), span.end + CONTEXT_CODE_POINTS))
    exact, prefix, suffix = span.slice(text), text[prefix_start : span.start], text[span.end : suffix_end]
    return Citation(
        document_id=document.document_id,
        title=document.title,
        source=document.source,
        sha256=document.sha256,
        text_sha256=document.text_sha256,
        start=span.start,
        end=span.end,
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        evidence=Quote(evidence.start, evidence.end, evidence.slice(text)),
        section=next((s.headings for s in document.sections if s.span.start <= span.start < s.span.end), ()),
        page=next((p.number for p in document.pages if p.span.start <= span.start < p.span.end), None),
        published=document.published,
        ocr=_recognition(document, span),
        row=Quote(row.start, row.end, row.slice(text)) if row else None,
        link=text_fragment(document.url, exact, prefix=prefix, suffix=suffix) if document.url else None,
    )


def _recognition(document: Document, span: Span) -> float | None:
    """The engine's confidence in the least sure recognised line that a span touches; None if it touches none."""
    found = (
        line.confidence
        for page in document.pages
        if page.recognised and page.span.overlaps(span)
        for line in page.recognised
        if line.span.overlaps(span)
    )
    return min(found, default=None)
