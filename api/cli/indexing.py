"""Indexing and listing for people at a terminal: progress while it lasts, a summary at the end."""

from __future__ import annotations

import json as json_module
import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from citespan.api.compose import load_encoder
from citespan.api.terminal.printable import printable
from citespan.api.terminal.progress import shown_building
from citespan.api.terminal.render import visible
from citespan.api.wire.response import DocumentModel
from citespan.corpus.formats.registry import PICTURE_SUFFIXES
from citespan.corpus.passwords import NO_PASSWORDS, Passwords
from citespan.corpus.selection import ALL, Selection
from citespan.index.contents import open_contents
from citespan.index.labels.label_file import read_labels
from citespan.index.labels.labelling import check_known
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from rich.console import Console

    from citespan.api.settings import Settings
    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import BuildReport, MissingFolder


def index_paths(
    settings: Settings,
    paths: Sequence[Path],
    *,
    encoder: Encoder | None = None,
    rebuild: bool = False,
    keep_versions: bool | None = None,
    selection: Selection = ALL,
    unsettled: Collection[Path] = (),
    drop_missing: bool = False,
    list_skipped: bool = False,
    passwords: Passwords = NO_PASSWORDS,
    queued: bool = False,
    json: bool,
    console: Console,
) -> bool:
    """Mirror `paths` with a progress bar on `console` and a summary.

    True if every supported file was indexed, and no folder is suddenly empty.

    Without an `encoder` it is the one of the settings. `list_skipped` names the files that no reader takes.
    With `queued` files are not taken in, but queued.
    """
    with shown_building(console) as tell:
        encoder = encoder or load_encoder(settings.encoder)
        report = build_index(
            settings.place,
            paths,
            encoder=encoder,
            rebuild=rebuild,
            keep_versions=keep_versions,
            selection=selection,
            unsettled=unsettled,
            drop_missing=drop_missing,
            passwords=passwords,
            queued=queued,
            on_progress=tell,
        )
    for failure in report.failures:
        console.print(visible(f"not indexed: {failure.message}", "red"), soft_wrap=True)
    for folder in report.emptied:
        told_of = f"{folder.path}: holds no file of a supported type any more; nothing was dropped"
        console.print(
            visible(
                f"{told_of} of {_documents(folder)}. Is a disk not mounted? --drop-missing drops what is gone", "yellow"
            ),
            soft_wrap=True,
        )
    for folder in report.missing:
        command = f"citespan remove --under {shlex.quote(folder.path)}"
        console.print(
            visible(
                f"{folder.path}: is missing, and {_documents(folder)} of it stay; '{command}' drops them", "yellow"
            ),
            soft_wrap=True,
        )
    for told in report.losses:
        console.print(visible(f"read in part: {told.source}: {told.loss.message}", "yellow"), soft_wrap=True)
    for skipped in report.skipped_files if list_skipped else ():
        console.print(visible(f"skipped, not a supported type: {skipped}"), soft_wrap=True)
    if json:
        listed: dict[str, object] = {"skipped_files": report.skipped_files} if list_skipped else {}
        listed |= {"queued": report.queued} if queued else {}
        print(json_module.dumps(_report_json(report) | listed, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        _print_summary(report, console)
        if queued:
            console.print(f"{report.queued} files queued; 'citespan work' takes them in.")
    return not report.failures and not report.emptied


def print_documents(
    settings: Settings, *, labels: Collection[str] = (), json: bool, console: Console, errors: Console
) -> None:
    """List the documents of the index: as a table, as lines with tabs outside a terminal, or as one JSON array.

    With `labels` only those that have one of them. What could not be indexed is reported on `errors`.

    Raises:
        UsageError: if nothing has one of the labels.
    """
    labelling = read_labels(settings.place)
    check_known(labels, labelling)
    with open_contents(settings.place) as contents:
        documents, left_out = contents.documents(), contents.left_out()
    if labels:
        held = frozenset(labels)
        documents = tuple(one for one in documents if held & labelling.of(one.root, one.source))
        left_out = tuple(one for one in left_out if held & labelling.of(one.root, one.source))
    for file in left_out:
        errors.print(visible(f"not indexed: {file.message}", "red"), soft_wrap=True)
    if json:
        rows = [
            DocumentModel.model_validate(document).model_dump()
            | {"labels": sorted(labelling.of(document.root, document.source))}
            for document in documents
        ]
        print(json_module.dumps(rows, ensure_ascii=False, indent=2))  # noqa: T201
        return
    if not console.is_terminal:
        for document in documents:
            fields = (document.document_id, printable(document.source), printable(document.title), document.chunks)
            print(*fields, sep="\t")  # noqa: T201
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("id", no_wrap=True)
    for column in ("source", "title"):
        table.add_column(column, overflow="fold")
    table.add_column("chunks", justify="right")
    for document in documents:
        table.add_row(
            Text(document.document_id), visible(document.source), visible(document.title), str(document.chunks)
        )
    console.print(table)


def _documents(folder: MissingFolder) -> str:
    return "1 document" if folder.documents == 1 else f"{folder.documents} documents"


def _print_summary(report: BuildReport, console: Console) -> None:
    changes = f"{report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged"
    console.print(f"{report.documents} documents, {report.chunks} chunks: {changes}.")
    if report.skipped:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in report.skipped.most_common())
        console.print(visible(f"Skipped, not a supported type: {kinds}."), soft_wrap=True)
        if PICTURE_SUFFIXES & report.skipped.keys():
            console.print(Text("pip install 'citespan[ocr]' has pictures read."), soft_wrap=True)
    if report.empty:
        console.print(f"Skipped, empty: {report.empty}.")
    if report.links_out:
        console.print(f"Skipped, links that lead elsewhere: {len(report.links_out)}; --follow-links follows them.")


def _report_json(report: BuildReport) -> dict[str, object]:
    return {
        "documents": report.documents,
        "chunks": report.chunks,
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "embedded_chunks": report.embedded_chunks,
        "skipped": dict(report.skipped),
        "empty": report.empty,
        "links_out": report.links_out,
        "emptied": [asdict(folder) for folder in report.emptied],
        "missing": [asdict(folder) for folder in report.missing],
        "failures": [{"source": failure.source, "message": failure.message} for failure in report.failures],
        "warnings": [{"source": told.source, **asdict(told.loss)} for told in report.losses],
        "index": report.fingerprint,
    }
