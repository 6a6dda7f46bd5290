"""The verbs that measure: evaluate, calibrate, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from citespan.api.terminal.options import IndexOption, JsonOption, SampleOption, at_home, console_for, settings_for

DistractorsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--distractors", metavar="PATH", help="Index this too: a SQuAD file's passages, a file or folder. Repeatable."
    ),
]
ForeignOption = Annotated[
    Path | None,
    typer.Option("--foreign", metavar="SQUAD", help="Questions on articles that are left out of the index."),
]


def register(app: typer.Typer) -> None:
    """Give `app` these verbs."""
    for verb in (evaluate, calibrate, check, feedback):
        app.command()(verb)


def evaluate(
    file: Annotated[
        Path | None, typer.Argument(metavar="[SQUAD]", help="Labelled questions, SQuAD format, .json or .json.gz.")
    ] = None,
    everyday: Annotated[
        Path | None,
        typer.Option("--everyday", metavar="FOLDER", help="Everyday questions instead: questions.jsonl and docs/."),
    ] = None,
    distractors: DistractorsOption = None,
    foreign: ForeignOption = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Ask at most this many of each kind, drawn with a fixed seed.")
    ] = None,
    plots: Annotated[
        Path | None, typer.Option("--plots", metavar="DIR", help="Write the risk-coverage curve and more as PNG.")
    ] = None,
    json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Measure reading, retrieval, answers, abstention and speed on labelled questions.

    Their passages are indexed for it, apart from everything else; --index only says whose calibration counts. With
    --everyday, a table of losses is printed: which questions are lost in retrieval, in reading, or held back.
    """
    from citespan.api.cli.quality import print_evaluation, run_evaluation, run_everyday
    from citespan.corpus.errors import UsageError
    from citespan.qa.evaluation.report import evaluation_json

    one_of = UsageError("name a SQuAD file to evaluate on, or a folder with --everyday, but not both")
    if everyday:
        if file:
            raise one_of
        report = run_everyday(settings_for(index), everyday, json=json, console=console_for(stderr=True))
        typer.echo(report, nl=False)
        return
    if file is None:
        raise one_of
    evaluation = run_evaluation(
        settings_for(index),
        file,
        distractors=distractors or [],
        foreign=foreign,
        limit=limit,
        plots=plots,
        console=console_for(stderr=True),
    )
    if json:
        typer.echo(evaluation_json(evaluation))
    else:
        print_evaluation(console_for(), evaluation)


def calibrate(
    file: Annotated[Path, typer.Argument(metavar="SQUAD", help="Labelled questions, SQuAD format, .json or .json.gz.")],
    distractors: DistractorsOption = None,
    foreign: ForeignOption = None,
    risk: Annotated[
        float, typer.Option("--risk", metavar="R", help="Share of wrong answers that the default threshold allows.")
    ] = 0.1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write (default: into the index's folder).")
    ] = None,
    index: IndexOption = None,
) -> None:
    """Fit confidence and threshold on your own labelled questions; the index's answers use it from then on.

    One half of the articles fits, the other certifies the threshold. Without --foreign, articles take turns in being
    left out of the index, so that there are questions that it cannot answer.
    """
    from citespan.api.cli.quality import print_calibration, run_calibration

    console = console_for(stderr=True)
    calibration, path = run_calibration(
        settings_for(index), file, distractors=distractors or [], foreign=foreign, risk=risk, out=out, console=console
    )
    print_calibration(console, calibration)
    console.print(f"wrote {path}", markup=False, highlight=False, soft_wrap=True)


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Case files: *.qa.yaml and *.qa.jsonl.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="REPORT", help="Write a report as one page.")] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Compare with a run that was saved before.")
    ] = None,
    save_baseline: Annotated[
        Path | None, typer.Option("--save-baseline", metavar="FILE", help="Save this run to be compared with.")
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Propose today's spans for failing cases, in new files to be reviewed.")
    ] = False,
    draft: Annotated[
        Path | None,
        typer.Option(
            "--draft",
            metavar="FILE",
            help='Print a case file made of these questions, or of a transcript of responses ("-" is stdin).',
        ),
    ] = None,
    json: JsonOption = False,
    sample: SampleOption = False,
    index: IndexOption = None,
) -> None:
    """Ask known questions and compare with their known answers; exit code 1 if one fails."""
    from citespan.api.check.run import CheckOptions, run_check, run_draft
    from citespan.corpus.errors import UsageError

    if (draft is None) == (not files):
        raise UsageError("name case files to check, or questions with --draft FILE, but not both")
    settings = settings_for(index, sample=sample)
    named = settings.folder("'citespan check'") if index else None
    if draft:
        typer.echo(run_draft(settings, draft, sample=sample, index=named, console=console_for(stderr=True)), nl=False)
        return
    options = CheckOptions(html=html, baseline=baseline, save_baseline=save_baseline, update=update, json=json)
    if not run_check(settings, files or [], options, sample=sample, index=named):
        raise typer.Exit(1)


def feedback(
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE",
            help="Write it as known questions: for check (.qa.yaml, .qa.jsonl), for evaluate and calibrate (.json).",
        ),
    ] = None,
    delete: Annotated[
        list[str] | None, typer.Option("--delete", metavar="ID", help="Delete this feedback. Repeatable.")
    ] = None,
    delete_all: Annotated[bool, typer.Option("--delete-all", help="Delete all feedback.")] = False,
    index: IndexOption = None,
) -> None:
    """List the feedback on answers that was sent over HTTP, a line each; export or delete it."""
    from citespan.api.cli.feedback import delete_feedback, export_feedback, print_feedback
    from citespan.corpus.errors import UsageError

    if sum((export is not None, bool(delete), delete_all)) > 1:
        raise UsageError("--export, --delete and --delete-all exclude each other; give one")
    settings = settings_for(index)
    if export:
        export_feedback(settings, at_home(export), errors=console_for(stderr=True))
    elif delete or delete_all:
        delete_feedback(settings, delete)
    else:
        print_feedback(settings)
