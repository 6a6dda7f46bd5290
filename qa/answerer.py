"""From a question to a response: retrieve, read, decide, cite."""

from __future__ import annotations

import time
from copy import copy
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, TypedDict, Unpack

from citespan.corpus.errors import UsageError
from citespan.index.search.spelling import Spelling
from citespan.qa.agreement.bullets import with_whole_lists
from citespan.qa.agreement.lists import listed, with_cells
from citespan.qa.agreement.namesakes import told_apart
from citespan.qa.agreement.sides import hear
from citespan.qa.answer import Agreement, Answer, Receipt, Response, Status
from citespan.qa.caching.answer_cache import PosedQuestion
from citespan.qa.candidates import PASSAGES_READ, Found, read_and_judge
from citespan.qa.confidence import DEFAULT_SILENCE_THRESHOLD, logistic, threshold_for
from citespan.qa.conversation.earlier import EarlierTurn
from citespan.qa.conversation.follow_up import Need, resolve
from citespan.qa.explain import explain
from citespan.qa.explanation import Grounds
from citespan.qa.outcome import Decision, cite_voice, lead_of, nearest, reason_for
from citespan.qa.question.parts import answers_another_part, in_parts
from citespan.qa.question.question import Question, check_question
from citespan.qa.rules.identity.rows import cells_alike
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.index.search.retrieve import Index, Retrieval
    from citespan.index.where import Where
    from citespan.qa.agreement.sides import Hearing
    from citespan.qa.caching.answer_cache import AnswerCache, RecalledStage, Sight
    from citespan.qa.confidence import Calibration
    from citespan.qa.evidence import Evidence
    from citespan.qa.reader.protocol import Reader

    Stage = Retrieval | Found | RecalledStage | Response

DEFAULT_THRESHOLD = 0.5
"""The confidence from which on a span is given as an answer, where nothing is calibrated."""


class AskOptions(TypedDict, total=False):
    """What may be said with a question, as `Answerer.answer` describes it."""

    threshold: float | None
    where: Where | None
    explained: bool
    as_typed: bool


