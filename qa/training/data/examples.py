"""Training examples: a question, a text, and where in it the answer stands, if it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from citespan.qa.evaluation.squad import load_squad
from citespan.qa.reader.stretches import reading_context
from citespan.qa.training.data.split import Part, select

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from citespan.qa.evaluation.squad import SquadQuestion


class Source(StrEnum):
    """A file of questions, by its name without suffixes."""

    SQUAD2 = "squad2_dev_16_articles"
    SQUAD_TRAIN = "squadtrain"
    SQUAD_LOWER = "squadtrain_lower"
    SQUAD1 = "squad1_dev_13_articles"
    NEW_WIKI = "squadshifts_new_wiki"
    REDDIT = "squadshifts_reddit"
    AMAZON = "squadshifts_amazon"
    QAMR = "qamr"
    QASRL = "qasrl"
    QADISCOURSE = "qadiscourse"
    QED = "qed_dev"
    NQ = "nqopen"
    NQ_HOTPOT = "nqhotpot"
    FAIRYTALE = "fairytale"
    COVID = "covidqa"
    REPORTS = "tatqa"
    COREFERENCE = "quoref_contrast"
    MULTIHOP = "multihop_small"


TITLED = frozenset((Source.SQUAD2, Source.SQUAD1, Source.NEW_WIKI, Source.QED, Source.NQ))
"""The sources whose titles say what a passage is about, beside those of SQuAD's training set that name an article."""


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


def as_example(question: SquadQuestion, *, context: str = "") -> Example:
    """The question with its own passage, read below `context` as the reader reads a chunk below its headings."""
    before = reading_context(context)
    marks = tuple(Mark(len(before) + answer.start, len(before) + answer.end) for answer in question.answers)
    return Example(question.question, before + question.context, marks)


def title_of(source: str, question: SquadQuestion) -> str:
    """The title of the question's article as a reader would see it, or nothing where it says nothing."""
    named = source in TITLED or (source == Source.SQUAD_TRAIN and "unknown" not in question.title)
    return question.title.replace("_", " ") if named else ""


def load_part(folder: Path, part: Part) -> Mapping[str, tuple[SquadQuestion, ...]]:
    """Return the questions of `part` of each data file, by the file's name without suffixes.

    Raises:
        LoadError: if a file is missing or damaged.
    """
    return {source: select(source, load_squad(folder / f"{source}.json.gz"), part) for source in Source}
