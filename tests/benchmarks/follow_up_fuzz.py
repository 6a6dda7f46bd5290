"""Fuzzes follow-ups: `python follow_up_fuzz.py [--pairs N]`.

Asks everyday questions, which all stand alone, after turns about another document, and after conversations about
something else; a question that is rewritten is a fault. Prints how many pairs were tried and which were rewritten.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from everyday import document_of, everyday_cases

from citespan.qa.conversation import EarlierTurn
from citespan.qa.conversation.follow_up import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.qa.regression.cases import RegressionCase

PAIRS = 500
TYPED_WITHOUT_A_QUESTION = (
    "refund", "exit", "quit", "help", "thanks", "hello", "deposit cordless drill", "opening hours pool", "price poster",
    "Wie viel kostet das?", "O\u00f9 est la piscine ?", "\u00bfCu\u00e1nto cuesta?", "???", "\u2620", "12", "x",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A question that stands alone, typed after a history that has nothing to do with it."""

    history: tuple[EarlierTurn, ...]
    question: str


def pairs(count: int) -> Iterator[Pair]:
    """So many pairs, the same ones each time."""
    chosen = random.Random(17)
    cases = everyday_cases()
    answerable = [case for case in cases if document_of(case)]
    for _ in range(count):
        case = chosen.choice(cases)
        typed = case.questions[0].text if chosen.random() < 0.85 else chosen.choice(TYPED_WITHOUT_A_QUESTION)
        others = [other for other in answerable if document_of(other) != document_of(case)]
        about = document_of(chosen.choice(others))
        turns = [other for other in others if document_of(other) == about]
        yield Pair(tuple(map(_turn, chosen.sample(turns, k=min(len(turns), chosen.randint(1, 3))))), typed)


def rewritten(count: int) -> list[tuple[Pair, str]]:
    """The pairs among so many whose question is rewritten, and to what."""
    found = ((pair, resolve(pair.question, pair.history)) for pair in pairs(count))
    return [(pair, resolution.question) for pair, resolution in found if resolution]


def main() -> None:
    """Print the faults and their number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    options = parser.parse_args()
    faults = rewritten(options.pairs)
    for pair, text in faults:
        print(f"{pair.question!r} after {pair.history[-1].question!r}: {text!r}")
    print(f"{options.pairs} pairs, {len(faults)} rewritten")


def _turn(case: RegressionCase) -> EarlierTurn:
    question = case.questions[0]
    return EarlierTurn(question.text, question.expected.answers[:1] if question.expected else ())


if __name__ == "__main__":
    main()
