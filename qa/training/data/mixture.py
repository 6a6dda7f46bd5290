"""The mixture: what the reader sees early, to learn to read, and what of it goes on late, beside everyday questions.

Sizes are upper bounds of what is drawn from each source, chosen by hand before training; the model card names them.
Training takes a mixture in random order and ends by the clock, so they are shares rather than counts.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, TypeVar

from citespan.qa.training.data.crops import crop
from citespan.qa.training.data.examples import Example, Mark, Source, as_example, title_of
from citespan.qa.training.data.golds import holds_answer
from citespan.qa.training.data.mining import mine
from citespan.qa.training.data.reading import read_as_product
from citespan.qa.training.data.removal import without_answer
from citespan.qa.training.data.swaps import near_miss
from citespan.qa.training.data.wording import reword

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from citespan.index.search.retrieve import Index
    from citespan.qa.evaluation.benchmark import Tell
    from citespan.qa.evaluation.everyday import EverydayQuestion
    from citespan.qa.evaluation.squad import SquadQuestion

T = TypeVar("T")
CROP_WORDS = 100
LEAD_SHARE = 0.7
"""How often a passage with a telling title is read below it."""

ANSWERABLE = {
    Source.SQUAD_TRAIN: 11000,
    Source.SQUAD2: 3000,
    Source.NEW_WIKI: 3000,
    Source.QED: 700,
    Source.NQ: 2000,
    Source.NQ_HOTPOT: 1400,
    Source.FAIRYTALE: 1200,
    Source.QADISCOURSE: 1500,
    Source.COVID: 500,
    Source.REPORTS: 500,
    Source.COREFERENCE: 400,
    Source.MULTIHOP: 700,
    Source.QAMR: 2000,
    Source.QASRL: 1500,
    Source.REDDIT: 1000,
    Source.AMAZON: 700,
}
UNANSWERABLE = {Source.SQUAD_TRAIN: 5500, Source.SQUAD2: 3000, Source.MULTIHOP: 300}
NEGATIVES, NEGATIVES_UNANSWERABLE = 2, 3
"""How many passages that do not answer it are read for an everyday question."""
GENERAL_LATE = 5200
MINED, MISSED, EMPTIED, FOREIGN = 3500, 2500, 1000, 300
ASKED = (Source.SQUAD_TRAIN, Source.NEW_WIKI, Source.SQUAD2, Source.NQ, Source.QED)
"""The sources whose questions are also asked of passages that do not answer them."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Examples of one kind of training, in random order."""

    examples: tuple[Example, ...] = field(repr=False)


def build_general(parts: Mapping[str, Sequence[SquadQuestion]], *, seed: int) -> Mixture:
    """Return the general examples from the training parts of the data files; the same for the same seed."""
    random = Random(seed)  # noqa: S311
    own = {
        source: [as_example(question, context=_context(source, question, random)) for question in questions]
        for source, questions in parts.items()
    }
    chosen: list[Example] = []
    for sizes, wants_marks in ((ANSWERABLE, True), (UNANSWERABLE, False)):
        for source, size in sizes.items():
            fitting = [example for example in own[source] if bool(example.marks) is wants_marks]
            chosen += _sample(fitting, size, random)
    chosen = [
        crop(example, max_words=CROP_WORDS, random=random) if _is_long(example) else example for example in chosen
    ]
    asked = [
        question
        for source in ASKED
        for question in _sample([q for q in parts[source] if q.is_answerable], 3000, random)
    ]
    texts = tuple(dict.fromkeys(question.context for source in ASKED for question in parts[source]))
    chosen += _sample(mine(asked, texts, random), MINED, random)
    chosen += _sample(_near_misses(asked, random), MISSED, random)
    emptied = (without_answer(as_example(question)) for question in _sample(asked, 2 * EMPTIED, random))
    chosen += _sample([example for example in emptied if example is not None], EMPTIED, random)
    chosen += _sample(_foreign(asked, texts, random), FOREIGN, random)
    random.shuffle(chosen)
    return Mixture(tuple(reword(example, random) for example in chosen))


def build_late(
    everyday: Sequence[EverydayQuestion], index: Index, general: Mixture, *, seed: int, tell: Tell
) -> Mixture:
    """Return everyday examples as the product reads them over `index`, with `GENERAL_LATE` general ones beside them.

    One passage that answers a question is read twice, under different wordings.
    """
    random = Random(seed)  # noqa: S311
    chosen: list[Example] = []
    for number, question in enumerate(everyday, start=1):
        negatives = NEGATIVES if question.is_answerable else NEGATIVES_UNANSWERABLE
        examples = read_as_product(index, question, random=random, negatives=negatives)
        chosen += examples
        if answering := [example for example in examples if example.marks]:
            chosen.append(random.choice(answering))
        tell("reading everyday questions", number, len(everyday))
    chosen = [reword(example, random) for example in chosen]
    chosen += general.examples[-GENERAL_LATE:]
    random.shuffle(chosen)
    return Mixture(tuple(chosen))


def _context(source: str, question: SquadQuestion, random: Random) -> str:
    return title_of(source, question) if random.random() < LEAD_SHARE else ""


def _is_long(example: Example) -> bool:
    return len(example.text.split()) > 2 * CROP_WORDS


def _near_misses(questions: Sequence[SquadQuestion], random: Random) -> list[Example]:
    contexts: dict[str, dict[str, None]] = defaultdict(dict)
    for question in questions:
        contexts[question.title][question.context] = None
    found = []
    for question in questions:
        neighbours = [text for text in contexts[question.title] if text != question.context][:200]
        example = near_miss(as_example(question), random.sample(neighbours, min(3, len(neighbours))), random=random)
        if example is not None:
            found.append(example)
    return found


def _foreign(asked: Sequence[SquadQuestion], texts: Sequence[str], random: Random) -> list[Example]:
    drawn = [(question, random.choice(texts)) for question in asked]
    return [
        Example(question.question, text, ())
        for question, text in drawn
        if text != question.context and not holds_answer(text, question.gold_texts)
    ]


def _sample(items: Sequence[T], most: int, random: Random) -> list[T]:
    return random.sample(items, min(most, len(items)))


def save_mixture(mixture: Mixture, path: Path) -> None:
    """Write the mixture, so that a resumed training sees the same one; a crash leaves none."""
    rows = [[e.question, e.text, [[m.start, m.end] for m in e.marks]] for e in mixture.examples]
    part = path.with_suffix(".part")
    part.write_bytes(gzip.compress(json.dumps(rows).encode(), 1))
    part.replace(path)


def load_mixture(path: Path) -> Mixture:
    """Return the mixture that `save_mixture` wrote."""
    rows = json.loads(gzip.decompress(path.read_bytes()))
    return Mixture(
        tuple(Example(question, text, tuple(Mark(*mark) for mark in marks)) for question, text, marks in rows)
    )
