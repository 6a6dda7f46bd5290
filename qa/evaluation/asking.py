"""Asking a benchmark: what retrieval, the reader and both together do with each of its questions."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.document import Span
from citespan.corpus.text.chunk import Chunk
from citespan.corpus.text.sentences import sentence_spans
from citespan.qa.evaluation.benchmark import Kind, opened_round
from citespan.qa.evaluation.correctness import is_right
from citespan.qa.evaluation.scoring import ScoredAnswer, exact_match, f1

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.index.search.retrieve import Index, Passage
    from citespan.qa.answer import Answer
    from citespan.qa.answerer import Answerer
    from citespan.qa.evaluation.benchmark import Case, Round, Tell
    from citespan.qa.reader.protocol import Reader

PASSAGES_RANKED = 20
"""How deep retrieval is looked into."""


@dataclass(frozen=True, slots=True)
class AskedCase:
    """One question and what came of it, asked without a threshold.

    `text` is the answer's, empty if there is none; `right` by the rule of the module `correctness`, `exact` and `f1` by
    SQuAD's: all three 0 where the index does not hold the answer. `evidence_hit`: the evidence is the question's own
    context and holds a gold answer; `right_occurrence`: the citation touches a gold answer where it was marked.
    `gold_rank` is the rank of the first passage that holds a gold answer where it was marked, None below the deepest
    that was looked at. `gold_reading` is what the reader makes of the context alone, None for foreign questions.
    """

    case: Case
    text: str
    confidence: float
    right: bool
    exact: float
    f1: float
    evidence_hit: bool
    right_occurrence: bool
    gold_rank: int | None
    gold_reading: ScoredAnswer | None
    retrieval_ms: float
    answer_ms: float


def ask_rounds(
    rounds: Sequence[Round],
    folder: Path,
    *,
    encoder: Encoder,
    reader: Reader,
    answerer: Callable[[Index], Answerer],
    tell: Tell,
) -> tuple[AskedCase, ...]:
    """Every question of every round, asked over the round's own index, which is made in `folder`.

    Raises:
        LoadError: if a passage cannot be indexed.
        UsageError: if a question is one that cannot be asked, such as a blank one.
    """
    asked: list[AskedCase] = []
    total = sum(len(one.cases) for one in rounds)
    for one in rounds:
        with opened_round(one, folder, encoder=encoder, tell=tell) as index:
            answering = answerer(index)
            for case in one.cases:
                asked.append(_ask(case, index, reader, answering))
                tell("asking", len(asked), total)
    return tuple(asked)


def gold_chunk(case: Case) -> Chunk:
    """The question's context as one chunk; its offsets are those of the gold answers."""
    context = case.question.context
    span = Span(0, len(context))
    return Chunk(case.text_sha256, span, context, headings=(), sentences=sentence_spans(context, span))


def _ask(case: Case, index: Index, reader: Reader, answerer: Answerer) -> AskedCase:
    question = case.question
    started = time.perf_counter()
    passages = index.retrieve(question.question, limit=PASSAGES_RANKED).passages
    retrieval_ms = (time.perf_counter() - started) * 1000
    response = answerer.answer(question.question, threshold=0.0)
    best = response.whole
    golds = question.gold_texts if case.kind is Kind.ANSWERABLE else ()
    text = best.text if best else ""
    return AskedCase(
        case=case,
        text=text,
        confidence=best.confidence if best else 0.0,
        right=is_right(text, golds),
        exact=exact_match(text, golds) if golds else 0.0,
        f1=f1(text, golds) if golds else 0.0,
        evidence_hit=best is not None and _evidence_hit(case, best),
        right_occurrence=best is not None and _right_occurrence(case, best),
        gold_rank=next((rank for rank, passage in enumerate(passages, start=1) if holds_gold(case, passage)), None),
        gold_reading=None if case.kind is Kind.FOREIGN else _read_gold(case, reader),
        retrieval_ms=retrieval_ms,
        answer_ms=response.took_ms,
    )


def _read_gold(case: Case, reader: Reader) -> ScoredAnswer:
    chunk = gold_chunk(case)
    (reading,) = reader.read(case.question.question, [chunk])
    best = reading.spans[0] if reading.spans else None
    return ScoredAnswer(
        text=best.span.slice(chunk.text) if best else "",
        margin=best.score - reading.no_answer_score if best else float("-inf"),
        gold_texts=case.question.gold_texts,
    )


def _evidence_hit(case: Case, answer: Answer) -> bool:
    citation = answer.citations[0]
    return citation.text_sha256 == case.text_sha256 and any(
        citation.evidence.start <= gold.start and gold.end <= citation.evidence.end for gold in case.question.answers
    )


def _right_occurrence(case: Case, answer: Answer) -> bool:
    citation = answer.citations[0]
    return citation.text_sha256 == case.text_sha256 and any(
        citation.start < gold.end and gold.start < citation.end for gold in case.question.answers
    )


def holds_gold(case: Case, passage: Passage) -> bool:
    """True if the passage holds a gold answer where it was marked, in the question's own context."""
    span = passage.chunk.span
    return passage.document.text_sha256 == case.text_sha256 and any(
        span.start <= gold.start and gold.end <= span.end for gold in case.question.answers
    )
