"""Explaining: what retrieval, the reader and the threshold each did with one question."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from citespan.qa.agreement.sides import Stance
from citespan.qa.explanation import Explanation, HeardDocument, ReadPassage, ReadSpan, Share
from citespan.qa.why import why

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from citespan.corpus.document import Span
    from citespan.qa.agreement.sides import Hearing, Voice
    from citespan.qa.candidates import Candidate, Found
    from citespan.qa.confidence import Calibration
    from citespan.qa.explanation import Grounds
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


def explain(grounds: Grounds) -> Explanation:
    """The explanation of the response that was decided on these grounds."""
    found, hearing, calibration = grounds.found, grounds.hearing, grounds.calibration
    told = {(one.candidate.rank, one.candidate.span): one.refusal for one in found.refused}
    by_rank: dict[int, list[Candidate]] = {}
    for candidate in (*found.candidates, *(one.candidate for one in found.refused)):
        by_rank.setdefault(candidate.rank, []).append(candidate)
    return Explanation(
        verdict=_verdict(grounds, hearing) if hearing else _nothing_read(found),
        why=why(grounds),
        confidence=round(hearing.answer.confidence, 4) if hearing else None,
        threshold=grounds.threshold,
        retrieval_weight=grounds.retrieval_weight,
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
                spans=_spans(by_rank.get(rank, ()), grounds, told),
            )
            for rank, passage in enumerate(found.retrieval.passages, start=1)
        ),
    )


def _spans(
    candidates: Iterable[Candidate], grounds: Grounds, told: Mapping[tuple[int, Span], Refusal]
) -> tuple[ReadSpan, ...]:
    best_first = sorted(candidates, key=lambda candidate: -candidate.margin)
    return tuple(
        ReadSpan(
            candidate.span.start,
            candidate.span.end,
            candidate.text,
            round(candidate.margin, 2),
            round(grounds.strength(candidate), 2),
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


def _verdict(grounds: Grounds, hearing: Hearing) -> str:
    winner, confidence, threshold = hearing.evidence.candidate, hearing.answer.confidence, grounds.threshold
    won = f"“{winner.text}” in passage {winner.rank} is the strongest span ({grounds.strength(winner):.2f})"
    if rival := grounds.rival(winner):
        won += f", before “{rival.text}” in passage {rival.rank} ({grounds.strength(rival):.2f})"
    if confidence >= threshold:
        reached = f"its confidence of {confidence:.2f} reaches the threshold of {threshold:.2f}."
        return f"Answered: {won}; {reached}{_said_beside(hearing)}"
    doubt = (
        "the reader itself prefers no answer"
        if winner.margin < 0
        else "the reader prefers it to no answer, but not by enough"
    )
    below = f"its confidence of {confidence:.2f} is below the threshold of {threshold:.2f}"
    if confidence < (silence := grounds.silence_threshold):
        return f"Silent: {won}; {doubt}: {below}, and below {silence:.2f}, from which on a lead is shown."
    return f"Unsure: {won}; {doubt}: {below}. It is shown as a lead, not as an answer."
