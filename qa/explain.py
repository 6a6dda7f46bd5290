"""Explanations: what retrieval, the reader and the threshold each did with one question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.qa.evidence import strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from citespan.corpus.blocks import BlockKind
    from citespan.qa.candidates import Candidate, Found
    from citespan.qa.confidence import Calibration
    from citespan.qa.evidence import Evidence

_SPANS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A span that the reader found: `margin` is by how much it prefers it to no answer, `strength` ranks all spans."""

    start: int
    end: int
    exact: str
    margin: float
    strength: float


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage that was read, with its place, what retrieval made of it and the reader's best spans in it, best first.

    `dense` is its cosine with the question, `lexical` its BM25 score, `score` what it was ranked by.
    """

    rank: int
    document_id: str
    source: str
    section: tuple[str, ...]
    kind: BlockKind
    start: int
    end: int
    dense: float
    lexical: float
    score: float
    spans: tuple[ReadSpan, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Share:
    """What one figure adds to the confidence: its `value` times its weight, on the scale of log-odds."""

    name: str
    value: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a response is as it is.

    `verdict` says it in words. `passages` are those that were read, as retrieval ranked them. `confidence` is the
    winner's, None if there was no candidate; `shares` are what it is made of, empty without a calibration.
    """

    verdict: str
    confidence: float | None
    threshold: float
    retrieval_weight: float
    shares: tuple[Share, ...]
    passages: tuple[ReadPassage, ...] = field(repr=False)


def explain(
    found: Found,
    best: Evidence | None,
    *,
    confidence: float,
    threshold: float,
    calibration: Calibration | None,
    filtered: bool,
) -> Explanation:
    """The explanation of what became of the candidates in `found`, of which `best` won with `confidence`.

    `filtered` if only documents that fulfil some conditions were asked.
    """
    weight = calibration.retrieval_weight if calibration else 0.0
    by_rank: dict[int, list[Candidate]] = {}
    for candidate in found.candidates:
        by_rank.setdefault(candidate.rank, []).append(candidate)
    return Explanation(
        verdict=(
            _verdict(found, best, confidence=confidence, threshold=threshold, weight=weight)
            if best
            else _nothing_read(found, filtered=filtered)
        ),
        confidence=round(confidence, 4) if best else None,
        threshold=threshold,
        retrieval_weight=weight,
        shares=_shares(best.features, calibration) if best and calibration else (),
        passages=tuple(
            ReadPassage(
                rank=rank,
                document_id=passage.document.document_id,
                source=passage.document.source,
                section=passage.chunk.headings,
                kind=passage.chunk.kind,
                start=passage.chunk.span.start,
                end=passage.chunk.span.end,
                dense=round(passage.dense, 4),
                lexical=round(passage.lexical, 4),
                score=round(passage.score, 4),
                spans=_spans(by_rank.get(rank, ()), weight),
            )
            for rank, passage in enumerate(found.retrieval.passages, start=1)
        ),
    )


def _spans(candidates: Iterable[Candidate], weight: float) -> tuple[ReadSpan, ...]:
    best_first = sorted(candidates, key=lambda candidate: -candidate.margin)
    return tuple(
        ReadSpan(
            candidate.span.start,
            candidate.span.end,
            candidate.text,
            round(candidate.margin, 2),
            round(strength(candidate, retrieval_weight=weight), 2),
        )
        for candidate in best_first[:_SPANS_SHOWN]
    )


def _shares(features: Mapping[str, float], calibration: Calibration) -> tuple[Share, ...]:
    base = Share("base", 1.0, round(calibration.intercept, 2))
    return (
        base,
        *(
            Share(name, round(features[name], 3), round(weight * features[name], 2))
            for name, weight in calibration.coefficients.items()
        ),
    )


def _nothing_read(found: Found, *, filtered: bool) -> str:
    passages = found.retrieval.passages
    if not passages:
        return f"Retrieval: {'no document fulfils the conditions' if filtered else 'the index is empty'}."
    nearest = max(passage.dense for passage in passages)
    return (
        f"Retrieval: no passage shares a word with the question or is near it (highest cosine {nearest:.2f});"
        " nothing was read."
    )


def _verdict(found: Found, best: Evidence, *, confidence: float, threshold: float, weight: float) -> str:
    winner = best.candidate
    own = strength(winner, retrieval_weight=weight)
    rivals = [c for c in found.candidates if c.text != winner.text]
    rival = max(rivals, key=lambda c: strength(c, retrieval_weight=weight), default=None)
    won = f"“{winner.text}” in passage {winner.rank} is the strongest span ({own:.2f})"
    if rival:
        value = strength(rival, retrieval_weight=weight)
        won += f", before “{rival.text}” in passage {rival.rank} ({value:.2f})"
    if confidence >= threshold:
        return f"Answered: {won}; its confidence of {confidence:.2f} reaches the threshold of {threshold:.2f}."
    doubt = (
        "the reader itself prefers no answer"
        if winner.margin < 0
        else "the reader prefers it to no answer, but not by enough"
    )
    return f"Threshold: {won}; {doubt}: its confidence of {confidence:.2f} is below the threshold of {threshold:.2f}."
