"""A conversation: each question is asked as typed and, if it needs its context, as resolved from the earlier turns."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

from citespan.qa.answer import Response
from citespan.qa.conversation.earlier import MAX_EARLIER_TURNS, EarlierTurn
from citespan.qa.conversation.follow_up import Need, resolve
from citespan.qa.conversation.phrases import tokens_of
from citespan.qa.outcome import Decision
from citespan.qa.question.question import Question, check_question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from citespan.qa.answerer import Answerer, AskOptions, Stage
    from citespan.qa.conversation.follow_up import ResolvedQuestion


_LESS_LIKELY = 1.0
"""By how much each further way to resolve a question is less likely, in log-odds."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and its response.

    `question` is as it was typed, without blanks around it; `asked` is the reading that was answered: the question as
    resolved from the conversation, or `question` itself where that stands alone or has the stronger evidence.
    """

    question: str
    asked: str
    response: Response


class Conversation:
    """Asks one question after the other, each in the context of the earlier ones. Not for several threads."""

    def __init__(self, answerer: Answerer, earlier: Iterable[EarlierTurn] = ()) -> None:
        """Ask `answerer`; go on after the turns in `earlier`, of which the last `MAX_EARLIER_TURNS` count.

        An earlier question that was a follow-up itself is resolved from those before it, if it can be.
        """
        self._answerer = answerer
        self._earlier: tuple[EarlierTurn, ...] = ()
        for turn in earlier:
            resolution = resolve(turn.question, self._earlier)
            self._remember(
                replace(turn, question=resolution.question) if resolution and resolution.need is Need.CERTAIN else turn
            )

    @property
    def earlier(self) -> tuple[EarlierTurn, ...]:
        """What is remembered of the turns so far, the first of them first."""
        return self._earlier

    def clear(self) -> None:
        """Forget all turns: the next question is asked alone."""
        self._earlier = ()

    def ask(self, question: str, **options: Unpack[AskOptions]) -> Turn:
        """The next turn; the options and errors are those of `Answerer.answer`. A question that fails is forgotten.

        With `as_typed` the earlier turns are not looked at, either.
        """
        for stage in self.stages(question, **options):
            if isinstance(stage, Response):
                return Turn(stage.question, stage.resolved or stage.question, stage)
        raise RuntimeError("the last stage is a response")

    def stages(self, question: str, **options: Unpack[AskOptions]) -> Iterator[Stage]:
        """What `ask` does, one stage after the other, as `Answerer.stages` does.

        Of a question that is read in two ways, both are retrieved and read; then comes the one response.
        """
        typed = Question.of(check_question(question))
        resolution = None if options.get("as_typed") else resolve(typed.text, self._earlier)
        readings: list[Question | str] = [typed, *(resolution.readings if resolution else ())]
        decisions: list[Decision] = []
        for reading in readings:
            for stage in self._answerer.decide(reading, **options):
                if isinstance(stage, Decision):
                    decisions.append(stage)
                else:
                    yield stage
        says_something = any(token.is_content for token in tokens_of(typed.text))
        response = (
            _strongest(decisions, resolution, says_something=says_something) if resolution else decisions[0].response
        )
        self._remember(EarlierTurn.of(response))
        yield response

    def _remember(self, turn: EarlierTurn) -> None:
        self._earlier = (*self._earlier, turn)[-MAX_EARLIER_TURNS:]


def _strongest(decisions: Sequence[Decision], resolution: ResolvedQuestion, *, says_something: bool) -> Response:
    """The response to the reading with the strongest evidence; it says what was typed and how that was resolved.

    The first decision is on the question as typed; of equals the later readings are the less likely ones. Words that by
    themselves ask for nothing, as *Since when?*, are never answered as typed.
    """
    typed, *resolved = decisions
    took_ms = round(sum(decision.response.took_ms for decision in decisions), 1)
    weights = [_log_odds(one.confidence) - _LESS_LIKELY * number for number, one in enumerate(resolved)]
    is_open = resolution.need is Need.CERTAIN and not says_something
    if not resolved or (not is_open and max(weights) + resolution.need.log_odds <= _log_odds(typed.confidence)):
        return replace(typed.response, took_ms=took_ms)
    best = resolved[weights.index(max(weights))].response
    near = (typed.response.nearest or best.nearest) if best.nearest else ()
    return replace(best, question=typed.response.question, resolved=best.question, nearest=near, took_ms=took_ms)


def _log_odds(confidence: float) -> float:
    """The confidence on the scale of log-odds; minus infinity if it is 0."""
    return math.log(confidence) - math.log(max(1 - confidence, 1e-6)) if confidence else -math.inf
