"""Why a response is as it is, in plain words: what was found, how sure that is, what else was near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.qa.agreement.sides import Stance
from citespan.qa.evidence import MAX_GAP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from citespan.qa.agreement.sides import Hearing, Voice
    from citespan.qa.candidates import Candidate, Found
    from citespan.qa.confidence import Calibration
    from citespan.qa.explanation import Grounds

_MOST_DOUBTS = 3
_LEAST_DOUBT = 0.4
"""What a figure has to cost, in log-odds, to be worth a word."""

_WOULD_ABSTAIN = "the reader itself would rather say that there is no answer"

_MOST_NEAR = 3
_LEAST_NEAR = 0.05
"""The confidence from which on what an unsure document says is worth a word."""

_LESS_IS_MORE = frozenset(("rank", "rivals"))
"""The figures that support an answer the lower they are; `citespan.qa.evidence.Evidence` says what all mean."""


def why(grounds: Grounds) -> tuple[str, ...]:
    """Sentences that say why there is this answer or none; what stands between “ and ” in them is verbatim."""
    told = _of(grounds, grounds.hearing) if grounds.hearing else _of_nothing(grounds.found)
    others = ("Only the documents that fulfil the conditions were asked; others may say more.",)
    return (*told, *(others if grounds.filtered else ()))


def _of_nothing(found: Found) -> Iterator[str]:
    if found.refusal:
        yield f"There can be no answer: {found.refusal.detail}."
        return
    if found.refused:
        first = max(found.refused, key=lambda one: one.candidate.margin)
        yield f"What was found is no answer: {first.refusal.detail}."
        return
    nearest = max(found.retrieval.passages, key=lambda passage: passage.dense)
    yield (
        "No passage shares a word with the question or is close to it in meaning, so none was read;"
        f" the closest stands in {nearest.document.source}, with a cosine of {nearest.dense:.2f}."
    )


def _of(grounds: Grounds, hearing: Hearing) -> Iterator[str]:
    answer, calibration = hearing.answer, grounds.calibration
    place = f"{_quoted(answer.candidate)}, in {_rank(answer.candidate.rank, len(grounds.found.retrieval.passages))}"
    given = answer.confidence >= grounds.threshold
    if given:
        yield f"The answer is {place}."
    elif answer.confidence < grounds.silence_threshold:
        yield f"There is no answer: nothing in these documents seems to speak to the question. The best is {place}."
    else:
        yield f"There is no answer: nothing is sure enough. The most likely is {place}."
    limit = f"{grounds.threshold:.2f} is {'enough' if given else 'needed'}"
    yield f"Its confidence is {answer.confidence:.2f}, and {limit}: {_meaning(answer, calibration)}"
    if doubts := _doubts(hearing.evidence.features, calibration):
        yield f"What makes it less sure: {'; '.join(doubts)}."
    winner = hearing.evidence.candidate
    rival = grounds.rival(winner)
    if rival and not _is_heard(rival, hearing):
        behind = grounds.strength(winner) - grounds.strength(rival)
        yield f"Next in strength comes {_quoted(rival)}, {_distance(behind)}."
    for voice in hearing.voices:
        if sentence := _beside(voice):
            yield sentence
    yield from _near(hearing)


def _meaning(answer: Voice, calibration: Calibration | None) -> str:
    if calibration is None:
        return "that is the reader's own word, for nothing is calibrated for it."
    right = round(answer.confidence * 100)
    return f"about {right} of 100 such answers should be right, if your questions are like those it was fitted on."


def _doubts(features: Mapping[str, float], calibration: Calibration | None) -> tuple[str, ...]:
    """What cost most confidence against a clear case, by the calibration's own weights."""
    if calibration is None:
        return (_WOULD_ABSTAIN,) if features["margin"] < 0 else ()
    costs = {
        name: weight * (calibration.clear[name] - features[name])
        for name, weight in calibration.coefficients.items()
        if (weight < 0) is (name in _LESS_IS_MORE)
    }
    worst = sorted((name for name, cost in costs.items() if cost >= _LEAST_DOUBT), key=lambda name: -costs[name])
    words = {
        "margin": _WOULD_ABSTAIN if features["margin"] < 0 else "the reader is not very sure of it",
        "gap": "something else in the documents came close",
        "rivals": "several other things in the documents could be meant",
        "dense": "its passage is not very close to the question in meaning",
        "rank": "other passages fit the question better",
        "coverage": f"its passage holds {_share(features['coverage'])} of the question's words",
        "sentence": f"its sentence holds {_share(features['sentence'])} of the question's words",
        "names": "its passage lacks a name or number of the question",
    }
    return tuple(words[name] for name in worst if name in words)[:_MOST_DOUBTS]


def _share(value: float) -> str:
    return f"only {value:.0%}" if value else "none"


def _is_heard(candidate: Candidate, hearing: Hearing) -> bool:
    """True if it is what its document is heard with: a sentence of its own tells of it then."""
    heard = {(voice.candidate.passage.document.document_id, voice.candidate.span) for voice in hearing.voices}
    return (candidate.passage.document.document_id, candidate.span) in heard


def _distance(behind: float) -> str:
    if behind < MAX_GAP / 4:
        return "close behind"
    return "well behind" if behind < MAX_GAP * 3 / 4 else "far behind"


def _beside(voice: Voice) -> str:
    """What a document besides the answer's is to the answer; nothing of those that are not sure enough."""
    source, said = voice.candidate.passage.document.source, f"“{voice.candidate.text}”"
    sentences = {
        Stance.SAME: f"{source} says the same: {said}, {voice.confidence:.2f} by itself.",
        Stance.COPY: f"{source} carries a copy of a text that is counted already.",
        Stance.OTHER: f"{source} says otherwise: {said}, {voice.confidence:.2f} by itself.",
        Stance.UNCLEAR: f"{source} has {said}, which can be told neither to agree nor to disagree.",
    }
    return sentences.get(voice.standing, "")


def _near(hearing: Hearing) -> Iterator[str]:
    """The documents that were not sure enough to count."""
    unsure = [voice for voice in hearing.voices if voice.standing is Stance.UNSURE]
    near = sorted((v for v in unsure if v.confidence >= _LEAST_NEAR), key=lambda voice: -voice.confidence)[:_MOST_NEAR]
    if near:
        listed = "; ".join(f"{_quoted(voice.candidate)} ({voice.confidence:.2f})" for voice in near)
        yield f"Also near, but not sure enough to count: {listed}."
    elif unsure:
        yield "Nothing in the other documents came near."


def _quoted(candidate: Candidate) -> str:
    return f"“{candidate.text}” in {candidate.passage.document.source}"


def _rank(rank: int, passages: int) -> str:
    fitting = "that fits best" if rank == 1 else f"that fits as number {rank}"
    return f"the passage {fitting} of the {passages} that were read"
