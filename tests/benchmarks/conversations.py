"""Measures follow-up questions: `python conversations.py [--tuning] [--verbose] [--write]`.

The conversations in tests/known are asked turn by turn. Each follow-up is asked in three ways: in its conversation, as
typed without it, and in full. It counts as answered as if asked in full if the first answer is the same span of the
same document, or if both abstain; at the default threshold, and with threshold 0, where the strongest span is given
whatever its confidence. Then the known pairs over the sample documents, which stand alone, are asked in conversations
about something else. `--tuning` leaves the held-out half alone; `--verbose` prints what differs in the tuning half.
`--write` puts the tables into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from measurements import write

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.conversation import Conversation, EarlierTurn
from citespan.qa.reader.extractive import load_bundled_reader
from citespan.qa.reader.remembering import RememberingReader
from citespan.qa.regression.case_file.load import read_case_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.qa.answer import Response
    from citespan.qa.reader.protocol import Reader
    from citespan.qa.regression.cases import KnownQuestion, RegressionCase

KNOWN = Path(__file__).parents[1] / "known"
SHARED = Path(__file__).parents[3] / "shared" / "corpus"
CORPORA = {"sample": SAMPLE_ROOT, "shared": SHARED}
THRESHOLDS = {"default threshold": None, "threshold 0": 0.0}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The responses to one follow-up: in its conversation, as typed without it, in full."""

    question: KnownQuestion
    in_context: Response
    alone: Response
    in_full: Response

    @property
    def same_in_context(self) -> bool:
        """True if it is answered in its conversation as if asked in full."""
        return span(self.in_context) == span(self.in_full)

    @property
    def same_alone(self) -> bool:
        """True if it is answered without its conversation as if asked in full."""
        return span(self.alone) == span(self.in_full)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="without the held-out half")
    parser.add_argument("--verbose", action="store_true", help="print what differs in the tuning half")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    encoder, reader = Encoder(), RememberingReader(load_bundled_reader())
    parts = {"tuning": slice(0, None, 2)} | ({} if options.tuning else {"held out": slice(1, None, 2)})
    found: dict[tuple[str, str, str], list[FollowUp]] = {}
    for corpus, root in CORPORA.items():
        with opened(root, encoder, reader) as answerer:
            for part, which in parts.items():
                for name, threshold in THRESHOLDS.items():
                    asked = list(follow_ups(answerer, conversations(corpus)[which], threshold))
                    found[part, name, corpus] = asked
                    if options.verbose and part == "tuning":
                        explain(name, asked)
            if corpus == "sample":
                alone = stand_alone_rows(answerer, verbose=options.verbose)
    lines = [*table(found), "", *alone]
    print("\n".join(lines))
    if options.write:
        write("conversations", lines, command="python tests/benchmarks/conversations.py --write")


def conversations(corpus: str) -> tuple[RegressionCase, ...]:
    """The conversations over a corpus; the first, third, ... are for tuning, the others held out."""
    return read_case_file(KNOWN / f"{corpus}_conversations.qa.jsonl").cases


def follow_ups(answerer: Answerer, cases: Sequence[RegressionCase], threshold: float | None) -> Iterator[FollowUp]:
    """All follow-ups of some conversations, each asked in three ways."""
    for case in cases:
        conversation = Conversation(answerer)
        for question in case.questions:
            in_context = conversation.ask(question.text, threshold=threshold).response
            if question.in_full is not None:
                alone = answerer.answer(question.text, threshold=threshold)
                in_full = answerer.answer(question.in_full, threshold=threshold)
                yield FollowUp(question, in_context, alone, in_full)


def unchanged(answerer: Answerer, questions: Sequence[str], earlier: Sequence[Sequence[EarlierTurn]]) -> list[bool]:
    """For each question that stands alone, whether it gets the same answers after some earlier turns."""
    return [
        Conversation(answerer, before).ask(question).response.answers == answerer.answer(question).answers
        for question, before in zip(questions, earlier, strict=True)
    ]


