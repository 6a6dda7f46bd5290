"""From a question to a response: retrieve, read, decide, cite."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.qa.answer import Agreement, Answer, NearPassage, Reason, Receipt, Response, Status
from citespan.qa.cite import cite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.index.retrieve import Index, Passage
    from citespan.qa.reader.protocol import Reader, ScoredSpan

DEFAULT_THRESHOLD = 0.5
"""The confidence from which on a span is given as an answer."""

MAX_QUESTION_CHARACTERS = 1000
"""The longest question that is taken, in code points."""

_PASSAGES_READ = 8
_PASSAGES_SHOWN = 3
_RELEVANT_COSINE = 0.25


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    scored: ScoredSpan
    margin: float


class Answerer:
    """Answers questions from one index with one reader."""

    def __init__(
        self, index: Index, reader: Reader, *, threshold: float = DEFAULT_THRESHOLD, sample: bool = False
    ) -> None:
        """Use `index` and `reader`; say in each receipt that the documents are the bundled ones if `sample`.

        Raises:
            UsageError: if `threshold` is not in [0, 1].
        """
        self._index = index
        self._reader = reader
        self._threshold = _checked_threshold(threshold)
        self._sample = sample

    def current_fingerprint(self) -> str:
        """The fingerprint of the index that answers now.

        Raises:
            IndexMismatchError: if the index is damaged.
        """
        return self._index.fingerprint()

    def answer(self, question: str, *, threshold: float | None = None) -> Response:
        """The response to `question`; `threshold` in [0, 1] overrides the answerer's own for this call.

        Raises:
            UsageError: if the question is blank or longer than `MAX_QUESTION_CHARACTERS`, or the threshold is not in
                [0, 1].
            IndexMismatchError: if the index is damaged.
        """
        started = time.perf_counter()
        question = checked_question(question)
        limit = self._threshold if threshold is None else _checked_threshold(threshold)
        retrieval = self._index.retrieve(question, limit=_PASSAGES_READ)
        best = None
        if any(passage.lexical > 0 or passage.dense >= _RELEVANT_COSINE for passage in retrieval.passages):
            best = self._best(question, retrieval.passages)
        confidence = _logistic(best.margin) if best else 0.0
        answered = best is not None and confidence >= limit
        answers = [_answer(best, confidence)] if best and answered else []
        reason = None
        if not answered:
            reason = Reason.LOW_CONFIDENCE if best else Reason.NO_RELEVANT_PASSAGE
        return Response(
            question=question,
            status=Status.ANSWERED if answered else Status.ABSTAINED,
            reason=reason,
            agreement=Agreement.SINGLE if answered else None,
            answers=tuple(answers),
            nearest=() if answered else _nearest(retrieval.passages),
            receipt=Receipt(
                citespan=version("citespan"),
                index=f"sample:{retrieval.fingerprint}" if self._sample else retrieval.fingerprint,
                encoder=self._index.encoder_name,
                reader=self._reader.name,
                calibration=None,
                threshold=limit,
            ),
            took_ms=round((time.perf_counter() - started) * 1000, 1),
        )

    def _best(self, question: str, passages: Sequence[Passage]) -> _Candidate | None:
        readings = self._reader.read(question, [passage.chunk for passage in passages])
        candidates = [
            _Candidate(passage, reading.spans[0], reading.spans[0].score - reading.no_answer_score)
            for passage, reading in zip(passages, readings, strict=True)
            if reading.spans
        ]
        return max(candidates, key=lambda candidate: candidate.margin, default=None)


def checked_question(question: str) -> str:
    """The question without blanks around it.

    Raises:
        UsageError: if nothing is left, or more than `MAX_QUESTION_CHARACTERS`, or it holds half a character.
    """
    stripped = question.strip()
    try:
        stripped.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise UsageError(f"the question is not valid Unicode at character {exc.start}; send it as UTF-8") from exc
    if not stripped:
        raise UsageError("the question is blank; ask something, for example: Who visited Pakistan?")
    if len(stripped) > MAX_QUESTION_CHARACTERS:
        raise UsageError(
            f"the question has {len(stripped)} characters, {MAX_QUESTION_CHARACTERS} at most are taken; shorten it"
        )
    return stripped


def _checked_threshold(threshold: float) -> float:
    if not 0 <= threshold <= 1:
        raise UsageError(f"a threshold lies between 0 and 1, {threshold} does not")
    return threshold


def _answer(best: _Candidate, confidence: float) -> Answer:
    citation = cite(best.passage.document, best.scored.span, sentences=best.passage.chunk.sentences)
    return Answer(text=citation.exact, confidence=round(confidence, 4), citations=(citation,))


def _nearest(passages: Sequence[Passage]) -> tuple[NearPassage, ...]:
    shown = sorted(passages[:_PASSAGES_SHOWN], key=lambda passage: -passage.dense)
    return tuple(NearPassage(round(p.dense, 4), cite(p.document, p.chunk.span)) for p in shown)


def _logistic(margin: float) -> float:
    return 1 / (1 + math.exp(-margin)) if margin >= 0 else 1 - 1 / (1 + math.exp(margin))
