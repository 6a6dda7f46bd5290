"""The verbs that hold citations against documents: verify, resolve, show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from citespan.api.terminal.options import IndexOption, JsonOption, VectorsOption, at_home, console_for, settings_for

ResponseArgument = Annotated[
    Path,
    typer.Argument(metavar="RESPONSE", help="What 'citespan ask --json' or '--batch' printed; - is standard input."),
]


def register(app: typer.Typer) -> None:
    """Give `app` these verbs."""
    for verb in (verify, resolve, show):
        app.command()(verb)


def verify(
    response: ResponseArgument,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="The files, or the folders that they are in.")],
    json: JsonOption = False,
) -> None:
    """Check that what a response cites stands in the files, character by character; exit code 1 if not.

    Needs no index and no model. Checked are answers' texts, quotes, prefixes, suffixes, evidence, offsets and hashes.
    """
    from citespan.api.cli.old_responses import verify_file

    if not verify_file(response, paths, json=json, console=console_for()):
        raise typer.Exit(1)


def resolve(response: ResponseArgument, json: JsonOption = False, index: IndexOption = None) -> None:
    """Say where a response's citations stand in today's documents: exact, moved, changed, gone or ambiguous.

    The exit code is 1 unless all are exact or moved.
    """
    from citespan.api.cli.old_responses import resolve_file

    if not resolve_file(response, settings_for(index).place, json=json, console=console_for()):
        raise typer.Exit(1)


def show(
    document_id: Annotated[str, typer.Argument(metavar="ID", help="As citations and 'citespan documents' name it.")],
    version: Annotated[
        str | None, typer.Option("--version", metavar="SHA256", help="The text_sha256 of a citation: its version.")
    ] = None,
    start: Annotated[int | None, typer.Option("--start", min=0, help="Mark the quote from this offset...")] = None,
    end: Annotated[
        int | None, typer.Option("--end", min=1, help="...to this one, and show what stands around.")
    ] = None,
    boxes: Annotated[
        Path | None,
        typer.Option(
            "--boxes",
            metavar="FILE",
            help="Print where the span stands on the pages of this PDF file or picture, as JSON.",
        ),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="For --boxes: passwords of PDF files, as of 'citespan index --password-file'."
        ),
    ] = None,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """Print a document's text, as offsets count in it, or one span of it in its surroundings.

    Versions that were replaced can be shown if 'citespan index --keep-versions' kept them.
    """
    from citespan.api.cli.showing import print_boxes, show_document
    from citespan.corpus.errors import UsageError
    from citespan.corpus.passwords import NO_PASSWORDS, read_passwords

    if password_file is not None and boxes is None:
        raise UsageError("--password-file opens the file that --boxes names; name one")
    if (start is None) != (end is None):
        raise UsageError("--start and --end go together; a citation has both")
    span = None if start is None or end is None else (start, end)
    if boxes is not None:
        if span is None:
            raise UsageError("--boxes needs a span; name it with --start and --end")
        passwords = read_passwords(at_home(password_file)) if password_file else NO_PASSWORDS
        folder = settings_for(index, vectors=vectors).place
        print_boxes(folder, document_id, text_sha256=version, span=span, file=boxes, passwords=passwords)
        return
    show_document(
        settings_for(index, vectors=vectors).place, document_id, text_sha256=version, span=span, console=console_for()
    )