class Answerer:
    """Answers questions from one index with one reader."""

    def __init__(
        self,
        index: Index,
        reader: Reader,
        *,
        calibration: Calibration | None = None,
        threshold: float | None = None,
        sample: bool = False,
    ) -> None:
        """Use `index` and `reader`; say in each receipt that the documents are the bundled ones if `sample`.

        Without a `calibration` the confidence is what the reader alone says. Without a `threshold` it is the
        calibration's, or `DEFAULT_THRESHOLD`.

        Raises:
            UsageError: if `threshold` is not in [0, 1].
        """
        self._index = index
        self._reader = reader
        self._calibration = calibration
        if threshold is None:
            threshold = calibration.threshold if calibration else DEFAULT_THRESHOLD
        self._threshold = _checked_threshold(threshold)
        self._silence_threshold = calibration.silence_threshold if calibration else DEFAULT_SILENCE_THRESHOLD
        self._sample = sample
        self._cache: AnswerCache | None = None
        self._sight: Sight = None

    def over(self, index: Index, *, sight: Sight = None) -> Answerer:
        """An answerer that is like this one in all but the index that it asks; `sight` limits what is seen of it."""
        other = copy(self)
        other._index, other._sight = index, sight
        return other

    def caching(self, cache: AnswerCache) -> Answerer:
        """An answerer that is like this one, and answers from `cache` what is asked again."""
        other = copy(self)
        other._cache = cache
        return other

    def current_fingerprint(self) -> str:
        """The fingerprint of the index that answers now.

        Raises:
            IndexMismatchError: if the index is damaged.
        """
        return self._index.fingerprint()

    @property
    def is_sample(self) -> bool:
        """True if the documents are the bundled ones."""
        return self._sample

    @property
    def index(self) -> Index:
        """The index that is asked."""
        return self._index

    def threshold_for(self, risk: float) -> float:
        """The lowest confidence at which at most `risk`, in (0, 1), of the answers are wrong.

        Raises:
            UsageError: if `risk` is out of range, or no threshold is certified for it.
        """
        return threshold_for(risk, self._calibration)

    def answer(
        self,
        question: str,
        *,
        threshold: float | None = None,
        where: Where | None = None,
        explained: bool = False,
        as_typed: bool = False,
    ) -> Response:
        """The response to `question`; `threshold` in [0, 1] overrides the answerer's own for this call.

        With `where` only the documents that fulfil it are asked. With `explained` it says what retrieval, reader and
        threshold did. With `as_typed` no word of the question is corrected.

        Raises:
            UsageError: if the question is blank or longer than the longest that is taken, the threshold is not in
                [0, 1], no document fulfils `where`, or the index holds none at all.
            IndexMismatchError: if the index is damaged.
        """
        stages = self.decide(question, threshold=threshold, where=where, explained=explained, as_typed=as_typed)
        for stage in stages:
            if isinstance(stage, Decision):
                return stage.response
        raise RuntimeError("the last stage is a decision")

    def stages(self, question: str | Question, **options: Unpack[AskOptions]) -> Iterator[Stage]:
        """What `answer` does, one stage after the other: what was retrieved, what was read there, the response.

        Each is worked on when it is asked for. Of a question in parts, each part is retrieved and read by itself.

        Raises:
            UsageError: as `answer` does, with the first stage.
            IndexMismatchError: if the index is damaged.
        """
        for stage in self.decide(question, **options):
            yield stage.response if isinstance(stage, Decision) else stage

    def decide(
        self,
        question: str | Question,
        *,
        threshold: float | None = None,
        where: Where | None = None,
        explained: bool = False,
        as_typed: bool = False,
    ) -> Iterator[Retrieval | Found | RecalledStage | Decision]:
        """The stages, of which the last says how sure the strongest span is, too, given or not."""
        asked = Question.of(check_question(question)) if isinstance(question, str) else question
        limit = self._threshold if threshold is None else _checked_threshold(threshold)
        options = PosedQuestion(asked.text, limit, where, explained=explained, as_typed=as_typed)
        stages = self._decided(asked, options)
        cache = self._cache
        yield from cache.decide(options, stages, index=self._index, sight=self._sight) if cache else stages

    def _decided(self, asked: Question, options: PosedQuestion) -> Iterator[Retrieval | Found | Decision]:
        started = time.perf_counter()
        typed, limit, where = options.text, options.threshold, options.where
        spelling = Spelling(typed, {}) if options.as_typed else self._index.correct(typed)
        if spelling.corrected:
            asked = Question.of(spelling.text)
        decisions: list[Decision] = []
        for written in tuple(map(Question.of, asked.parts or asked.left_open)) or (asked,):
            before = [decision.response for decision in decisions]
            part, refusal = _completed(written, before) if asked.left_open else (written, None)
            for stage in self._stages(part, before, refusal, limit=limit, where=where, explained=options.explained):
                if isinstance(stage, Decision):
                    decisions.append(stage)
                else:
                    yield stage
        took_ms = round((time.perf_counter() - started) * 1000, 1)
        responses = [decision.response for decision in decisions]
        response = in_parts(typed, responses, took_ms=took_ms) if len(responses) > 1 else responses[0]
        confidence = max(decision.confidence for decision in decisions)
        yield Decision(replace(response, question=typed, corrected=spelling.corrected or None), confidence)

    def _stages(
        self,
        question: Question,
        others: Sequence[Response],
        refusal: Refusal | None,
        *,
        limit: float,
        where: Where | None,
        explained: bool,
    ) -> Iterator[Retrieval | Found | Decision]:
        """The stages of a question, or of a part of one, of which `others` were answered before.

        With a `refusal` nothing is read.
        """
        started = time.perf_counter()
        retrieval = self._index.retrieve(question.query, limit=PASSAGES_READ, where=where)
        yield retrieval
        if refusal:
            found = Found(retrieval, (), refusal=refusal)
        else:
            found = read_and_judge(self._index, self._reader, question, retrieval, where=where)
        yield found
        heads = [one.candidate for one in found.refused if one.refusal.rule is Rule.HEAD_OF_A_LIST]
        found = replace(found, candidates=with_whole_lists(question, found.candidates, heads=heads))
        weight = self._calibration.retrieval_weight if self._calibration else 0.0
        hearing = hear(
            question, found.candidates, retrieval_weight=weight, confidence=self._confidence, threshold=limit
        )
        if hearing:
            hearing = told_apart(question, listed(question, hearing, threshold=limit), threshold=limit)
            cells = cells_alike(question.text, hearing.answer.candidate, retrieval.passages)
            hearing = with_cells(hearing, cells)
        answers = _answers(hearing) if hearing and hearing.answer.confidence >= limit else ()
        lead = None
        if answers_another_part(answers, others):
            answers = ()
        elif hearing and not answers:
            lead = lead_of(hearing.answer, silence_threshold=self._silence_threshold)
        grounds = Grounds(found, hearing, limit, self._silence_threshold, self._calibration, filtered=where is not None)
        response = Response(
            question=question.text,
            status=Status.ANSWERED if answers else Status.ABSTAINED,
            reason=None if answers else reason_for(lead),
            agreement=_agreement(answers, is_list=hearing is not None and bool(hearing.items)),
            answers=answers,
            lead=lead,
            nearest=() if answers else nearest(found, retrieval_weight=weight),
            receipt=Receipt(
                citespan=version("citespan"),
                index=f"sample:{retrieval.fingerprint}" if self._sample else retrieval.fingerprint,
                encoder=self._index.encoder_name,
                reader=self._reader.name,
                calibration=self._calibration.name if self._calibration else None,
                threshold=limit,
                silence_threshold=self._silence_threshold,
            ),
            explanation=explain(grounds) if explained else None,
            refused=found.refusal,
            took_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        yield Decision(response, round(hearing.answer.confidence, 4) if hearing else 0.0)

    def _confidence(self, best: Evidence) -> float:
        return self._calibration.confidence(best) if self._calibration else logistic(best.candidate.margin)


def _completed(part: Question, before: Sequence[Response]) -> tuple[Question, Refusal | None]:
    """A part of a question with what its pronoun stands for after the parts `before`; refused if that is unsure."""
    if not before:
        return part, None
    if before[-1].answers and (read := resolve(part.text, [EarlierTurn.of(before[-1])])) and read.need is Need.CERTAIN:
        return Question.of(read.question), None
    detail = f"“{part.text}” leaves open what it asks about; ask it as a question of its own"
    return part, Refusal(Rule.OPEN_PART, detail)


def _checked_threshold(threshold: float) -> float:
    if not 0 <= threshold <= 1:
        raise UsageError(f"a threshold lies between 0 and 1, {threshold} does not")
    return threshold


def _answers(hearing: Hearing) -> tuple[Answer, ...]:
    """One answer for each side, with a citation of every document on it."""
    return tuple(
        Answer(
            text=(citations := tuple(map(cite_voice, side)))[0].exact,
            confidence=round(side[0].confidence, 4),
            citations=citations,
        )
        for side in hearing.sides
    )


def _agreement(answers: Sequence[Answer], *, is_list: bool) -> Agreement | None:
    if len(answers) > 1:
        return Agreement.LIST if is_list else Agreement.CONFLICTING
    if answers and len(answers[0].citations) > 1:
        return Agreement.CORROBORATED
    return Agreement.SINGLE if answers else None