def known_questions() -> tuple[str, ...]:
    """The known questions over the sample documents; each stands alone."""
    return tuple(case.questions[0].text for case in read_case_file(KNOWN / "sample.qa.jsonl").cases)


def unrelated(count: int) -> list[tuple[EarlierTurn, ...]]:
    """For so many questions, the turns of a conversation over the other documents, one conversation after the other."""
    others = [tuple(map(_turn, case.questions)) for case in conversations("shared")[::2]]
    return [others[number % len(others)] for number in range(count)]


def neighbours(questions: Sequence[str]) -> list[tuple[EarlierTurn, ...]]:
    """For each question the two before it in its file, which often are about the same matter."""
    by_text = {c.questions[0].text: c.questions[0] for c in read_case_file(KNOWN / "sample.qa.jsonl").cases}
    turns = [_turn(by_text[question]) for question in questions]
    return [tuple(turns[max(0, number - 2) : number]) for number in range(len(turns))]


def stand_alone_rows(answerer: Answerer, *, verbose: bool) -> list[str]:
    """The table of questions that stand alone."""
    questions = known_questions()
    lines = ["| stand-alone questions, asked after | questions | same answers as alone |", "|---|---:|---:|"]
    contexts = {"turns about other documents": unrelated(len(questions)), "their neighbours": neighbours(questions)}
    for name, earlier in contexts.items():
        same = unchanged(answerer, questions, earlier)
        lines.append(f"| {name} | {len(same)} | {sum(same)} ({sum(same) / len(same):.1%}) |")
        if verbose:
            for question, before, kept in zip(questions, earlier, same, strict=True):
                if not kept:
                    response = Conversation(answerer, before).ask(question).response
                    print(f"not as alone: {question} -> {response.resolved} {[a.text for a in response.answers]}")
    return lines


def table(found: dict[tuple[str, str, str], list[FollowUp]]) -> list[str]:
    """The table of follow-ups: by half, threshold and corpus, and both corpora together."""
    lines = [
        "| follow-ups | at | over | number | answered in full | as in full, in conversation | as in full, as typed |",
        "|---|---|---|---:|---:|---:|---:|",
    ]
    halves = dict.fromkeys((part, name) for part, name, _ in found)
    for part, name in halves:
        together: list[FollowUp] = []
        for corpus in CORPORA:
            together += found[part, name, corpus]
            lines.append(_row(part, name, corpus, found[part, name, corpus]))
        lines.append(_row(part, name, "both", together))
    return lines


def _row(part: str, name: str, corpus: str, asked: Sequence[FollowUp]) -> str:
    answered = sum(bool(one.in_full.answers) for one in asked)
    same, alone = sum(one.same_in_context for one in asked), sum(one.same_alone for one in asked)
    shares = " | ".join(f"{count} ({count / len(asked):.1%})" for count in (same, alone))
    return f"| {part} | {name} | {corpus} | {len(asked)} | {answered} | {shares} |"


def span(response: Response) -> tuple[str, int, int] | None:
    """Where the first answer stands; None if there is none."""
    if not response.answers:
        return None
    citation = response.answers[0].citations[0]
    return citation.document_id, citation.start, citation.end


def explain(name: str, asked: Sequence[FollowUp]) -> None:
    """Print the follow-ups that are not answered as if asked in full."""
    for one in asked:
        if not one.same_in_context:
            said, wanted = ([a.text for a in r.answers[:1]] for r in (one.in_context, one.in_full))
            print(f"{name}: {one.question.text} -> {one.in_context.resolved}\n    {said}, in full {wanted}")
            print(f"    {one.question.in_full}")


@contextmanager
def opened(root: Path, encoder: Encoder, reader: Reader) -> Iterator[Answerer]:
    """An answerer over the documents in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(Path(folder), [root], encoder=encoder)
        index = Index(Path(folder), encoder)
        try:
            calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
            yield Answerer(index, reader, calibration=calibration)
        finally:
            index.close()


def _turn(question: KnownQuestion) -> EarlierTurn:
    answers = question.expected.answers[:1] if question.expected else ()
    return EarlierTurn(question.in_full or question.text, answers)


if __name__ == "__main__":
    main()
