"""Evaluating and calibrating for people at a terminal: progress while it lasts, tables or JSON at the end."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from citespan.api.compose import load_encoder, make_reader
from citespan.api.terminal.progress import shown_progress
from citespan.corpus.errors import UsageError
from citespan.index.contents import list_documents
from citespan.index.database.schema import require_index
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import DEFAULT_THRESHOLD, Answerer
from citespan.qa.calibration_file import FILE, calibration_for, save_calibration
from citespan.qa.evaluation.asking import ask_rounds
from citespan.qa.evaluation.benchmark import single_round
from citespan.qa.evaluation.evaluate import evaluate
from citespan.qa.evaluation.everyday import DOCUMENTS, load_everyday
from citespan.qa.evaluation.losses import ask_everyday, everyday_lines, loss_table
from citespan.qa.evaluation.plots import require_matplotlib, write_plots
from citespan.qa.evaluation.report import headline, rows
from citespan.qa.evaluation.squad import load_squad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from citespan.api.settings import Settings
    from citespan.qa.confidence import Calibration
    from citespan.qa.evaluation.benchmark import Round, Tell
    from citespan.qa.evaluation.measures import Evaluation


def run_evaluation(
    settings: Settings,
    file: Path,
    *,
    distractors: Sequence[Path],
    foreign: Path | None,
    limit: int | None,
    plots: Path | None,
    console: Console,
) -> Evaluation:
    """Evaluate on a SQuAD file with the calibration that counts for the settings' index; write plots if wanted.

    Raises:
        LoadError: if a file is missing or damaged.
        UsageError: if the questions leave nothing to measure, or plots are wanted and cannot be made.
    """
    if plots:
        require_matplotlib()
    asked = single_round(
        load_squad(file), foreign=load_squad(foreign) if foreign else (), distractors=distractors, limit=limit
    )
    with tempfile.TemporaryDirectory(prefix="citespan-evaluate-") as scratch, shown_progress(console) as tell:
        evaluation = evaluate_rounds(settings, [asked], Path(scratch), limit=limit, tell=tell)
    if plots:
        for path in write_plots(evaluation, plots):
            console.print(f"wrote {path}", markup=False, highlight=False, soft_wrap=True)
    return evaluation


def run_everyday(settings: Settings, folder: Path, *, json: bool, console: Console) -> str:
    """The losses of a folder of everyday questions, asked of all its documents, as a table or as JSON lines.

    Raises:
        LoadError: if the questions or a document cannot be read.
    """
    questions = load_everyday(folder)
    encoder = load_encoder(settings.encoder)
    reader = make_reader(settings, encoder)
    calibration = calibration_for(settings.folder("a measurement"), reader=reader.name, encoder=encoder.name)
    chosen = calibration.threshold if calibration else DEFAULT_THRESHOLD
    threshold = chosen if settings.threshold is None else settings.threshold
    with tempfile.TemporaryDirectory(prefix="citespan-evaluate-") as scratch, shown_progress(console) as tell:
        build_index(
            Path(scratch),
            [folder / DOCUMENTS],
            encoder=encoder,
            on_progress=lambda progress: tell("indexing", progress.files, progress.total_files),
        )
        index = Index(Path(scratch), encoder)
        asked = ask_everyday(questions, Answerer(index, reader, calibration=calibration), tell=tell)
        index.close()
    return everyday_lines(asked) if json else loss_table(asked, threshold)


def evaluate_rounds(
    settings: Settings, rounds: Sequence[Round], folder: Path, *, limit: int | None, tell: Tell
) -> Evaluation:
    """The measures of some rounds, asked over indexes that are made in `folder`."""
    encoder = load_encoder(settings.encoder)
    reader = make_reader(settings, encoder)
    calibration = calibration_for(settings.folder("a measurement"), reader=reader.name, encoder=encoder.name)
    chosen = calibration.threshold if calibration else DEFAULT_THRESHOLD
    threshold = chosen if settings.threshold is None else settings.threshold
    asked = ask_rounds(
        rounds,
        folder,
        encoder=encoder,
        reader=reader,
        answerer=lambda index: Answerer(index, reader, calibration=calibration),
        tell=tell,
    )
    return evaluate(
        asked,
        threshold=threshold,
        documents=len(list_documents(folder / "index")),
        limit=limit,
        reader=reader.name,
        calibration=calibration.name if calibration else None,
    )


def run_calibration(
    settings: Settings,
    file: Path,
    *,
    distractors: Sequence[Path],
    foreign: Path | None,
    risk: float,
    out: Path | None,
    console: Console,
) -> tuple[Calibration, Path]:
    """Fit confidence and thresholds on a SQuAD file's questions; write them to `out` or into the settings' index.

    Raises:
        LoadError: if a file is missing or damaged.
        MissingIndexError: if the settings name no index and there is no `out`.
        UsageError: if the questions are too few, or no threshold keeps the risk; nothing is written then.
    """
    from citespan.qa.evaluation.fitting import fit_calibration, observe  # noqa: PLC0415  # scikit-learn is slow to import
    from citespan.qa.evaluation.partition import halves  # noqa: PLC0415

    if not 0 < risk < 1:
        raise UsageError(f"a risk lies between 0 and 1, {risk:g} does not; 0.1 allows one wrong answer in ten")
    if out is None:
        require_index(settings.folder("a calibration"))
    path = out or settings.folder("a calibration") / FILE
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder; make it, or name another place with --out")
    parts = halves(load_squad(file), foreign=load_squad(foreign) if foreign else (), distractors=distractors)
    encoder = load_encoder(settings.encoder)
    reader = make_reader(settings, encoder)
    with tempfile.TemporaryDirectory(prefix="citespan-calibrate-") as scratch, shown_progress(console) as tell:
        seen = [
            observe(rounds, Path(scratch), encoder=encoder, reader=reader, tell=tell)
            for rounds in (parts.fitting, parts.certifying)
        ]
    calibration = fit_calibration(*seen, reader=reader.name, encoder=encoder.name, fitted_on=file.name, risk=risk)
    return save_calibration(calibration, path), path


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """Print the measures as a table."""
    console.print(headline(evaluation), markup=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(2):
        table.add_column()
    table.add_column(justify="right")
    for row in rows(evaluation):
        table.add_row(row.part, row.measure, row.value)
    console.print(table)


def print_calibration(console: Console, calibration: Calibration) -> None:
    """Print a calibration's thresholds as a table."""
    console.print(f"fitted on {calibration.fitted_on}", markup=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    table.add_column("wrong among the answered, at most")
    table.add_column("threshold", justify="right")
    for risk, threshold in sorted(calibration.thresholds.items()):
        mark = "  (default)" if risk == calibration.risk else ""
        table.add_row(f"{100 * risk:g} %{mark}", "not certified" if threshold is None else f"{threshold:.4f}")
    console.print(table)
