"""Puts a span of a small Markdown document before the rules, as a reader would have found it."""

from __future__ import annotations

from citespan.corpus.document import Span
from citespan.corpus.load import load_bytes
from citespan.corpus.text.chunk import chunk_document
from citespan.index.search.retrieve import Passage
from citespan.qa.candidates import Candidate
from citespan.qa.question.question import Question
from citespan.qa.rules.intent import Intent
from citespan.qa.rules.judge import judge_one
from citespan.qa.rules.verdict import Refusal


def passages_of(text: str, *, name: str = "text.md") -> tuple[Passage, ...]:
    """The passages of a document with this text."""
    document = load_bytes(text.encode(), source=name, document_id="d")
    chunks = chunk_document(document, count_tokens=lambda texts: [len(one.split()) for one in texts], max_tokens=150)
    return tuple(Passage(document, chunk, 0.0, 0.5, 1.0) for chunk in chunks)


def candidate_in(text: str, span: str, *, name: str = "text.md", nth: int = 0) -> Candidate:
    """The candidate whose span is the `nth` `span` of the text."""
    passages = passages_of(text, name=name)
    whole = passages[0].document.text
    start = -1
    for _ in range(nth + 1):
        start = whole.index(span, start + 1)
    passage = next(one for one in passages if one.chunk.span.start <= start < one.chunk.span.end)
    return Candidate(passage, 1, Span(start, start + len(span)), span, 5.0)


def judged(question: str, text: str, span: str, *, name: str = "text.md", nth: int = 0) -> str:
    """What rules make of the span: the name of the rule that refuses it, or the text that is left or widened."""
    outcome = judge_one(Intent(Question.of(question)), candidate_in(text, span, name=name, nth=nth))
    return outcome.rule.value if isinstance(outcome, Refusal) else outcome.text
