"""Candidates: every span that a reader found in the passages for one question, with why it may be the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citespan.corpus.document import Span
    from citespan.index.search.retrieve import Index, Passage, Retrieval
    from citespan.index.where import Where
    from citespan.qa.question.question import Question
    from citespan.qa.reader.protocol import Reader

PASSAGES_READ = 8
"""How many of the best passages are read for one question."""

RELEVANT_COSINE = 0.25
"""The cosine from which on a passage is about a question with which it shares no word."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be the answer.

    `text` is what the document holds at `span`; `rank` is its passage's, from 1. `margin` is by how much the reader
    prefers it to no answer: it can be compared between passages and questions.
    """

    passage: Passage
    rank: int
    span: Span
    text: str
    margin: float


@dataclass(frozen=True, slots=True)
class Found:
    """What one question found: the passages, best first, and the candidates in them, in no particular order."""

    retrieval: Retrieval
    candidates: tuple[Candidate, ...] = field(repr=False)


def find_candidates(index: Index, reader: Reader, question: Question, *, where: Where | None = None) -> Found:
    """The best passages for `question` and all spans that `reader` finds in them; none if no passage is about it.

    With `where` only the documents that fulfil it are asked.

    Raises:
        IndexMismatchError: if the index is damaged.
    """
    retrieval = index.retrieve(question.query, limit=PASSAGES_READ, where=where)
    return Found(retrieval, read_passages(reader, question, retrieval))


def read_passages(reader: Reader, question: Question, retrieval: Retrieval) -> tuple[Candidate, ...]:
    """All spans that `reader` finds in the `PASSAGES_READ` best passages; none if no passage is about the question."""
    passages = retrieval.passages[:PASSAGES_READ]
    if not any(passage.lexical > 0 or passage.dense >= RELEVANT_COSINE for passage in passages):
        return ()
    readings = reader.read(question.text, [passage.chunk for passage in passages])
    return tuple(
        Candidate(
            passage=passage,
            rank=rank,
            span=scored.span,
            text=scored.span.slice(passage.document.text),
            margin=scored.score - reading.no_answer_score,
        )
        for rank, (passage, reading) in enumerate(zip(passages, readings, strict=True), start=1)
        for scored in reading.spans
    )
