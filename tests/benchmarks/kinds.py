"""Asks small documents what plain rules refute: `python kinds.py [KIND ...] [--verbose] [--write]`.

Each file of tests/known/kinds holds cases of one kind of issue: small documents with questions. They are asked at the
default threshold. Half of the cases, told by a hash of their name, are held out: of them only the sums are told. A case
that was held out until its failure was looked at is marked as `seen`, and counts for the other half.
`--verbose` prints the questions of the other half that are not answered rightly. `--write` puts the table into
docs/measurements.md.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml
from measurements import write
from pydantic import BaseModel, ConfigDict, model_validator

from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answer import Agreement
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.extractive import load_bundled_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from citespan.qa.answer import Answer, Response
    from citespan.qa.reader.protocol import Reader

FOLDER = Path(__file__).parents[1] / "known" / "kinds"


class Outcome(StrEnum):
    """What came of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    OPEN = "not answered"


class Asked(BaseModel):
    """A question, and what may be answered.

    `right`: each answer holds one of these; `exactly`: it is one of these. `parts`: of each part as `right`; of
    one without any there is no answer. `both` are sides of a conflict, `all` items of a list: shown each as an
    answer of its own. `none`: there is no answer. What is answered wrongly today is marked as `known_wrong`. The
    agreement of the answers is none of those in `never`. Each citation has `row` as the key of its row, and as
    its evidence a text that holds `evidence`, give or take line breaks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    right: tuple[str, ...] = ()
    exactly: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    both: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: Literal[True] | None = None
    never: tuple[Agreement, ...] = ()
    row: str | None = None
    evidence: str | None = None
    known_wrong: bool = False

    @model_validator(mode="after")
    def _has_one_expectation(self) -> Self:
        if sum(map(bool, (self.right, self.exactly, self.parts, self.both, self.all, self.none))) != 1:
            raise ValueError(f"{self.question}: give one of right, exactly, parts, both, all and none")
        return self


class Case(BaseModel):
    """Small documents by name, and what is asked about them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    documents: dict[str, str]
    asked: tuple[Asked, ...]
    seen: bool = False

    @property
    def is_held_out(self) -> bool:
        """True if nothing may be tuned on it."""
        return not self.seen and hashlib.sha256(self.name.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one question of a case."""

    case: Case
    asked: Asked
    response: Response
    outcome: Outcome


def kinds() -> tuple[str, ...]:
    """The names of all kinds."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


def cases_of(kind: str) -> tuple[Case, ...]:
    """All cases of a kind."""
    return tuple(map(Case.model_validate, yaml.safe_load((FOLDER / f"{kind}.yaml").read_text(encoding="utf-8"))))


def results_of(case: Case, *, encoder: Encoder, reader: Reader) -> Iterator[Result]:
    """What comes of each question of a case."""
    with _answerer_over(case, encoder, reader) as answerer:
        for asked in case.asked:
            response = answerer.answer(asked.question)
            yield Result(case, asked, response, outcome_of(asked, response))


def outcome_of(asked: Asked, response: Response) -> Outcome:
    """What came of a question; an answer with a part, a side or an item only is as wrong as another."""
    if response.parts and asked.parts:
        return _outcome_of_parts(asked.parts, [part.answers for part in response.parts])
    if not response.answers:
        return Outcome.OPEN
    if asked.none or response.agreement in asked.never or not _is_cited_well(asked, response.answers):
        return Outcome.WRONG
    if asked.exactly:
        return Outcome.RIGHT if all(answer.text in asked.exactly for answer in response.answers) else Outcome.WRONG
    if asked.right:
        return Outcome.RIGHT if _hold(response.answers, asked.right) else Outcome.WRONG
    wanted = asked.both or asked.all or ()
    agreements = {Agreement.CONFLICTING} if asked.both else {Agreement.LIST}
    if asked.parts:  # answered in one: every part must be there
        wanted, agreements = tuple(part[0] for part in asked.parts if part), {Agreement.LIST, Agreement.SINGLE}
        if len(wanted) < len(asked.parts):
            return Outcome.WRONG
    said = " ".join(answer.text for answer in response.answers).casefold()
    is_whole = all(one.casefold() in said for one in wanted) and _hold(response.answers, wanted)
    return Outcome.RIGHT if is_whole and response.agreement in agreements else Outcome.WRONG


def _outcome_of_parts(wanted: Sequence[Sequence[str]], given: Sequence[Sequence[Answer]]) -> Outcome:
    if any(answers and not _hold(answers, right) for right, answers in zip(wanted, given, strict=False)):
        return Outcome.WRONG
    if len(wanted) != len(given):
        return Outcome.WRONG if any(given) else Outcome.OPEN
    return Outcome.RIGHT if all(map(bool, map(len, _answerable(wanted, given)))) else Outcome.OPEN


def _answerable(wanted: Sequence[Sequence[str]], given: Sequence[Sequence[Answer]]) -> Iterator[Sequence[Answer]]:
    return (answers for right, answers in zip(wanted, given, strict=True) if right)


def _is_cited_well(asked: Asked, answers: Sequence[Answer]) -> bool:
    cited = [citation for answer in answers for citation in answer.citations]
    has_row = asked.row is None or all(one.row is not None and one.row.exact == asked.row for one in cited)
    has_evidence = asked.evidence is None or all(
        asked.evidence in " ".join(one.evidence.exact.split()) for one in cited
    )
    return has_row and has_evidence


def _hold(answers: Sequence[Answer], right: Sequence[str]) -> bool:
    return all(any(one.casefold() in answer.text.casefold() for one in right) for answer in answers)


@contextmanager
def _answerer_over(case: Case, encoder: Encoder, reader: Reader) -> Iterator[Answerer]:
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder, "documents")
        documents.mkdir()
        for name, text in case.documents.items():
            (documents / name).write_text(text, encoding="utf-8")
        build_index(Path(folder, "index"), [documents], encoder=encoder)
        index = Index(Path(folder, "index"), encoder)
        calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
        try:
            yield Answerer(index, reader, calibration=calibration)
        finally:
            index.close()


