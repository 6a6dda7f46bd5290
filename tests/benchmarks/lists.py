"""Measures lists and questions in two parts: `python lists.py [--tuning] [--verbose] [--write]`.

Made-up reports, each indexed by itself with the bundled encoder and asked with the bundled reader at its default
threshold. Some questions want several things, some one thing, some have two parts. The figures are for topics that
were written when the rules were done, drawn with another seed; `--tuning` takes those that the rules were made with.
`--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from bulleted_topics import HELD_OUT_BULLETS, TUNING_BULLETS
from list_cases import list_cases
from list_topics import HELD_OUT_TOPICS, TUNING_TOPICS, Wanted
from measurements import write

from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answer import Agreement
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.extractive import load_bundled_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from list_cases import Case

    from citespan.qa.answer import Response
    from citespan.qa.reader.protocol import Reader

TUNING_SEED, REPORTED_SEED = 1, 3
CASES, BULLETED_CASES = 150, 60


class Outcome(StrEnum):
    """What came of a case.

    All that was wanted; a part of it and nothing wrong; a span that is not wanted; nothing. A list for a question that
    wants one thing is wrong; so is one of the two parts' answer for the other, and any for a part that has none.
    """

    RIGHT = "all right"
    PARTLY = "something missing"
    WRONG = "something wrong"
    ABSTAINED = "abstained"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the topics and the seed that the rules were tuned on")
    parser.add_argument("--verbose", action="store_true", help="print what is not all right")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    seed, topics = (TUNING_SEED, TUNING_TOPICS) if options.tuning else (REPORTED_SEED, HELD_OUT_TOPICS)
    ask = Asking(Encoder(), load_bundled_reader())
    counts: dict[Wanted, Counter[str]] = {wanted: Counter() for wanted in Wanted}
    bullets = TUNING_BULLETS if options.tuning else HELD_OUT_BULLETS
    cases = [
        *list_cases(CASES, random=Random(seed), topics=topics),
        *list_cases(BULLETED_CASES, random=Random(seed), topics=bullets),
    ]
    for case in cases:
        response = ask.response(case)
        outcome = judged(case, response)
        is_list = response.agreement is Agreement.LIST
        counts[case.wanted].update([outcome, "cases", *["lists"] * is_list])
        if options.verbose and outcome is not Outcome.RIGHT:
            explain(case, response, outcome)
    lines = [
        f"| the question wants | cases | {' | '.join(Outcome)} | shown as a list |",
        "|---|" + "---:|" * (len(Outcome) + 2),
    ]
    for wanted, seen in counts.items():
        figures = [seen["cases"], *(seen[outcome] for outcome in Outcome), seen["lists"]]
        lines.append(f"| {wanted} | {' | '.join(map(str, figures))} |")
    print("\n".join(lines))
    if options.write:
        write("lists", lines, command="python tests/benchmarks/lists.py --write")


@dataclass(frozen=True)
class Asking:
    """Asks cases, each over an index of its report alone."""

    encoder: Encoder
    reader: Reader

    def response(self, case: Case) -> Response:
        """The response to a case's question."""
        calibration = calibration_for(None, reader=self.reader.name, encoder=self.encoder.name)
        with tempfile.TemporaryDirectory() as folder:
            documents = Path(folder) / "documents"
            documents.mkdir()
            name = "report.md" if case.wanted in {Wanted.BULLETS, Wanted.UNSAID} else "report.txt"
            (documents / name).write_text(case.text, encoding="utf-8")
            build_index(Path(folder) / "index", [documents], encoder=self.encoder)
            index = Index(Path(folder) / "index", self.encoder)
            try:
                return Answerer(index, self.reader, calibration=calibration).answer(case.question)
            finally:
                index.close()


def judged(case: Case, response: Response) -> Outcome:
    """What came of a case.

    An item is right if it is the wanted words (an article aside) in their place, another answer if it touches them.
    """
    if not response.answers:
        return Outcome.ABSTAINED
    wanted = dict(zip(case.starts, case.values, strict=True))
    if case.wanted is Wanted.PARTS or case.wanted is Wanted.HALF:
        return _parts(case, response)
    shown = [_places(answer.citations) for answer in response.answers]
    if case.wanted is Wanted.UNSAID:
        return Outcome.WRONG
    if case.wanted is Wanted.ITEMS or case.wanted is Wanted.BULLETS:
        return _compared(shown, wanted)
    if response.agreement is Agreement.LIST:
        return Outcome.WRONG
    return Outcome.RIGHT if _touches(shown[0], wanted) else Outcome.WRONG


def _parts(case: Case, response: Response) -> Outcome:
    """What came of a question in parts: each must be answered by its own value, and one without a value not at all."""
    if response.parts is None or len(response.parts) != len(case.values):
        wanted = dict(zip(case.starts, case.values, strict=True))
        places = [place for answer in response.answers for place in _places(answer.citations)]
        return Outcome.PARTLY if _touches(places, wanted) else Outcome.WRONG
    outcomes = set()
    for part, start, value in zip(response.parts, case.starts, case.values, strict=True):
        if part.answers and value:
            is_right = _touches(_places(part.answers[0].citations), {start: value})
            outcomes.add(Outcome.RIGHT if is_right else Outcome.WRONG)
        elif part.answers or value:
            outcomes.add(Outcome.WRONG if part.answers else Outcome.PARTLY)
        else:
            outcomes.add(Outcome.RIGHT)
    worst = (Outcome.WRONG, Outcome.PARTLY, Outcome.RIGHT)
    return next(outcome for outcome in worst if outcome in outcomes)


def _places(citations: Iterable[object]) -> list[tuple[int, int]]:
    return [(citation.start, citation.end) for citation in citations]  # type: ignore[attr-defined]


def _touches(places: Sequence[tuple[int, int]], wanted: dict[int, str]) -> bool:
    return any(a < start + len(value) and start < b for a, b in places for start, value in wanted.items())


def _compared(shown: Sequence[Sequence[tuple[int, int]]], wanted: dict[int, str]) -> Outcome:
    found = set()
    for places in shown:
        item = next(
            (s for s, v in wanted.items() if any(b == s + len(v) and s - 4 <= a <= s for a, b in places)),
            None,
        )
        if item is None:
            return Outcome.WRONG
        found.add(item)
    return Outcome.RIGHT if len(found) == len(wanted) else Outcome.PARTLY


def explain(case: Case, response: Response, outcome: Outcome) -> None:
    """Print a case with what was made of it."""
    fact = next((line for line in case.text.split("\n") if case.values[0] in line), "")
    print(f"{outcome}: {case.wanted}: {case.question} {' / '.join(case.values)}\n    {fact}")
    print(f"    {[(answer.text, answer.confidence) for answer in response.answers]}")
    for part in response.parts or ():
        print(f"    {part.question} {[(answer.text, answer.confidence) for answer in part.answers]}")


if __name__ == "__main__":
    main()
