"""Follow-up questions: whether a question needs its conversation, and how it reads in full."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.conversation.earlier import EarlierTurn


class Need(Enum):
    """How much a question needs its conversation.

    `CERTAIN`: it says nothing without it (*Why?*, *Who claimed it?*). `POSSIBLE`: it can be understood alone, but what
    it leaves open was named before.
    """

    CERTAIN = 3.0
    POSSIBLE = -1.0

    @property
    def log_odds(self) -> float:
        """What speaks for the resolved reading before anything is read, on the scale of log-odds."""
        return self.value


@dataclass(frozen=True, slots=True)
class Resolution:
    """A question in full, and how much it needed its conversation."""

    question: str
    need: Need


def resolve(question: str, earlier: Sequence[EarlierTurn]) -> Resolution | None:  # noqa: ARG001 - the rules come next
    """The question as it reads in full after the turns in `earlier`; None if it stands alone, or nothing fits."""
    return None
