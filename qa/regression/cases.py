"""Case files as the rest of the code knows them: questions, what they must get, and from where."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = "sample"
"""What a case file writes instead of paths to run over the bundled sample documents."""


SUFFIXES = (".qa.yaml", ".qa.yml", ".qa.jsonl")
"""How the names of case files end."""

PROPOSED = ".proposed"
"""What stands before such a suffix in the name of a file of proposals."""


class Match(StrEnum):
    """How an answer is compared with the accepted ones."""

    SQUAD = "squad"
    EXACT = "exact"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer must be cited: a document by its `source`, and as much as the author wrote down of where in it.

    `start` and `end` are code-point offsets `[start, end)` into the document's text, both given or both None;
    `quote_sha256` is of the text between them in UTF-8, `document_sha256` of the document's bytes. `page` counts from
    1.
    """

    document: str
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    quote_sha256: str | None = None
    document_sha256: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One thing that an answer may say: any of `answers`, cited from any of the places in `cited`.

    Without `answers` the words at the cited places are the accepted ones; without `cited` any place will do.
    """

    answers: tuple[str, ...] = ()
    cited: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question and what it must get.

    Exactly one of four is given: the answer `expected`, all sides of a `conflict`, all `items` of a list, or nothing,
    where silence is right. `tolerance` is the largest difference that counts as equal under `Match.NUMBER`. `in_full`
    is what a follow-up would be without its conversation, where the author wrote that down.
    """

    text: str
    expected: Side | None
    conflict: tuple[Side, ...] = ()
    match: Match = Match.SQUAD
    tolerance: float = 0.0
    in_full: str | None = None
    items: tuple[Side, ...] = ()

    @property
    def is_answerable(self) -> bool:
        """True if the documents answer it, if only with a conflict or a list."""
        return bool(self.sides)

    @property
    def sides(self) -> tuple[Side, ...]:
        """What must be shown: one side, all sides of a conflict, all items of a list, or none."""
        return self.conflict or self.items or ((self.expected,) if self.expected else ())


@dataclass(frozen=True, slots=True)
class RegressionCase:
    """A question of its own, or the turns of a conversation, in order.

    `case_id` is unique in its file and does not depend on the case's place there. `line` counts from 1. A case that
    awaits `review` has been proposed by a machine and accepted by nobody.
    """

    case_id: str
    line: int
    questions: tuple[KnownQuestion, ...]
    tags: tuple[str, ...] = ()
    review: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents that a file's questions are asked over: the sample, an index's, or what stands at these paths."""

    sample: bool = False
    index: Path | None = None
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a whole file must reach; None where every case counts by itself.

    `accuracy` is the least share of answerable questions that pass, `false_answers` the largest share of unanswerable
    ones that are answered, `median_ms` the longest median time of an answer in milliseconds.
    """

    accuracy: float | None = None
    false_answers: float | None = None
    median_ms: float | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of cases; `corpus` is None where the caller says what to ask."""

    path: Path
    cases: tuple[RegressionCase, ...] = field(repr=False)
    corpus: Corpus | None = None
    thresholds: Thresholds = Thresholds()
