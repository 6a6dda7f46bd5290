"""Domains: the kinds of text and question that the bundled confidence is fitted and its thresholds are certified on.

Each part of the split gives questions of three domains. Everyday questions are asked over `DOCUMENTS_AT_ONCE` of their
folder's documents, their own among them; about a quarter are near misses. Encyclopedic questions (SQuAD) and search
questions (Natural Questions) are each asked over all passages of their own kind, and over those of the other kind as
foreign questions; SQuAD 2.0's unanswerable ones are asked with their passage there. Thresholds are certified without
search questions: of 16 confident answers to them that count as wrong, half are right when read, since what counts as
gold is one annotator's choice.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.index.where import Where
from citespan.qa.candidates import find_candidates
from citespan.qa.evaluation.correctness import is_right
from citespan.qa.evaluation.everyday import DOCUMENTS, load_everyday, says
from citespan.qa.evaluation.fitting import Observation
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.question.question import Question
from citespan.qa.training.data.examples import Source
from citespan.qa.training.data.split import Part, part_of_document, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.qa.evaluation.benchmark import Tell
    from citespan.qa.reader.protocol import Reader

EVERYDAY, ENCYCLOPEDIC, SEARCH = "everyday", "encyclopedic", "search"
EVERYDAY_FOLDER = "everyday_train"
DOCUMENTS_AT_ONCE = 8
ENCYCLOPEDIC_SOURCES = (Source.SQUAD1, Source.SQUAD2, Source.NEW_WIKI)
SEED = 20
SEARCH_DISTRACTORS = 600
"""How many passages of search questions that train are among those that are searched."""
HELD_OUT = (Part.FIT, Part.THRESHOLD, Part.TEST)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many everyday questions, and how many of each kind of SQuAD's and of Natural Questions, are asked at most."""

    everyday: int
    encyclopedic: int
    adversarial: int
    foreign: int
    search: int
    search_foreign: int


SIZES = {
    Part.FIT: Sizes(everyday=1200, encyclopedic=400, adversarial=100, foreign=60, search=100, search_foreign=30),
    Part.THRESHOLD: Sizes(everyday=1200, encyclopedic=1500, adversarial=230, foreign=220, search=0, search_foreign=0),
    Part.TEST: Sizes(everyday=300, encyclopedic=150, adversarial=60, foreign=40, search=80, search_foreign=20),
}


class Domains:
    """The indexes of the three domains, made once in a work folder, and the questions that are asked of them."""

    def __init__(self, data: Path, work: Path, *, encoder: Encoder, tell: Tell) -> None:
        """Index everyday documents and held-out passages of `data` in `work`; what is indexed already is kept."""
        self._data = data
        self._everyday = load_everyday(data / EVERYDAY_FOLDER)
        self._squad = {name: load_squad(data / f"{name}.json.gz") for name in (*ENCYCLOPEDIC_SOURCES, Source.NQ)}
        held_out = [
            question.context
            for name in ENCYCLOPEDIC_SOURCES
            for part in HELD_OUT
            for question in select(name, self._squad[name], part)
        ]
        searched = [
            question.context for part in HELD_OUT for question in select(Source.NQ, self._squad[Source.NQ], part)
        ]
        searched += [question.context for question in select(Source.NQ, self._squad[Source.NQ], Part.TRAIN)][
            :SEARCH_DISTRACTORS
        ]
        folders = {
            EVERYDAY: self._copy_documents(work / EVERYDAY),
            ENCYCLOPEDIC: _write(held_out, work / ENCYCLOPEDIC),
            SEARCH: _write(searched, work / SEARCH),
        }
        self._indexes: dict[str, Index] = {}
        for domain, folder in folders.items():
            build_index(
                work / f"{domain}-index",
                [folder],
                encoder=encoder,
                on_progress=lambda progress: tell("indexing", progress.files, progress.total_files),
            )
            self._indexes[domain] = Index(work / f"{domain}-index", encoder)

    def _copy_documents(self, folder: Path) -> Path:
        """The everyday documents that are not for training, in a folder of their own."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in dict.fromkeys(question.document for question in self._everyday):
            if part_of_document(EVERYDAY_FOLDER, name) in HELD_OUT:
                shutil.copyfile(self._data / EVERYDAY_FOLDER / DOCUMENTS / name, folder / name)
        return folder

    def observe(self, part: Part, reader: Reader, *, tell: Tell) -> tuple[Observation, ...]:
        """What retrieval and reader find for the questions of one part, domain by domain."""
        return (*self._ask_everyday(part, reader, tell), *self._ask_passages(part, reader, tell))

    def close(self) -> None:
        """Close the indexes."""
        for index in self._indexes.values():
            index.close()

    def _ask_everyday(self, part: Part, reader: Reader, tell: Tell) -> list[Observation]:
        questions = [q for q in self._everyday if part_of_document(EVERYDAY_FOLDER, q.document) is part]
        together = _groups({question.document for question in questions})
        most = SIZES[part].everyday
        questions = Random(SEED).sample(questions, min(most, len(questions)))  # noqa: S311
        observations = []
        for number, question in enumerate(questions, start=1):
            asked, where = Question.of(question.question), Where(sources=together[question.document])
            found = find_candidates(self._indexes[EVERYDAY], reader, asked, where=where)
            judge = partial(says, accept=question.accept, kind=question.kind)
            observations.append(Observation(asked, EVERYDAY, question.is_answerable, judge, found.candidates))
            tell(f"asking {EVERYDAY} questions", number, len(questions))
        return observations

    def _ask_passages(self, part: Part, reader: Reader, tell: Tell) -> list[Observation]:
        random, sizes = Random(SEED), SIZES[part]  # noqa: S311
        every = [q for name in ENCYCLOPEDIC_SOURCES for q in select(name, self._squad[name], part)]
        searched = list(select(Source.NQ, self._squad[Source.NQ], part))
        answerable = [question for question in every if question.is_answerable]
        adversarial = [question for question in every if not question.is_answerable]
        batches = (
            (ENCYCLOPEDIC, answerable, sizes.encyclopedic, True),
            (ENCYCLOPEDIC, adversarial, sizes.adversarial, False),
            (ENCYCLOPEDIC, searched, sizes.foreign, False),
            (SEARCH, searched, sizes.search, True),
            (SEARCH, answerable, sizes.search_foreign, False),
        )
        observations = []
        for domain, questions, most, is_answerable in batches:
            drawn = random.sample(questions, min(most, len(questions)))
            for number, question in enumerate(drawn, start=1):
                asked = Question.of(question.question)
                found = find_candidates(self._indexes[domain], reader, asked)
                judge = partial(is_right, gold_texts=question.gold_texts if is_answerable else ())
                observations.append(Observation(asked, domain, is_answerable, judge, found.candidates))
                tell(f"asking {domain} questions", number, len(drawn))
        return observations


def _groups(documents: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The documents that each one is asked together with, itself among them; the same ones each time."""
    order = sorted(documents, key=lambda name: hashlib.sha256(name.encode()).digest())
    groups = [tuple(order[start : start + DOCUMENTS_AT_ONCE]) for start in range(0, len(order), DOCUMENTS_AT_ONCE)]
    return {document: group for group in groups for document in group}


def _write(contexts: Sequence[str], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for context in dict.fromkeys(contexts):
        data = context.encode("utf-8")
        path = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.txt"
        if not path.exists():
            path.write_bytes(data)
    return folder