def main() -> None:
    """Print the table of kinds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="the kinds to ask, by the beginning of their name")
    parser.add_argument("--verbose", action="store_true", help="print what is not right in the half for tuning")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    encoder, reader = Encoder(), load_bundled_reader()
    lines = [
        "| kind | half | cases | questions | answerable | answered right | answered wrong | not answered |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind in kinds():
        if options.kinds and not kind.startswith(tuple(options.kinds)):
            continue
        results = []
        for case in cases_of(kind):
            for result in results_of(case, encoder=encoder, reader=reader):
                results.append(result)
                if options.verbose and not case.is_held_out:
                    _show(result)
        lines += (
            _row(kind, half, [r for r in results if r.case.is_held_out == (half == "held out")]) for half in HALVES
        )
    print("\n".join(lines))
    if options.write:
        write("kinds", lines, command="python tests/benchmarks/kinds.py --write")


HALVES = ("tuning", "held out")


def _row(kind: str, half: str, results: Sequence[Result]) -> str:
    counted = Counter(result.outcome for result in results)
    answerable = sum(result.asked.none is None for result in results)
    figures = [len({r.case.name for r in results}), len(results), answerable, *(counted[one] for one in Outcome)]
    return f"| {kind} | {half} | {' | '.join(map(str, figures))} |"


def _show(result: Result) -> None:
    if result.outcome is Outcome.RIGHT or (result.outcome is Outcome.OPEN and result.asked.none):
        return
    response = result.response
    print(f"{result.outcome}: [{result.case.name}] {result.asked.question} {response.corrected or ''}")
    for part in response.parts or (response,):
        said = [f"{answer.text!r} {answer.confidence:.2f}" for answer in part.answers]
        lead = f"lead {part.lead.text!r} {part.lead.confidence:.2f}" if part.lead else "silent"
        why = f" ({part.refused.rule}: {part.refused.detail})" if part.refused else ""
        print(f"    {part.question}: {part.agreement or ''} {'; '.join(said) or lead}{why}")


if __name__ == "__main__":
    main()
