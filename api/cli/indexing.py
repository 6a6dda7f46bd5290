"""Indexing and listing for people at a terminal: progress while it lasts, a summary at the end."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from citespan.api.compose import load_encoder
from citespan.api.terminal.progress import shown_building
from citespan.api.terminal.render import visible
from citespan.api.wire.response import DocumentModel
from citespan.index.contents import list_documents
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from citespan.api.settings import Settings
    from citespan.index.encoder import Encoder
    from citespan.index.updating.report import BuildReport


def index_paths(
    settings: Settings,
    paths: Sequence[Path],
    *,
    encoder: Encoder | None = None,
    rebuild: bool = False,
    keep_versions: bool | None = None,
    json: bool,
    console: Console,
) -> bool:
    """Mirror `paths` with a progress bar on `console` and a summary; True if every supported file was indexed.

    Without an `encoder` it is the one of the settings.
    """
    with shown_building(console) as tell:
        encoder = encoder or load_encoder(settings.encoder)
        report = build_index(
            settings.index, paths, encoder=encoder, rebuild=rebuild, keep_versions=keep_versions, on_progress=tell
        )
    for failure in report.failures:
        console.print(visible(f"not indexed: {_field(failure.message)}", "red"), soft_wrap=True)
    for told in report.losses:
        console.print(
            visible(f"read in part: {_field(told.source)}: {_field(told.loss.message)}", "yellow"), soft_wrap=True
        )
    if json:
        print(json_module.dumps(_report_json(report), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        _print_summary(report, console)
    return not report.failures


def print_documents(settings: Settings, *, json: bool, console: Console) -> None:
    """List the documents of the index: as a table, as lines with tabs where nobody looks, or as one JSON array."""
    documents = list_documents(settings.index)
    if json:
        rows = [DocumentModel.model_validate(document).model_dump() for document in documents]
        print(json_module.dumps(rows, ensure_ascii=False, indent=2))  # noqa: T201
        return
    if not console.is_terminal:
        for document in documents:
            print(document.document_id, _field(document.source), _field(document.title), document.chunks, sep="\t")  # noqa: T201
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


def _field(text: str) -> str:
    """The text with all control characters replaced, those that would end a line or a field included."""
    return visible(text).plain.replace("\n", "\ufffd").replace("\t", "\ufffd")


def _print_summary(report: BuildReport, console: Console) -> None:
    changes = f"{report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged"
    console.print(f"{report.documents} documents, {report.chunks} chunks: {changes}.")
    if report.skipped:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in report.skipped.most_common())
        console.print(visible(f"Skipped, not a supported type: {kinds}."), soft_wrap=True)


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
        "failures": [{"source": failure.source, "message": failure.message} for failure in report.failures],
        "warnings": [{"source": told.source, **asdict(told.loss)} for told in report.losses],
        "index": report.fingerprint,
    }
