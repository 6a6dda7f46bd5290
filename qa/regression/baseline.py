"""Baselines: a run against one that was stored before, and the rules by which a change may be merged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from citespan.qa.regression.measures import Gate
from citespan.qa.regression.stages import NEVER_TOLERATED, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.regression.run_record import FileRecord, QuestionRecord, RunRecord

SLOWER_FACTOR = 2.0
"""A question is slower if it takes so many times as long as before, and `SLOWER_MS` longer."""

SLOWER_MS = 50.0
"""How many milliseconds longer a question must take to be called slower: less is noise."""


class Change(StrEnum):
    """How a question differs from the baseline; the value is what reports call it."""

    BETTER = "better"
    WORSE = "worse"
    MOVED = "moved"
    SLOWER = "slower"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that differs, and how; `before` and `after` say what was and is, for people."""

    file: str
    case: str
    turn: int
    change: Change
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences in the order of the cases, and the rules about them."""

    differences: tuple[Difference, ...]
    gates: tuple[Gate, ...]

    def of(self, change: Change) -> tuple[Difference, ...]:
        """The differences of one kind."""
        return tuple(difference for difference in self.differences if difference.change is change)


def compared(run: RunRecord, baseline: RunRecord) -> Comparison:
    """What got better, worse, moved or slower since the baseline; files that were not run now are left out."""
    pairs = _paired(run, baseline)
    differences = tuple(difference for now, then in pairs for difference in _differences(now, then))
    return Comparison(differences, _gates(differences, pairs))


def _paired(run: RunRecord, baseline: RunRecord) -> list[tuple[FileRecord, FileRecord | None]]:
    """Each file of the run with what it was in the baseline: by its name, or, renamed, by the cases that it holds."""
    before = {file.file: file for file in baseline.files}
    by_name = {file.file: before.pop(file.file, None) for file in run.files}
    pairs: list[tuple[FileRecord, FileRecord | None]] = []
    for file in run.files:
        then = by_name[file.file]
        if then is None and (then := max(before.values(), key=partial(_shared, file), default=None)):
            then = then if 2 * _shared(file, then) > len(_cases(then)) else None
            before.pop(then.file if then else "", None)
        pairs.append((file, then))
    return pairs


def _shared(file: FileRecord, other: FileRecord) -> int:
    return len(_cases(file) & _cases(other))


def _cases(file: FileRecord) -> frozenset[str]:
    return frozenset(question.case for question in file.questions)


def _differences(now: FileRecord, then: FileRecord | None) -> list[Difference]:
    known = {(question.case, question.turn): question for question in then.questions} if then else {}
    found: list[Difference] = []
    for question in now.questions:
        old = known.pop((question.case, question.turn), None)
        found += [
            Difference(now.file, question.case, question.turn, change, _short(old, change), _short(question, change))
            for change in _changes(question, old)
        ]
    found += [Difference(now.file, *key, Change.GONE, _short(old, Change.GONE), "") for key, old in known.items()]
    return found


def _changes(now: QuestionRecord, old: QuestionRecord | None) -> list[Change]:
    if old is None:
        return [Change.NEW]
    passes, passed = now.stage is Stage.PASSED, old.stage is Stage.PASSED
    changes = []
    if passes != passed:
        changes.append(Change.BETTER if passes else Change.WORSE)
    elif now.given and old.given and now.given.citations[0] != old.given.citations[0]:
        changes.append(Change.MOVED)
    if (
        now.took_ms is not None
        and old.took_ms is not None
        and now.took_ms >= old.took_ms * SLOWER_FACTOR
        and now.took_ms - old.took_ms >= SLOWER_MS
    ):
        changes.append(Change.SLOWER)
    return changes


def _short(question: QuestionRecord | None, change: Change) -> str:
    if question is None:
        return ""
    if change is Change.SLOWER:
        return f"{question.took_ms:.0f} ms"
    if change is Change.MOVED and question.given:
        place = question.given.citations[0]
        return f"{place.document} [{place.start}, {place.end})"
    return question.stage.value


def _gates(
    differences: Sequence[Difference], pairs: Sequence[tuple[FileRecord, FileRecord | None]]
) -> tuple[Gate, ...]:
    worse = [difference for difference in differences if difference.change is Change.WORSE]
    first = f", first {worse[0].case}: {worse[0].after}" if worse else ""
    new = [
        difference
        for difference in differences
        if difference.change is Change.NEW and difference.after != Stage.PASSED.value
    ]
    false_now, false_then = _false_answers(pairs)
    broken = sum(question.stage in NEVER_TOLERATED for now, _ in pairs for question in now.questions)
    return (
        Gate("no question that passed fails", not worse, f"{len(worse)} got worse{first}"),
        Gate("false answers do not rise", false_now <= false_then, f"{false_then} before, {false_now} now"),
        Gate("new questions pass", not new, f"{len(new)} new ones fail"),
        Gate("every case can be asked", not broken, f"{broken} cannot"),
    )


def _false_answers(pairs: Sequence[tuple[FileRecord, FileRecord | None]]) -> tuple[int, int]:
    """How many unanswerable questions are and were answered, in the files that both runs have."""
    both = [(now.measures.false_answers, then.measures.false_answers) for now, then in pairs if then]
    return sum(now for now, _ in both), sum(then for _, then in both)
