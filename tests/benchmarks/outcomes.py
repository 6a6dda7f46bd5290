"""Measures the outcomes of everyday questions: `python outcomes.py [--tuning] [--verbose] [--variants] [--write]`.

Every question of tests/known/everyday is asked over the sample documents and the six beside the questions. The table
says what came of each: answered rightly or wrongly, a lead that is right or wrong, silence. A span is right if it is
cited from the place that the case names, and says what one of the accepted answers says. `--tuning` leaves the held-out
half alone; `--verbose` prints what went wrong in the tuning half. `--variants` asks the questions again in lower case
without a question mark, as keywords, and with one typo each. `--write` puts the tables into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import regex
from everyday import NEAR_MISS, OFF_THE_SUBJECT, ROOTS, everyday_cases, is_held_out
from measurements import write

from citespan.index.encoder import Encoder
from citespan.index.search.query import content_words
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.evaluation.correctness import is_right
from citespan.qa.reader.extractive import load_bundled_reader
from citespan.qa.regression.cases import Corpus
from citespan.qa.regression.cited_documents import CitedDocuments
from citespan.qa.regression.judge import looked_up
from citespan.qa.regression.stages import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from citespan.qa.answer import Answer, Response
    from citespan.qa.regression.cases import RegressionCase
    from citespan.qa.regression.places import Goal


class Outcome(StrEnum):
    """What came of a question."""

    ANSWERED_RIGHT = "answered right"
    ANSWERED_WRONG = "answered wrong"
    LEAD_RIGHT = "lead right"
    LEAD_WRONG = "lead wrong"
    SILENT = "silent"


def outcome_of(response: Response, goals: Sequence[Goal]) -> Outcome:
    """What came of a question that has these goals; none if the documents do not answer it."""
    if answer := response.whole:
        return Outcome.ANSWERED_RIGHT if _is_right(answer, goals) else Outcome.ANSWERED_WRONG
    if response.lead:
        return Outcome.LEAD_RIGHT if _is_right(response.lead, goals) else Outcome.LEAD_WRONG
    return Outcome.SILENT


def _is_right(answer: Answer, goals: Sequence[Goal]) -> bool:
    return any(
        is_right(answer.text, goal.accepted)
        and any(target.is_touched_by(citation) for target in goal.targets for citation in answer.citations)
        for goal in goals
    )


def lower_case(question: str) -> str:
    """The question in lower case, without its mark."""
    return question.lower().rstrip("?")


def keywords(question: str) -> str:
    """What somebody types who wants to type little: the words that say what it is about."""
    return " ".join(content_words(question))


def with_typo(question: str) -> str:
    """The question with one letter of one of its longer words left out, doubled, changed or swapped with the next."""
    words = [match for match in regex.finditer(r"\p{L}{5,}", question) if match[0].islower()]
    if not words:
        return question
    chosen = random.Random(question)
    word = chosen.choice(words)
    place = chosen.randrange(1, len(word[0]) - 1)
    made = chosen.choice((_left_out, _doubled, _swapped))(word[0], place)
    return question[: word.start()] + made + question[word.end() :]


def _left_out(word: str, place: int) -> str:
    return word[:place] + word[place + 1 :]


def _doubled(word: str, place: int) -> str:
    return word[:place] + word[place] + word[place:]


def _swapped(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "as written": str,
    "lower case, no mark": lower_case,
    "keywords": keywords,
    "one typo": with_typo,
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="without the held-out half")
    parser.add_argument("--verbose", action="store_true", help="print what went wrong in the tuning half")
    parser.add_argument("--variants", action="store_true", help="also in lower case, as keywords, with typos")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cases = [case for case in everyday_cases() if not (options.tuning and is_held_out(case))]
    with tempfile.TemporaryDirectory() as folder:
        encoder, reader = Encoder(), load_bundled_reader()
        build_index(Path(folder), list(ROOTS), encoder=encoder)
        index = Index(Path(folder), encoder)
        calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
        answerer = Answerer(index, reader, calibration=calibration)
        lines = [
            "| questions | asked | number | " + " | ".join(Outcome) + " | wrong among answered |",
            "|---|---|---:|" + "---:|" * (len(Outcome) + 1),
        ]
        for name, variant in VARIANTS.items() if options.variants else (("as written", str),):
            asked = list(_asked(answerer, cases, variant, verbose=options.verbose))
            lines += _rows(name, asked)
        index.close()
    print("\n".join(lines))
    if options.write:
        write("outcomes", lines, command="python tests/benchmarks/outcomes.py --variants --write")


def _asked(
    answerer: Answerer, cases: Iterable[RegressionCase], variant: Callable[[str], str], *, verbose: bool
) -> Iterable[tuple[RegressionCase, Outcome]]:
    corpus = CitedDocuments(Corpus(paths=ROOTS))
    for case in cases:
        goals = looked_up(case.questions[0], corpus)
        if isinstance(goals, Finding):
            raise SystemExit(f"{case.case_id}: {goals.detail}")
        response = answerer.answer(variant(case.questions[0].text))
        outcome = outcome_of(response, goals)
        is_good = outcome in {Outcome.ANSWERED_RIGHT, Outcome.LEAD_RIGHT}
        if verbose and not is_held_out(case) and not (is_good if goals else outcome is Outcome.SILENT):
            best = response.whole or response.lead
            said = f"{best.text!r} {best.confidence:.2f} {best.citations[0].source}" if best else ""
            print(f"{outcome}: {response.question} {response.corrected or ''}\n    {said}")
        yield case, outcome


def _rows(name: str, asked: Sequence[tuple[RegressionCase, Outcome]]) -> list[str]:
    groups = {
        "answerable, tuning": [o for c, o in asked if c.questions[0].is_answerable and not is_held_out(c)],
        "answerable, held out": [o for c, o in asked if c.questions[0].is_answerable and is_held_out(c)],
        **{tag: [o for c, o in asked if tag in c.tags] for tag in (OFF_THE_SUBJECT, NEAR_MISS)},
    }
    rows = []
    for group, outcomes in groups.items():
        if outcomes:
            counted = Counter(outcomes)
            cells = (f"{counted[one]} ({counted[one] / len(outcomes):.0%})" for one in Outcome)
            answered = counted[Outcome.ANSWERED_RIGHT] + counted[Outcome.ANSWERED_WRONG]
            wrong = f"{counted[Outcome.ANSWERED_WRONG] / answered:.0%}" if answered else "none answered"
            rows.append(f"| {group} | {name} | {len(outcomes)} | {' | '.join(cells)} | {wrong} |")
    return rows


if __name__ == "__main__":
    main()
