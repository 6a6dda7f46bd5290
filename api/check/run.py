"""Checking known answers for people at a terminal: run case files, tell what came of them, write what was asked for."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from citespan.api.check.page import check_page
from citespan.api.check.report import print_check
from citespan.api.check.subjects import Subjects
from citespan.api.terminal.options import console_for
from citespan.api.terminal.progress import shown_progress
from citespan.corpus.errors import UsageError
from citespan.qa.regression.baseline import compared
from citespan.qa.regression.case_file.load import read_case_file
from citespan.qa.regression.case_file.patch import patched
from citespan.qa.regression.case_file.write import header_of, json_lines_text, yaml_text
from citespan.qa.regression.cases import PROPOSED, SAMPLE, SUFFIXES, CaseFile, Corpus
from citespan.qa.regression.measures import gates, is_tolerated
from citespan.qa.regression.propose import drafted, questions_in, updated
from citespan.qa.regression.run import FileRun, run_file
from citespan.qa.regression.run_record import read_record, recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from citespan.api.settings import Settings
    from citespan.qa.answer import Answer
    from citespan.qa.regression.baseline import Comparison


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What a check writes beside its table, and what it compares with."""

    html: Path | None = None
    baseline: Path | None = None
    save_baseline: Path | None = None
    update: bool = False
    json: bool = False


def run_check(
    settings: Settings, paths: Sequence[Path], options: CheckOptions, *, sample: bool, index: Path | None
) -> bool:
    """Run case files and print what came of them; True if they pass.

    A file passes if its thresholds hold and no other case fails. With a baseline, its rules decide on single cases.

    Raises:
        LoadError: if a case file, the baseline or a document is missing or malformed; nothing is asked then.
        UsageError: if a corpus does not exist, or a file of proposals is there already.
        MissingIndexError: if there is no index.
        IndexMismatchError: if the index is damaged.
    """
    files = [read_case_file(path) for path in dict.fromkeys(paths)]
    baseline = read_record(options.baseline) if options.baseline else None
    proposals = [_proposals_beside(file) for file in files] if options.update else []
    console = console_for(stderr=True)
    subjects = Subjects(settings, instead=_instead(sample=sample, index=index))
    try:
        runs = [_run(file, subjects, console) for file in files]
        record = recorded(runs, version=version("citespan"))
        comparison = compared(record, baseline) if baseline else None
        for run, path in zip(runs, proposals, strict=False):
            _propose(run, path, _asking(subjects, run.file), console)
    finally:
        subjects.close()
    if options.html:
        _write(options.html, check_page(runs, comparison), console)
    if options.save_baseline:
        _write(options.save_baseline, record.model_dump_json(indent=1) + "\n", console)
    if options.json:
        typer.echo(record.model_dump_json(indent=2))
    else:
        print_check(console_for(), runs, comparison)
    return _passes(runs, comparison)


def run_draft(settings: Settings, source: Path, *, sample: bool, index: Path | None, console: Console) -> str:
    """A YAML case file with today's answers to the questions in a file, or with those of a transcript, for review.

    Raises:
        LoadError: if a line is no question.
        UsageError: if there is no file, or no question in it.
        MissingIndexError: if there is no index.
    """
    if str(source) == "-":
        text = sys.stdin.buffer.read()
    elif source.is_file():
        text = source.read_bytes()
    else:
        raise UsageError(f"{source}: no such file; name one with a question a line, or - for standard input")
    asked = tuple(questions_in(text.decode("utf-8-sig", "replace").splitlines(), name=str(source)))
    if not asked:
        raise UsageError(f"{source}: holds no question; write one a line")
    file = CaseFile(Path("draft.qa.yaml"), (), _instead(sample=sample, index=index))
    subjects = Subjects(settings, instead=file.corpus)
    try:
        cases = drafted(asked, _asking(subjects, file))
    finally:
        subjects.close()
    console.print(f"{len(cases)} cases, each marked 'review: true' until you have compared it and deleted the mark")
    header = {"corpus": SAMPLE} if sample else ({"index": index.as_posix()} if index else {})
    return yaml_text({**header}, cases)


def _run(file: CaseFile, subjects: Subjects, console: Console) -> FileRun:
    with shown_progress(console) as tell:
        return run_file(
            file,
            find=subjects.documents(file),
            subject=lambda: subjects.subject(file),
            on_progress=lambda done, total: tell(file.path.name, done, total),
        )


def _passes(runs: Sequence[FileRun], comparison: Comparison | None) -> bool:
    if not all(gate.passed for run in runs for gate in gates(run)):
        return False
    if comparison:
        return all(gate.passed for gate in comparison.gates)
    return all(outcome.passed or is_tolerated(outcome, run) for run in runs for outcome in run.outcomes)


def _instead(*, sample: bool, index: Path | None) -> Corpus | None:
    if sample:
        return Corpus(sample=True)
    return Corpus(index=index) if index else None


def _asking(subjects: Subjects, file: CaseFile) -> Callable[[str], Answer | None]:
    def ask(question: str) -> Answer | None:
        answers = subjects.subject(file).answerer.answer(question).answers
        return answers[0] if answers else None

    return ask


def _proposals_beside(file: CaseFile) -> Path:
    name = file.path.name
    suffix = next(suffix for suffix in SUFFIXES if name.endswith(suffix))
    path = file.path.with_name(f"{name.removesuffix(suffix)}{PROPOSED}{suffix}")
    if path.exists():
        raise UsageError(f"{path}: is there already; take over what is right of it and delete it, then propose again")
    return path


def _propose(run: FileRun, path: Path, ask: Callable[[str], Answer | None], console: Console) -> None:
    cases = updated(run, ask)
    if cases == run.file.cases:
        console.print(f"nothing to propose for {run.file.path}", markup=False, highlight=False, soft_wrap=True)
        return
    if path.name.endswith(".jsonl"):
        _write(path, json_lines_text(header_of(run.file), cases), console)
        return
    own = run.file.path.read_text(encoding="utf-8-sig")
    text = patched(own, run.file.cases, cases, path=run.file.path) or yaml_text(header_of(run.file), cases)
    _write(path, text, console)


def _write(path: Path, text: str, console: Console) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise UsageError(f"{path}: cannot be written: {exc.strerror or exc}; name another place") from exc
    console.print(f"wrote {path}", markup=False, highlight=False, soft_wrap=True)
