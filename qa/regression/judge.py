"""Judging one question: ask it, compare, and if it failed find the stage that did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.contents import read_documents
from citespan.qa.answer import Agreement
from citespan.qa.candidates import find_candidates
from citespan.qa.cite import cite
from citespan.qa.question.question import Question
from citespan.qa.regression.matching import holds_accepted, is_accepted
from citespan.qa.regression.places import PlaceError, goals_of, shortened
from citespan.qa.regression.stages import Finding, Stage

if TYPE_CHECKING:
    from citespan.index.search.retrieve import Index, Passage
    from citespan.qa.answer import Answer, Response
    from citespan.qa.answerer import Answerer
    from citespan.qa.candidates import Candidate
    from citespan.qa.conversation import Conversation, Turn
    from citespan.qa.reader.protocol import Reader
    from citespan.qa.regression.cases import KnownQuestion
    from citespan.qa.regression.places import Find, Goal

_RANKS_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tested: something that answers, and the index and reader that it answers from."""

    answerer: Answerer
    index: Index
    reader: Reader


@dataclass(frozen=True, slots=True)
class _Diagnosis:
    stage: Stage
    detail: str


def looked_up(question: KnownQuestion, find: Find) -> tuple[Goal, ...] | Finding:
    """What a question must get, with its places looked up; the finding that they are missing, if one is.

    Raises:
        LoadError: if a cited document cannot be read.
    """
    try:
        return goals_of(question, find)
    except PlaceError as exc:
        return Finding(question, Stage.PLACE_MISSING, str(exc))


def judged(question: KnownQuestion, goals: tuple[Goal, ...], subject: Subject, conversation: Conversation) -> Finding:
    """What comes of a question whose places were found, asked as the next one of its `conversation`.

    Only a failure is looked into, so that passing costs nothing.

    Raises:
        IndexMismatchError: if the index is damaged.
    """
    try:
        turn = conversation.ask(question.text)
    except UsageError as exc:
        return Finding(question, Stage.NOT_ASKABLE, str(exc), goals)
    diagnosis = _diagnosis(question, goals, turn, subject)
    return Finding(question, diagnosis.stage, diagnosis.detail, goals, turn.response)


def _diagnosis(question: KnownQuestion, goals: tuple[Goal, ...], turn: Turn, subject: Subject) -> _Diagnosis:
    answers = turn.response.answers
    if not question.is_answerable:
        if not answers:
            return _Diagnosis(Stage.PASSED, "")
        detail = f"the documents do not say, but an answer was given with confidence {answers[0].confidence:.2f}"
        return _Diagnosis(Stage.ANSWERED_UNANSWERABLE, detail)
    if question.conflict or question.items:
        return _several(question, goals, turn, subject)
    if not answers:
        return _silence(question, goals[0], turn, subject)
    if _begins_right(question, goals[0], turn.response):
        return _Diagnosis(Stage.PASSED, "")
    return _wrong(question, goals[0], turn, subject)


def _several(question: KnownQuestion, goals: tuple[Goal, ...], turn: Turn, subject: Subject) -> _Diagnosis:
    """What comes of a question that must get all sides of a conflict, or all items of a list."""
    response = turn.response
    shown = [any(_is_right(question, goal, answer) for answer in response.answers) for goal in goals]
    if all(shown) and (question.items or response.agreement is Agreement.CONFLICTING):
        return _Diagnosis(Stage.PASSED, "")
    if not response.answers:
        return _silence(question, goals[0], turn, subject)
    if not any(shown):
        return _wrong(question, goals[0], turn, subject)
    if all(shown):
        agreement = response.agreement.value if response.agreement else "none"
        return _Diagnosis(Stage.CONFLICT_NOT_SHOWN, f"all sides are shown, but as {agreement!r}, not as 'conflicting'")
    missing = [_named(goal) for goal, is_shown in zip(goals, shown, strict=True) if not is_shown]
    stage, what = (Stage.ITEMS_MISSING, "items") if question.items else (Stage.CONFLICT_NOT_SHOWN, "sides")
    return _Diagnosis(stage, f"{sum(shown)} of {len(shown)} {what}; missing: {'; '.join(missing)}")


