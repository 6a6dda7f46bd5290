"""Training examples: a question, a text, and where in it the answer stands, if it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.qa.evaluation.squad import load_squad
from citespan.qa.training.data.split import Part, select

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from citespan.qa.evaluation.squad import SquadQuestion

SQUAD2 = "squad2_dev_16_articles"
NEW_WIKI = "squadshifts_new_wiki"
REDDIT = "squadshifts_reddit"
AMAZON = "squadshifts_amazon"
QAMR = "qamr"
QED = "qed_dev"
SOURCES = (SQUAD2, NEW_WIKI, REDDIT, AMAZON, QAMR, QED)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an annotator saw the answer: `[start, end)` in code points of the example's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader is to learn from: `marks` (one an annotator) are empty where it must abstain."""

    question: str
    text: str = field(repr=False)
    marks: tuple[Mark, ...]


def as_example(question: SquadQuestion) -> Example:
    """The question with its own context."""
    marks = tuple(Mark(answer.start, answer.end) for answer in question.answers)
    return Example(question.question, question.context, marks)


def load_part(folder: Path, part: Part) -> Mapping[str, tuple[SquadQuestion, ...]]:
    """Return the questions of `part` of each data file, by the file's name without suffixes.

    Raises:
        LoadError: if a file is missing or damaged.
    """
    return {source: select(source, load_squad(folder / f"{source}.json.gz"), part) for source in SOURCES}
