"""Calibrating the bundled reader: `python -m citespan.qa.training.confidence DATA --work FOLDER`.

Confidence is fitted on the split's `fit` articles and its thresholds are certified on the `threshold` articles, both of
SQuAD 2.0 and new Wikipedia; all other passages of the data files are distractors. In each part every other article is
left out of the index, and then the others. Fitting asks each article's questions in both rounds, as answerable and as
foreign ones. For certifying no question is asked twice, and the foreign ones are those that SQuAD 2.0 marks as
impossible. With `--test` nothing is fitted: the `test` articles are evaluated, as in fitting, with the calibration that
ships.
"""

from __future__ import annotations

import argparse
import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from citespan.corpus.errors import UsageError
from citespan.index.encoder import Encoder
from citespan.qa.answerer import DEFAULT_THRESHOLD, Answerer
from citespan.qa.calibration_file import FILE, calibration_for, save_calibration
from citespan.qa.evaluation.asking import ask_rounds
from citespan.qa.evaluation.evaluate import evaluate
from citespan.qa.evaluation.fitting import DEFAULT_RISK, RISKS, fit_calibration, observe
from citespan.qa.evaluation.partition import swapped_rounds
from citespan.qa.evaluation.plots import write_plots
from citespan.qa.evaluation.report import evaluation_json, evaluation_rows
from citespan.qa.evaluation.squad import load_squad
from citespan.qa.reader.extractive import WEIGHTS_FOLDER, load_bundled_reader
from citespan.qa.training.data.examples import NEW_WIKI, SOURCES, SQUAD2
from citespan.qa.training.data.split import Part, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.evaluation.benchmark import Round
    from citespan.qa.evaluation.measures import Evaluation
    from citespan.qa.evaluation.squad import SquadQuestion
    from citespan.qa.reader.protocol import Reader

logger = logging.getLogger(__name__)

MARKS = ("<!-- held-out -->", "<!-- /held-out -->")
"""Where the table of a test stands in a page."""

