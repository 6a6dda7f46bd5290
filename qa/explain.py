"""Explanations: what retrieval, the reader and the threshold each did with one question."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.qa.agreement.sides import Stance
from citespan.qa.evidence import strength
from citespan.qa.why import why

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from citespan.corpus.document import Span
    from citespan.corpus.text.blocks import BlockKind
    from citespan.qa.agreement.sides import Hearing, Voice
    from citespan.qa.candidates import Candidate, Found
    from citespan.qa.confidence import Calibration
    from citespan.qa.rules.verdict import Refusal

_SPANS_SHOWN = 3
_VERBS = {
    Stance.SAME: "saying the same",
    Stance.COPY: "with a copy of a text that is cited",
    Stance.OTHER: "saying otherwise",
    Stance.ITEM: "with further items",
    Stance.UNCLEAR: "that cannot be compared with it",
    Stance.UNSURE: "not sure enough",
}


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A span that the reader found: `margin` is by how much it prefers it to no answer, `strength` ranks all spans.

    `refused` says why a rule refused it, beginning with the rule's name; None if none did.
    """

    start: int
    end: int
    exact: str
    margin: float
    strength: float
    refused: str | None = None


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
class HeardDocument:
    """What one document says by itself: its best span, how sure that is, and what it is to the answer.

    `side` counts the answers of the response from 0; None if it is on no side.
    """

    document_id: str
    source: str
    start: int
    end: int
    exact: str
    confidence: float
    standing: Stance
    side: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a response is as it is.

    `verdict` says it in words, `why` in plain ones. `documents` are those in which a span was found, the answer's
    first, then the strongest. `passages` are those that were read, as retrieval ranked them. `confidence` is the
    winner's, None if there was no candidate; `shares` are what it is made of, empty without a calibration.
    """

    verdict: str
    why: tuple[str, ...]
    confidence: float | None
    threshold: float
    retrieval_weight: float
    shares: tuple[Share, ...]
    documents: tuple[HeardDocument, ...]
    passages: tuple[ReadPassage, ...] = field(repr=False)


def explain(
    found: Found,
    hearing: Hearing | None,
    *,
    threshold: float,
    silence_threshold: float,
    calibration: Calibration | None,
    filtered: bool,
) -> Explanation:
    """The explanation of what became of the candidates in `found`; `hearing` is what their documents say.

    `filtered` if only documents that fulfil some conditions were asked.
    """
    weight = calibration.retrieval_weight if calibration else 0.0
    told = {(one.candidate.rank, one.candidate.span): one.refusal for one in found.refused}
    by_rank: dict[int, list[Candidate]] = {}
    for candidate in (*found.candidates, *(one.candidate for one in found.refused)):
        by_rank.setdefault(candidate.rank, []).append(candidate)
    return Explanation(
        verdict=(
            _verdict(found, hearing, threshold=threshold, silence_threshold=silence_threshold, weight=weight)
            if hearing
            else _nothing_read(found)
        ),
        why=why(
            found,
            hearing,
            threshold=threshold,
            silence_threshold=silence_threshold,
            calibration=calibration,
            filtered=filtered,
        ),
        confidence=round(hearing.answer.confidence, 4) if hearing else None,
        threshold=threshold,
        retrieval_weight=weight,
        shares=_shares(hearing.evidence.features, calibration) if hearing and calibration else (),
        documents=tuple(map(_heard, hearing.voices)) if hearing else (),
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
                spans=_spans(by_rank.get(rank, ()), weight, told),
            )
            for rank, passage in enumerate(found.retrieval.passages, start=1)
        ),
    )


def _spans(
    candidates: Iterable[Candidate], weight: float, told: Mapping[tuple[int, Span], Refusal]
) -> tuple[ReadSpan, ...]:
    best_first = sorted(candidates, key=lambda candidate: -candidate.margin)
    return tuple(
        ReadSpan(
            candidate.span.start,
            candidate.span.end,
            candidate.text,
            round(candidate.margin, 2),
            round(strength(candidate, retrieval_weight=weight), 2),
            f"{refusal.rule}: {refusal.detail}" if (refusal := told.get((candidate.rank, candidate.span))) else None,
        )
        for candidate in best_first[:_SPANS_SHOWN]
    )


def _heard(voice: Voice) -> HeardDocument:
    document, span = voice.candidate.passage.document, voice.candidate.span
    return HeardDocument(
        document_id=document.document_id,
        source=document.source,
        start=span.start,
        end=span.end,
        exact=voice.candidate.text,
        confidence=round(voice.confidence, 4),
        standing=voice.standing,
        side=voice.side,
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


def _nothing_read(found: Found) -> str:
    if told := _refused(found):
        return told
    passages = found.retrieval.passages
    nearest = max(passage.dense for passage in passages)
    return (
        f"Retrieval: no passage shares a word with the question or is near it (highest cosine {nearest:.2f});"
        " nothing was read."
    )


def _refused(found: Found) -> str | None:
    """Which rule left nothing to answer with; None if none did."""
    if found.refusal:
        return f"Rule {found.refusal.rule}: {found.refusal.detail}."
    if not found.refused:
        return None
    first = max(found.refused, key=lambda one: one.candidate.margin)
    others = f", and {len(found.refused) - 1} more spans were refused" if len(found.refused) > 1 else ""
    return f"Rule {first.refusal.rule}: {first.refusal.detail}{others}."


def _said_beside(hearing: Hearing) -> str:
    """In words, what the documents besides the answer's say."""
    counts = Counter(voice.standing for voice in hearing.voices)
    said = [f"{counts[standing]} {verb}" for standing, verb in _VERBS.items() if counts[standing]]
    return f" Other documents: {', '.join(said)}." if said else ""


def _verdict(found: Found, hearing: Hearing, *, threshold: float, silence_threshold: float, weight: float) -> str:
    winner, confidence = hearing.evidence.candidate, hearing.answer.confidence
    own = strength(winner, retrieval_weight=weight)
    rivals = [c for c in found.candidates if c.text != winner.text]
    rival = max(rivals, key=lambda c: strength(c, retrieval_weight=weight), default=None)
    won = f"“{winner.text}” in passage {winner.rank} is the strongest span ({own:.2f})"
    if rival:
        value = strength(rival, retrieval_weight=weight)
        won += f", before “{rival.text}” in passage {rival.rank} ({value:.2f})"
    if confidence >= threshold:
        reached = f"its confidence of {confidence:.2f} reaches the threshold of {threshold:.2f}."
        return f"Answered: {won}; {reached}{_said_beside(hearing)}"
    doubt = (
        "the reader itself prefers no answer"
        if winner.margin < 0
        else "the reader prefers it to no answer, but not by enough"
    )
    below = f"its confidence of {confidence:.2f} is below the threshold of {threshold:.2f}"
    if confidence < silence_threshold:
        return f"Silent: {won}; {doubt}: {below}, and below {silence_threshold:.2f}, from which on a lead is shown."
    return f"Unsure: {won}; {doubt}: {below}. It is shown as a lead, not as an answer."