def _silence(question: KnownQuestion, goal: Goal, turn: Turn, subject: Subject) -> _Diagnosis:
    if lost := _nowhere(question, goal, subject) or _lost(question, goal, turn, subject):
        return lost
    loose = subject.answerer.answer(turn.asked, threshold=0.0)
    forced = loose.answers
    if _begins_right(question, goal, loose):
        detail = f"confidence {forced[0].confidence:.4f}, threshold {turn.response.receipt.threshold:.4f}"
        return _Diagnosis(Stage.BELOW_THRESHOLD, detail)
    instead = f"; another came first: {shortened(forced[0].text)!r}" if forced else ""
    return _Diagnosis(Stage.SILENT, f"the right span was read{instead}, and nothing was sure enough")


def _wrong(question: KnownQuestion, goal: Goal, turn: Turn, subject: Subject) -> _Diagnosis:
    answer = turn.response.answers[0]
    if _says_it(question, goal, answer.text):
        return _Diagnosis(Stage.WRONG_PLACE, "the words are accepted, but they were read elsewhere")
    if goal.targets and any(target.is_touched_by(citation) for citation in answer.citations for target in goal.targets):
        return _Diagnosis(Stage.WRONG_ANSWER, "from the right place, but not the accepted words")
    if lost := _nowhere(question, goal, subject) or _lost(question, goal, turn, subject):
        return lost
    return _Diagnosis(Stage.WRONG_ANSWER, "the expected span was read, but another was preferred")


def _nowhere(question: KnownQuestion, goal: Goal, subject: Subject) -> _Diagnosis | None:
    """That the accepted words stand in no document, if so: the case is wrong then, or a document is missing."""
    if goal.targets or not goal.accepted:
        return None
    match, tolerance = question.match, question.tolerance
    documents = read_documents(subject.index.folder)
    if any(holds_accepted(one.text, goal.accepted, match=match, tolerance=tolerance) for one in documents):
        return None
    words = " or ".join(map(repr, goal.accepted))
    return _Diagnosis(Stage.NOWHERE, f"{words}; correct the case, or index the document that says so")


def _lost(question: KnownQuestion, goal: Goal, turn: Turn, subject: Subject) -> _Diagnosis | None:
    """Where the right span was lost before anybody weighed it; None if it was among the candidates."""
    found = find_candidates(subject.index, subject.reader, Question.of(turn.asked))
    if not any(_holds(question, goal, passage) for passage in found.retrieval.passages):
        deeper = subject.index.retrieve(turn.asked, limit=_RANKS_LOOKED_AT).passages
        ranks = [rank for rank, passage in enumerate(deeper, start=1) if _holds(question, goal, passage)]
        where = f"its passage has rank {ranks[0]}" if ranks else f"its passage is not among the first {len(deeper)}"
        return _Diagnosis(Stage.NOT_RETRIEVED, f"{where}; {len(found.retrieval.passages)} were read")
    if any(_is_right_candidate(question, goal, candidate) for candidate in found.candidates):
        return None
    near = [candidate for candidate in found.candidates if _holds(question, goal, candidate.passage)]
    best = max(near, key=lambda candidate: candidate.margin, default=None)
    instead = f"; what it found there first is {shortened(best.text)!r}" if best else ""
    return _Diagnosis(Stage.NOT_READ, f"the reader did not find the span in its passage{instead}")


def _begins_right(question: KnownQuestion, goal: Goal, response: Response) -> bool:
    """True if the first answer is right, or a list as a whole."""
    return any(_is_right(question, goal, answer) for answer in (*response.answers[:1], response.whole) if answer)


def _is_right(question: KnownQuestion, goal: Goal, answer: Answer) -> bool:
    if goal.accepted and not _says_it(question, goal, answer.text):
        return False
    return not goal.targets or any(
        target.is_touched_by(citation) for citation in answer.citations for target in goal.targets
    )


def _says_it(question: KnownQuestion, goal: Goal, text: str) -> bool:
    """True if the words are accepted; where any words from the right place will do, none are by themselves."""
    return is_accepted(text, goal.accepted, match=question.match, tolerance=question.tolerance)


def _is_right_candidate(question: KnownQuestion, goal: Goal, candidate: Candidate) -> bool:
    citation = cite(candidate.passage.document, candidate.span)
    if goal.targets and not any(target.is_touched_by(citation) for target in goal.targets):
        return False
    return not goal.accepted or _says_it(question, goal, citation.exact)


def _holds(question: KnownQuestion, goal: Goal, passage: Passage) -> bool:
    if goal.targets:
        return any(target.is_in(passage.document, passage.chunk.span) for target in goal.targets)
    return holds_accepted(passage.chunk.text, goal.accepted, match=question.match, tolerance=question.tolerance)


def _named(goal: Goal) -> str:
    if goal.accepted:
        return repr(goal.accepted[0])
    return ", ".join(target.document.source for target in goal.targets)
