"""Benchmarks: labelled questions, the passages that they are asked over, and the real index of these passages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING

from citespan.corpus.errors import LoadError, UsageError
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.evaluation.squad import load_squad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import Progress
    from citespan.qa.evaluation.squad import SquadQuestion

Tell = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

SEED = 20
"""Of every draw of questions, so that the same ones are asked each time."""


class Kind(StrEnum):
    """What the indexed passages hold for a question."""

    ANSWERABLE = "answerable"
    FOREIGN = "foreign"
    """Its article is not in the index."""
    ADVERSARIAL = "adversarial"
    """Its own passage is there and looks as if it answered the question, but does not."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what is expected of it."""

    question: SquadQuestion
    kind: Kind

    @property
    def text_sha256(self) -> str:
        """Names the document that the question's context makes."""
        return context_sha256(self.question.context)


@dataclass(frozen=True, slots=True)
class Round:
    """Questions that are asked over one index: that of `contexts` and of the files at and below `paths`."""

    contexts: tuple[str, ...] = field(repr=False)
    cases: tuple[Case, ...] = field(repr=False)
    paths: tuple[Path, ...] = ()


def case_of(question: SquadQuestion) -> Case:
    """The question as a case over an index that holds its context."""
    return Case(question, Kind.ANSWERABLE if question.is_answerable else Kind.ADVERSARIAL)


def single_round(
    questions: Sequence[SquadQuestion],
    *,
    foreign: Sequence[SquadQuestion] = (),
    distractors: Sequence[Path] = (),
    limit: int | None = None,
) -> Round:
    """One round over the contexts of `questions` and the distractors: SQuAD files' contexts, or files and folders.

    A distractor that is also the context of a foreign question is left out. With a `limit`, that many questions of
    each kind are drawn, always the same.

    Raises:
        UsageError: if a foreign question's context is one of the questions' own.
        LoadError: if a distractor is a SQuAD file that cannot be read.
    """
    own = dict.fromkeys(question.context for question in questions)
    left_out = {question.context for question in foreign}
    if shared := next((context for context in own if context in left_out), None):
        raise UsageError(
            f"a foreign question's context is also one of the questions' own: {shared[:60]!r}; foreign questions are"
            " those whose articles are left out of the index"
        )
    squad_files = [path for path in distractors if path.name.lower().endswith((".json", ".json.gz"))]
    others = (question.context for path in squad_files for question in load_squad(path))
    cases = [*map(case_of, questions), *(Case(question, Kind.FOREIGN) for question in foreign)]
    return Round(
        contexts=tuple(dict.fromkeys([*own, *(context for context in others if context not in left_out)])),
        cases=drawn(cases, limit),
        paths=tuple(path for path in distractors if path not in squad_files),
    )


def drawn(cases: Sequence[Case], limit: int | None) -> tuple[Case, ...]:
    """At most `limit` cases of each kind, drawn with a fixed seed, in their order; all of them without a limit."""
    if limit is None:
        return tuple(cases)
    kept: set[int] = set()
    for kind in Kind:
        places = [place for place, case in enumerate(cases) if case.kind is kind]
        kept.update(Random(SEED).sample(places, min(limit, len(places))))  # noqa: S311
    return tuple(case for place, case in enumerate(cases) if place in kept)


@contextmanager
def opened_round(asked: Round, folder: Path, *, encoder: Encoder, tell: Tell) -> Iterator[Index]:
    """The real index of a round's passages, each in a text file of its own, made in `folder`.

    What an earlier round left in `folder` is brought up to date: a passage that both hold is not embedded again.

    Raises:
        LoadError: if a passage cannot be indexed: a benchmark with holes measures something else.
        UsageError: if a path does not exist.
    """
    passages = folder / "passages"
    passages.mkdir(parents=True, exist_ok=True)
    wanted = _files(asked.contexts)
    for stale in {path.name for path in passages.iterdir()} - wanted.keys():
        (passages / stale).unlink()
    for name, data in wanted.items():
        if not (passages / name).exists():
            (passages / name).write_bytes(data)

    def show(progress: Progress) -> None:
        tell("indexing", progress.files, progress.total_files)

    report = build_index(folder / "index", [passages, *asked.paths], encoder=encoder, on_progress=show)
    if report.failures:
        first = report.failures[0]
        raise LoadError(f"{len(report.failures)} passages cannot be indexed; the first is {first.message}")
    index = Index(folder / "index", encoder)
    try:
        yield index
    finally:
        index.close()


def context_sha256(context: str) -> str:
    """The SHA-256 of the document that a context makes, in hexadecimal."""
    return hashlib.sha256(context.encode("utf-8")).hexdigest()


def _files(contexts: Iterable[str]) -> dict[str, bytes]:
    files = {}
    for context in contexts:
        try:
            data = context.encode("utf-8")
        except UnicodeEncodeError as exc:
            raise LoadError(
                f"the context that begins {context[:60]!r} is not valid Unicode at character {exc.start}"
            ) from exc
        files[f"{hashlib.sha256(data).hexdigest()[:16]}.txt"] = data
    return files
