"""Two installations of citespan, side by side: `python side_by_side.py DATA --before CITESPAN [--write]`.

Three sets of questions are asked of both by their command lines, at the default threshold and without one: the everyday
questions of DATA/everyday over its documents, held-out questions of SQuAD 2.0 and newer Wikipedia over all held-out
passages, and tests/known/shared_corpus.qa.jsonl over its corpus. `--before` and `--after` (this one, if not given) are
`citespan` programs, each with the reader and the confidence that it ships. What is right is judged here for both.
`--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from measurements import write

from citespan.qa.evaluation.correctness import is_right
from citespan.qa.evaluation.everyday import DOCUMENTS, load_everyday, says
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.training.data.examples import Source
from citespan.qa.training.data.split import Part, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

KNOWN = Path(__file__).parents[1] / "known" / "shared_corpus.qa.jsonl"
SOURCES = (Source.SQUAD2, Source.NEW_WIKI)
SEED = 20
HEAD = (
    "| questions | citespan | threshold | answerable | right | wrong | silent | unanswerable | of these answered"
    " | wrong of the answers | ms a question |"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `judge` says whether an answer to it is right, None if the documents do not answer it."""

    text: str
    judge: Callable[[str], bool] | None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions that are asked over the documents in `folder`."""

    name: str
    folder: Path
    questions: tuple[Asked, ...]


def everyday(folder: Path) -> QuestionSet:
    """Everyday questions over all documents of their folder."""
    questions = tuple(
        Asked(one.question, partial(says, accept=one.accept, kind=one.kind) if one.is_answerable else None)
        for one in load_everyday(folder)
    )
    return QuestionSet("everyday", folder / DOCUMENTS, questions)


def encyclopedic(data: Path, folder: Path, size: int) -> QuestionSet:
    """Held-out questions, two of three answerable, over the passages that neither training nor fitting saw."""
    held_out = [one for name in SOURCES for one in select(name, load_squad(data / f"{name}.json.gz"), Part.TEST)]
    for number, text in enumerate(dict.fromkeys(one.context for one in held_out)):
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8", newline="")
    random = Random(SEED)
    asked: list[Asked] = []
    for is_answerable, share in ((True, 2), (False, 1)):
        fitting = [one for one in held_out if one.is_answerable is is_answerable]
        asked += [
            Asked(one.question, partial(is_right, gold_texts=one.gold_texts) if is_answerable else None)
            for one in random.sample(fitting, min(len(fitting), share * size // 3))
        ]
    return QuestionSet("encyclopedic, the unanswerable adversarial", folder, tuple(asked))


def known(path: Path) -> QuestionSet:
    """The questions of a case file; those without answers are unanswerable."""
    head, *cases = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    questions = tuple(
        Asked(case["question"], partial(is_right, gold_texts=case["answers"]) if case.get("answers") else None)
        for case in cases
    )
    return QuestionSet("two news texts", (path.parent / head["corpus"][0]).resolve(), questions)


def ask(program: str, asked: QuestionSet, *options: str) -> list[dict[str, Any]]:
    """The responses of a `citespan` program to all questions of a set, over an index of its own."""
    with tempfile.TemporaryDirectory(prefix="citespan-side-by-side-") as scratch:
        run = partial(_run, program, {**os.environ, "CITESPAN_INDEX": str(Path(scratch) / "index")})
        run("index", str(asked.folder))
        lines = "".join(json.dumps({"question": question.text}) + "\n" for question in asked.questions)
        return [json.loads(line) for line in run("ask", "--batch", "-", *options, given=lines).splitlines()]


def _run(program: str, environment: dict[str, str], *arguments: str, given: str = "") -> str:
    command = [program, *arguments]
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):  # 3: a question is not answered
        raise SystemExit(f"{program} {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def row(name: str, program: str, threshold: str, asked: QuestionSet, responses: Sequence[dict[str, Any]]) -> str:
    """One line of the table."""
    right = wrong = falsely_answered = 0
    for question, response in zip(asked.questions, responses, strict=True):
        if not response["answers"]:
            continue
        if question.judge is None:
            falsely_answered += 1
        elif question.judge(_whole(response)):
            right += 1
        else:
            wrong += 1
    answerable = sum(question.judge is not None for question in asked.questions)
    others = len(asked.questions) - answerable
    given = right + wrong + falsely_answered
    risk = f"{(wrong + falsely_answered) / given:.1%}" if given else "–"
    took = statistics.median(response["took_ms"] for response in responses)
    return (
        f"| {name} | {program} | {threshold} | {answerable} | {right} = {right / answerable:.1%} | {wrong}"
        f" | {answerable - right - wrong} | {others} | {falsely_answered} | {risk} | {took:.0f} |"
    )


def _whole(response: dict[str, Any]) -> str:
    """The answer's text; of a list, all of its items."""
    answers = response["answers"]
    return ", ".join(answer["text"] for answer in answers) if len(answers) > 1 else str(answers[0]["text"])


def rows(sets: Sequence[QuestionSet], programs: dict[str, str]) -> Iterator[str]:
    """The lines of all sets, programs and thresholds."""
    for asked in sets:
        for threshold, options in (("default", ()), ("none", ("--threshold", "0"))):
            for name, program in programs.items():
                yield row(asked.name, name, threshold, asked, ask(program, asked, *options))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the data files and of everyday/")
    parser.add_argument("--before", required=True, help="the citespan program of the older installation")
    parser.add_argument("--after", default=str(Path(sys.executable).with_name("citespan")))
    parser.add_argument("--size", type=int, default=300, help="of the encyclopedic set (300)")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="citespan-side-by-side-") as scratch:
        sets = (
            everyday(options.data / "everyday"),
            encyclopedic(options.data, Path(scratch), options.size),
            known(KNOWN),
        )
        lines = [HEAD, "|---|---|---|" + "---:|" * 8]
        print(*lines, sep="\n")
        for line in rows(sets, {"before": options.before, "after": options.after}):
            lines.append(line)
            print(line, flush=True)
    if options.write:
        write("side-by-side", lines, command="python tests/benchmarks/side_by_side.py DATA --before CITESPAN --write")


if __name__ == "__main__":
    main()
