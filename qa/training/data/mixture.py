"""The mixture: which examples the reader sees early, and which late, when the learning rate falls.

Early it learns to read, from everything; late it learns the kind of question that counts most: encyclopedic
text, and when to abstain. The shares are chosen, not tuned; the model card names them.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, TypeVar

from citespan.index.encoder import Encoder
from citespan.qa.training.data.crops import crop
from citespan.qa.training.data.examples import (
    AMAZON,
    NEW_WIKI,
    QAMR,
    QED,
    REDDIT,
    SQUAD2,
    Example,
    Mark,
    as_example,
)
from citespan.qa.training.data.golds import holds_answer
from citespan.qa.training.data.mining import negatives, rank
from citespan.qa.training.data.removal import without_answer
from citespan.qa.training.data.swaps import near_miss

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from citespan.qa.evaluation.squad import SquadQuestion

T = TypeVar("T")
CROP_WORDS = 100
DEPTH = 8


@dataclass(frozen=True, slots=True)
class Mixture:
    """Examples for the first and for the second half of training, in no particular order."""

    early: tuple[Example, ...] = field(repr=False)
    late: tuple[Example, ...] = field(repr=False)


def build_mixture(parts: Mapping[str, Sequence[SquadQuestion]], *, seed: int) -> Mixture:
    """Return the mixture of the training parts of the data files; the same for the same seed."""
    random = Random(seed)  # noqa: S311
    own = {source: [as_example(question) for question in questions] for source, questions in parts.items()}
    wiki, squad2 = own[NEW_WIKI], own[SQUAD2]
    chat = _sample(own[REDDIT], 1.0, random) + _sample(own[AMAZON], 1.0, random)
    squad2_answerable = [question for question in parts[SQUAD2] if question.is_answerable]
    asked = [
        *parts[NEW_WIKI],
        *squad2_answerable,
        *parts[QED],
        *_sample(parts[REDDIT], 0.3, random),
        *_sample(parts[AMAZON], 0.3, random),
    ]
    mined = _mined(asked, parts, random)
    encyclopedic = {question.question for question in (*parts[NEW_WIKI], *squad2_answerable, *parts[QED])}
    mined_wiki = [example for example in mined if example.question in encyclopedic]
    altered = [*parts[NEW_WIKI], *squad2_answerable, *parts[QED], *_sample(parts[REDDIT], 0.2, random)]
    # Twice, for most questions can be altered in more than one place.
    missed = list(dict.fromkeys(_near_misses(altered, random) + _near_misses(altered, random)))
    emptied = [
        shorter
        for question in (*parts[NEW_WIKI], *squad2_answerable, *_sample(parts[REDDIT], 0.3, random))
        if (shorter := without_answer(as_example(question))) is not None
    ]
    foreign = _foreign(asked, [example.text for example in chat + own[QAMR]], random)
    early = [
        *wiki,
        *squad2,
        *own[QED],
        *_sample(own[QAMR], 0.4, random),
        *(crop(example, max_words=CROP_WORDS, random=random) for example in chat),
        *_sample(mined, 0.45, random),
        *_sample(missed, 0.35, random),
        *_sample(emptied, 0.2, random),
        *_sample(foreign, 0.05, random),
    ]
    late = [
        *wiki,
        *squad2,
        *squad2,
        *own[QED],
        *_sample(own[QAMR], 0.08, random),
        *_sample(chat, 0.12, random),
        *_sample(mined_wiki, 0.45, random),
        *_sample(missed, 0.4, random),
        *_sample(emptied, 0.2, random),
        *_sample(foreign, 0.04, random),
    ]
    return Mixture(tuple(early), tuple(late))


def _mined(
    asked: Sequence[SquadQuestion], parts: Mapping[str, Sequence[SquadQuestion]], random: Random
) -> list[Example]:
    texts = tuple(dict.fromkeys(question.context for questions in parts.values() for question in questions))
    ranked = rank([question.question for question in asked], texts, encoder=Encoder(), depth=DEPTH)
    found = []
    for question, row in zip(asked, ranked.best, strict=True):
        candidates = negatives(question, row, ranked.texts)
        if candidates:
            # The best-ranked are the hardest; one of the first few, so that repeats of a question differ.
            found.append(random.choice(candidates[:5]))
    return found


def _near_misses(questions: Sequence[SquadQuestion], random: Random) -> list[Example]:
    contexts: dict[str, dict[str, None]] = defaultdict(dict)
    for question in questions:
        contexts[question.title][question.context] = None
    found = []
    for question in questions:
        neighbours = [text for text in contexts[question.title] if text != question.context]
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


def _sample(items: Sequence[T], share: float, random: Random) -> list[T]:
    return random.sample(items, round(len(items) * share))


def save_mixture(mixture: Mixture, path: Path) -> None:
    """Write the mixture, so that a resumed training sees the same one."""
    halves = {
        name: [[e.question, e.text, [[m.start, m.end] for m in e.marks]] for e in examples]
        for name, examples in (("early", mixture.early), ("late", mixture.late))
    }
    path.write_bytes(gzip.compress(json.dumps(halves).encode(), 1))


def load_mixture(path: Path) -> Mixture:
    """Return the mixture that `save_mixture` wrote."""
    halves = json.loads(gzip.decompress(path.read_bytes()))
    early, late = (
        tuple(Example(question, text, tuple(Mark(*mark) for mark in marks)) for question, text, marks in halves[name])
        for name in ("early", "late")
    )
    return Mixture(early, late)
