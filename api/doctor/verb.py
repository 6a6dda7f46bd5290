"""The verb doctor."""

from __future__ import annotations

import typer

from citespan.api.terminal.options import IndexOption, JsonOption, console_for


def doctor(json: JsonOption = False, index: IndexOption = None) -> None:
    """Say what is wrong with this installation, its settings or an index, and what fixes it; nothing is changed.

    One line for each check, ok, note or wrong; the exit code is 1 if something is wrong.
    """
    from citespan.api.doctor.examine import examine
    from citespan.api.doctor.report import findings_json, print_findings

    examination = examine(index)
    if json:
        typer.echo(findings_json(examination))
    else:
        print_findings(console_for(), examination)
    if not examination.is_well:
        raise typer.Exit(1)
