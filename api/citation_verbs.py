"""The verbs that hold old responses against documents: verify, resolve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from citespan.api.options import IndexOption, JsonOption, console_for, settings_for

ResponseArgument = Annotated[
    Path,
    typer.Argument(metavar="RESPONSE", help="What 'citespan ask --json' or '--batch' printed; - is standard input."),
]


def register(app: typer.Typer) -> None:
    """Give `app` these verbs."""
    for verb in (verify, resolve):
        app.command()(verb)


def verify(
    response: ResponseArgument,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="The files, or the folders that they are in.")],
    json: JsonOption = False,
) -> None:
    """Check that what a response cites stands in the files, character by character; exit code 1 if not.

    Needs no index and no model. Checked are answers' texts, quotes, prefixes, suffixes, evidence, offsets and hashes.
    """
    from citespan.api.citations import verify_file

    if not verify_file(response, paths, json=json, console=console_for()):
        raise typer.Exit(1)


def resolve(response: ResponseArgument, json: JsonOption = False, index: IndexOption = None) -> None:
    """Say where a response's citations stand in today's documents: exact, moved, changed, gone or ambiguous.

    The exit code is 1 unless all are exact or moved.
    """
    from citespan.api.citations import resolve_file

    if not resolve_file(response, settings_for(index).index, json=json, console=console_for()):
        raise typer.Exit(1)
