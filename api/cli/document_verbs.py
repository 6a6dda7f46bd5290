"""The verbs that look after the documents: index, documents, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from citespan.api.terminal.options import IndexOption, JsonOption, console_for, settings_for


def register(app: typer.Typer) -> None:
    """Give `app` these verbs."""
    for verb in (index, documents, remove):
        app.command()(verb)


def index(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Folders and files to mirror.")] = None,
    index: IndexOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Rebuild everything, from all known paths.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on: index again whenever a file changes.")] = False,
    keep_versions: Annotated[
        bool | None,
        typer.Option(
            help="From now on keep the texts of replaced and removed documents, so that old citations can be shown;"
            " or forget all that were kept.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make the index mirror these folders and files; only what changed is read again.

    Read are text, Markdown, web pages (.html), PDF, Word (.docx) and EPUB files; of CSV, TSV and JSON lines files
    every row is a document.
    """
    from citespan.api.cli.indexing import index_paths
    from citespan.corpus.errors import UsageError

    if not paths and not rebuild:
        raise UsageError("name what to index, for example: citespan index ~/documents")
    if watch:
        from citespan.api.cli.watching import watch_paths

        if rebuild:
            raise UsageError("--watch and --rebuild exclude each other; rebuild first, then watch")
        watch_paths(
            settings_for(index), paths or [], keep_versions=keep_versions, json=json, console=console_for(stderr=True)
        )
    if not index_paths(
        settings_for(index),
        paths or [],
        rebuild=rebuild,
        keep_versions=keep_versions,
        json=json,
        console=console_for(stderr=True),
    ):
        raise typer.Exit(1)


def documents(json: JsonOption = False, index: IndexOption = None) -> None:
    """List what is indexed."""
    from citespan.api.cli.indexing import print_documents

    print_documents(settings_for(index), json=json, console=console_for())


def remove(
    document_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids as 'citespan documents' lists them.")],
    index: IndexOption = None,
) -> None:
    """Take documents out of every answer from now on."""
    from citespan.index.contents import remove_documents

    console = console_for(stderr=True)
    for document in remove_documents(settings_for(index).index, document_ids):
        console.print(f"removed {document.source}", markup=False, highlight=False, soft_wrap=True)
    console.print("A file that still lies below an indexed folder comes back when that folder is indexed again.")
