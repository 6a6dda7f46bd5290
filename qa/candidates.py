"""Candidates: every span that a reader found in the passages for one question, with why it may be the answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from citespan.qa.rules.about_document import stated_places
from citespan.qa.rules.identity.item_by_number import numbered_places
from citespan.qa.rules.intent import Intent
from citespan.qa.rules.judge import judge
from citespan.qa.rules.narrow import narrowed
from citespan.qa.rules.unknown import unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Span
    from citespan.index.search.retrieve import Index, Passage, Retrieval
    from citespan.index.where import Where
    from citespan.qa.question.question import Question
    from citespan.qa.reader.protocol import Reader
    from citespan.qa.rules.verdict import Refusal, Refused

PASSAGES_READ = 12
"""How many of the best passages are read for one question, at most."""

CHARACTERS_READ = 4000
"""How much is read for one question, in code points, each passage with the question and what stands before it: as many
of the best passages as that holds, so that short ones are read deeper and long ones do not make a question slow."""

FEWEST_READ = 4
"""How many passages are read however long they are."""

STATED_MARGIN = 14.0
"""The margin of what needs no reader, since the document itself says so: its author, its date, its step 4."""

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
    """What one question found: the passages that were read, best first, and the candidates, in no particular order.

    `refused` are those that rules took out; `refusal` says why the question as a whole has no answer, if a rule says
    so: there are no candidates then.
    """

    retrieval: Retrieval
    candidates: tuple[Candidate, ...] = field(repr=False)
    refused: tuple[Refused, ...] = field(default=(), repr=False)
    refusal: Refusal | None = None


def find_candidates(index: Index, reader: Reader, question: Question, *, where: Where | None = None) -> Found:
    """The best passages for `question` and what rules leave of the spans that `reader` finds in them.

    With `where` only the documents that fulfil it are asked.

    Raises:
        IndexMismatchError: if the index is damaged.
    """
    retrieval = index.retrieve(question.query, limit=PASSAGES_READ, where=where)
    return read_and_judge(index, reader, question, retrieval, where=where)


def read_and_judge(
    index: Index, reader: Reader, question: Question, retrieval: Retrieval, *, where: Where | None = None
) -> Found:
    """What rules leave of the spans that `reader` finds in the passages; nothing is read of what a rule refuses whole.

    Raises:
        IndexMismatchError: if the index is damaged.
    """
    intent, holds = Intent(question), partial(index.holds, where=where)
    passages = passages_to_read(question.text, retrieval.passages)
    retrieval = replace(retrieval, passages=passages)
    if refusal := unknown(intent, passages, holds=holds):
        return Found(retrieval, (), refusal=refusal)
    stated = tuple(
        Candidate(passage, 1, span, span.slice(passage.document.text), STATED_MARGIN)
        for passage, span in (*stated_places(intent, passages), *numbered_places(intent, passages))
    )
    return judge(intent, Found(retrieval, (*stated, *read_passages(reader, intent, passages))), holds=holds)


def passages_to_read(question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The best passages that are read for `question`, as `PASSAGES_READ` and `CHARACTERS_READ` allow."""
    lengths = (len(question) + len(p.chunk.context) + len(p.chunk.preamble) + len(p.chunk.text) for p in passages)
    fitting = sum(total <= CHARACTERS_READ for total in accumulate(lengths))
    return tuple(passages[: min(PASSAGES_READ, max(FEWEST_READ, fitting))])


def read_passages(reader: Reader, intent: Intent, passages: Sequence[Passage]) -> tuple[Candidate, ...]:
    """All spans that `reader` finds in the passages; none if no passage is about the question.

    Of a table or list of which the question names rows or items, only these are read.
    """
    if not any(passage.lexical > 0 or passage.dense >= RELEVANT_COSINE for passage in passages):
        return ()
    chunks = [(rank, chunk) for rank, one in enumerate(passages) for chunk in narrowed(intent, one.chunk)]
    readings = reader.read(intent.question, [chunk for _, chunk in chunks])
    return tuple(
        Candidate(
            passage=passages[rank],
            rank=rank + 1,
            span=scored.span,
            text=scored.span.slice(passages[rank].document.text),
            margin=scored.score - reading.no_answer_score,
        )
        for (rank, _), reading in zip(chunks, readings, strict=True)
        for scored in reading.spans
    )
