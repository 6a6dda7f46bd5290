"""The committed split: which questions train, fit the confidence, set the threshold, and only ever test."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from citespan.qa.evaluation.squad import SquadQuestion


class Part(StrEnum):
    """What a question may be used for."""

    TRAIN = "train"
    FIT = "fit"
    THRESHOLD = "threshold"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str | None
    percent: Mapping[Part, int]
    titles: Mapping[str, Part]


def part_of(source: str, question: SquadQuestion) -> Part:
    """The part that `question` of the data file `source` (its name without suffixes) belongs to.

    Articles are either listed by title or fall by the SHA-256 of their title or context; what is not held out
    trains. All questions of a context are in the same part.

    Raises:
        UsageError: if the split does not know `source`.
    """
    split = _split()
    if source not in split:
        raise UsageError(f"the split has no data file {source!r}; it knows {', '.join(sorted(split))}")
    rule = split[source]
    if rule.key is None:
        return rule.titles.get(question.title, Part.TRAIN)
    return _hashed(rule, question.title if rule.key == "title" else question.context)


def part_of_document(source: str, document: str) -> Part:
    """The part that all everyday questions of the folder `source` about `document` belong to.

    Raises:
        UsageError: if the split does not know `source`.
    """
    split = _split()
    if source not in split:
        raise UsageError(f"the split has no folder {source!r}; it knows {', '.join(sorted(split))}")
    return _hashed(split[source], document)


def _hashed(rule: _Rule, key: str) -> Part:
    bucket = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 100
    for part in (Part.TEST, Part.THRESHOLD, Part.FIT):
        bucket -= rule.percent[part]
        if bucket < 0:
            return part
    return Part.TRAIN


def select(source: str, questions: Iterable[SquadQuestion], part: Part) -> tuple[SquadQuestion, ...]:
    """The questions of `source` that belong to `part`, in their order."""
    return tuple(question for question in questions if part_of(source, question) is part)


@cache
def _split() -> Mapping[str, _Rule]:
    tree = json.loads((files(__package__) / "split.json").read_text(encoding="utf-8"))
    return {
        source: _Rule(
            key=rule.get("hashed"),
            percent={Part(part): percent for part, percent in rule.get("percent", {}).items()},
            titles={title: part for part in Part for title in rule.get(part, ())},
        )
        for source, rule in tree.items()
    }