QUESTIONS_TO_TEST = 500
"""How many questions of each kind are asked in a test, unless another number is named."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Calibrate or test; passages that the work folder's index holds are not embedded again."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    options.work.mkdir(parents=True, exist_ok=True)
    encoder = Encoder()
    reader = load_bundled_reader(folder=options.weights)
    questions = {source: load_squad(options.data / f"{source}.json.gz") for source in SOURCES}
    if options.test:
        evaluation = _test(options, questions, encoder, reader)
        print(evaluation_json(evaluation) if options.json else "\n".join(evaluation_rows(evaluation)))  # noqa: T201
        if options.plots:
            write_plots(evaluation, options.plots)
        if options.page:
            _write_into(options.page, evaluation, limit=options.limit)
    else:
        _calibrate(options, questions, encoder, reader)


def _calibrate(
    options: argparse.Namespace, questions: dict[str, tuple[SquadQuestion, ...]], encoder: Encoder, reader: Reader
) -> None:
    seen = [
        observe(
            _rounds(questions, part, once=part is Part.THRESHOLD, limit=options.limit),
            options.work,
            encoder=encoder,
            reader=reader,
            tell=_Teller(),
        )
        for part in (Part.FIT, Part.THRESHOLD)
    ]
    for risk in (options.risk, *(higher for higher in RISKS if higher > options.risk)):
        try:
            calibration = fit_calibration(
                *seen,
                reader=reader.name,
                encoder=encoder.name,
                fitted_on="held-out articles of SQuAD 2.0 and SQuADShifts new Wikipedia",
                risk=risk,
            )
            break
        except UsageError as exc:
            logger.warning("not calibrated for a risk of %g: %s", risk, exc)
    else:
        raise UsageError("no risk can be certified with this reader; nothing was written")
    path = options.weights / FILE
    calibration = save_calibration(calibration, path)
    logger.info("wrote %s: %s, %s", path, calibration.name, calibration.fitted_on)
    logger.info("retrieval weight %g, coefficients %s", calibration.retrieval_weight, calibration.coefficients)
    for risk, threshold in sorted(calibration.thresholds.items()):
        logger.info("risk %g: threshold %s", risk, threshold)


def _test(
    options: argparse.Namespace, questions: dict[str, tuple[SquadQuestion, ...]], encoder: Encoder, reader: Reader
) -> Evaluation:
    calibration = calibration_for(None, reader=reader.name, encoder=encoder.name, bundled=options.weights / FILE)
    limit = options.limit or QUESTIONS_TO_TEST
    rounds = _rounds(questions, Part.TEST, once=False, adversarial=True, limit=limit)
    asked = ask_rounds(
        rounds,
        options.work,
        encoder=encoder,
        reader=reader,
        answerer=lambda index: Answerer(index, reader, calibration=calibration),
        tell=_Teller(),
    )
    return evaluate(
        asked,
        threshold=calibration.threshold if calibration else DEFAULT_THRESHOLD,
        documents=min(len(one.contexts) for one in rounds),
        limit=limit,
        reader=reader.name,
        calibration=calibration.name if calibration else None,
    )


def _rounds(
    questions: dict[str, tuple[SquadQuestion, ...]],
    part: Part,
    *,
    once: bool,
    adversarial: bool = False,
    limit: int | None,
) -> tuple[Round, ...]:
    asked = [question for source in (SQUAD2, NEW_WIKI) for question in select(source, questions[source], part)]
    if part is Part.THRESHOLD:
        # Nothing is fitted on the fit articles' unanswerable questions, so they may certify, as foreign ones.
        spare = select(SQUAD2, questions[SQUAD2], Part.FIT)
        asked += [question for question in spare if not question.is_answerable]
    titles = {question.title for question in asked}
    others = [question.context for source in SOURCES for question in questions[source] if question.title not in titles]
    return swapped_rounds(asked, others=others, once=once, adversarial=adversarial, limit=limit)


def _write_into(page: Path, evaluation: Evaluation, *, limit: int | None) -> None:
    before, rest = page.read_text(encoding="utf-8").split(MARKS[0])
    _, after = rest.split(MARKS[1])
    when = f"{datetime.now(UTC).date().isoformat()}, {os.cpu_count()} CPU cores"
    limited = f" --limit {limit}" if limit else ""
    how = f"`python -m citespan.qa.training.confidence DATA --work FOLDER --test{limited}`, {when}:"
    block = "\n".join((MARKS[0], "", how, "", *evaluation_rows(evaluation), "", MARKS[1]))
    page.write_text(before + block + after, encoding="utf-8")


class _Teller:
    """Logs progress now and then."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._told > 20 or (done == total and what == "asking"):
            self._told = time.monotonic()
            logger.info("%s: %d of %d", what, done, total)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m citespan.qa.training.confidence", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the SQuAD-format data files")
    parser.add_argument("--work", type=Path, required=True, help="folder for the passages and their index")
    parser.add_argument(
        "--weights",
        type=Path,
        default=WEIGHTS_FOLDER,
        help=f"folder of the reader, and of its {FILE} (the bundled one)",
    )
    parser.add_argument("--risk", type=float, default=DEFAULT_RISK, help="of the default threshold (0.1)")
    parser.add_argument("--limit", type=int, help=f"questions of each kind (all; {QUESTIONS_TO_TEST} with --test)")
    parser.add_argument("--test", action="store_true", help="evaluate on the test articles instead")
    parser.add_argument("--json", action="store_true", help="with --test: print JSON")
    parser.add_argument("--plots", type=Path, help="with --test: folder for the plots")
    parser.add_argument(
        "--page", type=Path, help=f"with --test: put the table between the marks {MARKS[0]} of this page"
    )
    return parser


if __name__ == "__main__":
    main()
