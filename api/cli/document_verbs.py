"""The verbs that look after the documents: index, documents, remove, backup, restore."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from citespan.api.terminal.options import (
    ExcludeOption,
    FollowLinksOption,
    IndexOption,
    JsonOption,
    VectorsOption,
    at_home,
    console_for,
    settings_for,
)
from citespan.index.generations.vector_kind import VectorKind  # noqa: TC001 - typer reads it


def register(app: typer.Typer) -> None:
    """Give `app` these verbs."""
    for verb in (index, documents, remove, backup, restore):
        app.command()(verb)


def index(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Folders and files to mirror.")] = None,
    index: IndexOption = None,
    vectors: VectorsOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Rebuild everything, from all known paths.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running, and index again whenever a file changes.")
    ] = False,
    keep_versions: Annotated[
        bool | None,
        typer.Option(
            help="From now on keep the texts of replaced and removed documents, so that old citations can be shown;"
            " or forget all that were kept.",
            show_default=False,
        ),
    ] = None,
    exclude: ExcludeOption = None,
    follow_links: FollowLinksOption = False,
    drop_missing: Annotated[
        bool, typer.Option("--drop-missing", help="Drop the documents of a folder that is suddenly empty, too.")
    ] = False,
    list_skipped: Annotated[
        bool, typer.Option("--list-skipped", help="Name each file that no reader takes, instead of counting them.")
    ] = False,
    password_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Passwords of PDF files: lines of pattern (as in .gitignore), tab, password."
        ),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LABEL",
            help="What is at and below these paths has this label from now on. Repeatable.",
        ),
    ] = None,
    labels_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Labels by folder: lines of path, tab, labels with commas between; a later line wins."
        ),
    ] = None,
    vector_search: Annotated[
        VectorKind | None,
        typer.Option(
            "--vector-search",
            help="How vectors are searched from now on: exact; by clusters, faster where there are very many; or auto,"
            " by clusters from 65,536 in a segment on.",
            show_default=False,
        ),
    ] = None,
    queue: Annotated[
        bool,
        typer.Option(
            "--queue", help="Only queue what is new or changed, for 'citespan work' (an index in PostgreSQL)."
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Make the index mirror these folders and files; only what changed is read again.

    It reads texts of all kinds, web pages, mail, PDF, Word, EPUB, Excel, PowerPoint, OpenDocument and RTF files.
    Each row of a spreadsheet, CSV or JSON lines file, each message and each attachment becomes a document.
    """
    from citespan.api.cli.indexing import index_paths
    from citespan.corpus.errors import UsageError
    from citespan.corpus.passwords import NO_PASSWORDS, read_passwords
    from citespan.corpus.selection import Selection

    paths = [at_home(path) for path in paths or ()]
    selection = Selection(exclude=tuple(exclude or ()), follow_links=follow_links)
    passwords = read_passwords(at_home(password_file)) if password_file else NO_PASSWORDS
    if not paths and not rebuild:
        raise UsageError("name what to index, for example: citespan index ~/documents")
    if queue and (watch or rebuild or password_file):
        raise UsageError("--queue goes with none of --watch, --rebuild and --password-file; leave one out")
    if label or labels_file:
        _label(settings_for(index, vectors=vectors).folder("a label"), paths, label or (), labels_file)
    if watch:
        from citespan.api.cli.watching import watch_paths

        if rebuild:
            raise UsageError("--watch and --rebuild exclude each other; rebuild first, then watch")
        if vector_search:
            raise UsageError(
                "--watch and --vector-search exclude each other; index with --vector-search first, then watch"
            )
        watch_paths(
            settings_for(index, vectors=vectors),
            paths,
            keep_versions=keep_versions,
            selection=selection,
            drop_missing=drop_missing,
            passwords=passwords,
            json=json,
            console=console_for(stderr=True),
        )
    if vector_search:
        settings_for(index, vectors=vectors).folder("--vector-search")
    is_complete = index_paths(
        settings_for(index, vectors=vectors),
        paths,
        rebuild=rebuild,
        keep_versions=keep_versions,
        selection=selection,
        drop_missing=drop_missing,
        list_skipped=list_skipped,
        passwords=passwords,
        queued=queue,
        json=json,
        console=console_for(stderr=True),
    )
    if vector_search:
        from citespan.index.generations.publish import use_vectors

        use_vectors(settings_for(index).folder("--vector-search"), vector_search)
    if not is_complete:
        raise typer.Exit(1)


def documents(
    label: Annotated[
        list[str] | None, typer.Option(metavar="LABEL", help="Only documents with this label, or another so named.")
    ] = None,
    json: JsonOption = False,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """List what is indexed."""
    from citespan.api.cli.indexing import print_documents

    print_documents(
        settings_for(index, vectors=vectors),
        labels=label or (),
        json=json,
        console=console_for(),
        errors=console_for(stderr=True),
    )


def _label(folder: Path, paths: list[Path], labels: Sequence[str], labels_file: Path | None) -> None:
    """Note the labels before anything is indexed: no document is seen without them."""
    from citespan.corpus.errors import UsageError
    from citespan.index.labels.label_file import label_paths
    from citespan.index.labels.rules_file import read_rules

    if labels and not paths:
        raise UsageError("--label needs the paths that it is for; name them")
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder; nothing was changed")
    label_paths(folder, paths, labels, rules=read_rules(at_home(labels_file)) if labels_file else None)


def remove(
    document_ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Ids as 'citespan documents' lists them.")
    ] = None,
    under: Annotated[
        Path | None, typer.Option(metavar="PATH", help="All documents at and below this path, which may be missing.")
    ] = None,
    index: IndexOption = None,
    vectors: VectorsOption = None,
) -> None:
    """Take documents out of every answer from now on."""
    from citespan.api.terminal.render import visible
    from citespan.corpus.errors import UsageError
    from citespan.index.contents import remove_below, remove_documents

    if bool(document_ids) == (under is not None):
        raise UsageError("name ids, as 'citespan documents' lists them, or --under PATH")
    console, folder = console_for(stderr=True), settings_for(index, vectors=vectors).place
    removed = remove_documents(folder, document_ids or ()) if under is None else remove_below(folder, at_home(under))
    for document in removed:
        console.print(visible(f"removed {document.source}"), soft_wrap=True)
    console.print("A file that still lies below an indexed folder comes back when that folder is indexed again.")


def backup(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="The folder to make; it must not exist.")],
    index: IndexOption = None,
) -> None:
    """Copy the whole index, as it is now, to a new folder; questions are answered meanwhile."""
    from citespan.index.backup import back_up

    back_up(settings_for(index).folder("'citespan backup'"), at_home(destination))


def restore(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="A folder that 'citespan backup' made.")],
    index: IndexOption = None,
) -> None:
    """Make an index from a backup, where there is none yet."""
    from citespan.index.backup import restore as put_back

    put_back(at_home(source), settings_for(index).folder("'citespan restore'"))
