"""Candidates: every span that a reader found in the passages for one question, with why it may be the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Span
    from citespan.index.search.retrieve import Index, Passage, Retrieval
    from citespan.index.where import Where
    from citespan.qa.question.question import Question
    from citespan.qa.reader.protocol import Reader

PASSAGES_READ = 12
"""How many of the best passages are read for one question, at most."""

CHARACTERS_READ = 5000
"""How much is read for one question, in code points, each passage with the question and what stands before it: as many
of the best passages as that holds, so that short ones are read deeper and long ones do not make a question slow."""

FEWEST_READ = 4
"""How many passages are read however long they are."""

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


def passages_to_read(question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The best passages that are read for `question`, as `PASSAGES_READ` and `CHARACTERS_READ` allow."""
    lengths = (len(question) + len(p.chunk.context) + len(p.chunk.lead) + len(p.chunk.text) for p in passages)
    fitting = sum(total <= CHARACTERS_READ for total in accumulate(lengths))
    return tuple(passages[: min(PASSAGES_READ, max(FEWEST_READ, fitting))])


def read_passages(reader: Reader, question: Question, retrieval: Retrieval) -> tuple[Candidate, ...]:
    """All spans that `reader` finds in the best passages; none if no passage is about the question."""
    passages = passages_to_read(question.text, retrieval.passages)
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
