"""Verdicts: what a rule says of a span, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from citespan.corpus.document import Span
    from citespan.qa.candidates import Candidate
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings


QUOTES_ONLY = "citespan quotes, it does not calculate"


class Rule(StrEnum):
    """What refuses a span, or a question as a whole."""

    UNKNOWN_IDENTIFIER = "unknown_identifier"
    UNKNOWN_NAME = "unknown_name"
    OTHER_IDENTIFIER = "other_identifier"
    OTHER_NAME = "other_name"
    OTHER_DATE = "other_date"
    OTHER_ATTRIBUTE = "other_attribute"
    OTHER_DEED = "other_deed"
    OTHER_ROLE = "other_role"
    OTHER_ROW = "other_row"
    REPEATS_THE_QUESTION = "repeats_the_question"
    HEADING = "heading"
    ONE_ITEM = "one_item"
    RUNS_ON = "runs_on"
    HEAD_OF_A_LIST = "head_of_a_list"
    POINTS_ELSEWHERE = "points_elsewhere"
    KIND_OF_ANSWER = "kind_of_answer"
    EXCEPTION = "exception"
    STRUCK_OUT = "struck_out"
    ABOUT_THE_DOCUMENT = "about_the_document"
    CALCULATION = "calculation"
    OTHER_UNIT = "other_unit"
    OPEN_PART = "open_part"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which rule refused, and why, in one line for a person to read."""

    rule: Rule
    detail: str

    @property
    def sentence(self) -> str:
        """The detail as a sentence of its own."""
        return f"{self.detail[:1].upper()}{self.detail[1:]}."


@dataclass(frozen=True, slots=True)
class Refused:
    """A candidate that a rule refused, and why. It is never an answer, at no threshold."""

    candidate: Candidate
    refusal: Refusal


class Judge(Protocol):
    """Judges one span."""

    def __call__(self, intent: Intent, place: Surroundings, /) -> Refusal | Span | None:
        """Why the span is refused, or another span around or inside it that tells it better; None if it is fine."""
        ...
