"""Earlier turns: what a conversation remembers of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from citespan.qa.conversation.syntax import Wording, parse

if TYPE_CHECKING:
    from citespan.qa.answer import Response

MAX_EARLIER_TURNS = 20
"""How many earlier turns are remembered."""


@dataclass(frozen=True)
class EarlierTurn:
    """A question that was asked before, as it was resolved, and what it was answered with.

    `answers` are the words of the answers, `evidence` the sentences that hold them; both are empty where there was no
    answer, or none is known.
    """

    question: str
    answers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @cached_property
    def wording(self) -> Wording:
        """The question, taken apart."""
        return parse(self.question)

    @classmethod
    def of(cls, response: Response) -> EarlierTurn:
        """The turn that a response ended."""
        evidence = (citation.evidence.exact for answer in response.answers for citation in answer.citations)
        return cls(
            question=response.resolved or response.question,
            answers=tuple(answer.text for answer in response.answers),
            evidence=tuple(dict.fromkeys(evidence)),
        )
