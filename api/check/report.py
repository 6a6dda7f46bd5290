"""A check for people at a terminal: failing cases in full, a table by tag, and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from citespan.qa.regression.baseline import Change
from citespan.qa.regression.diagnosis import explained
from citespan.qa.regression.measures import gates, is_tolerated, measured, measured_by_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from citespan.qa.regression.baseline import Comparison
    from citespan.qa.regression.measures import Gate, Measures
    from citespan.qa.regression.run import FileRun

TOLERATED = "the file's thresholds decide"
"""What is said of a failing case that does not fail its file."""


def print_check(console: Console, runs: Sequence[FileRun], comparison: Comparison | None) -> None:
    """Print what came of some case files, the figures last."""
    for run in runs:
        failed = [outcome for outcome in run.outcomes if not outcome.passed]
        for outcome in failed:
            note = f" ({TOLERATED})" if is_tolerated(outcome, run) else ""
            title = f"{run.file.path}:{outcome.case.line} {outcome.case.case_id}{note}"
            console.print(Text(title, style="bold"), soft_wrap=True)
            console.print(Text(explained(outcome)), soft_wrap=True)
            console.print()
    for run in runs:
        _print_measures(console, run)
        for gate in gates(run):
            _print_gate(console, gate)
        console.print()
    if comparison:
        _print_comparison(console, comparison)


def _print_measures(console: Console, run: FileRun) -> None:
    passed = sum(outcome.passed for outcome in run.outcomes)
    title = f"{run.file.path}: {passed} of {len(run.outcomes)} cases pass"
    console.print(Text(title, style="bold green" if passed == len(run.outcomes) else "bold red"), soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    table.add_column("tag")
    for heading in ("right", "accuracy", "false answers", "median"):
        table.add_column(heading, justify="right")
    for tag, measures in measured_by_tag(run.outcomes).items():
        table.add_row(Text(tag), *_cells(measures))
    table.add_row(Text("all", style="bold"), *_cells(measured(run.findings)))
    console.print(table)


def _cells(measures: Measures) -> tuple[str, str, str, str]:
    return (
        f"{measures.answerable_passed} of {measures.answerable}",
        "-" if measures.accuracy is None else f"{measures.accuracy:.3f}",
        f"{measures.false_answers} of {measures.unanswerable}",
        "-" if measures.median_ms is None else f"{measures.median_ms:.1f} ms",
    )


def _print_gate(console: Console, gate: Gate) -> None:
    mark = Text("holds  ", style="green") if gate.passed else Text("BROKEN ", style="bold red")
    console.print(mark.append(f"{gate.rule}: {gate.detail}", style="default"), soft_wrap=True)


def _print_comparison(console: Console, comparison: Comparison) -> None:
    counts = ", ".join(f"{len(comparison.of(change))} {change.value}" for change in Change)
    console.print(Text(f"against the baseline: {counts}", style="bold"), soft_wrap=True)
    for difference in comparison.differences:
        line = f"{difference.change.value:7}{difference.case}: {difference.before} -> {difference.after}"
        console.print(Text(line), soft_wrap=True)
    for gate in comparison.gates:
        _print_gate(console, gate)
