"""Old responses, held against files and against today's index."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING

from rich.text import Text

from citespan.api.terminal.render import visible
from citespan.api.wire.citations import resolved_citations, verified_responses
from citespan.api.wire.reading import read_responses
from citespan.corpus.errors import LoadError
from citespan.corpus.source_files import SourceFiles
from citespan.qa.resolve import CitationStanding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from citespan.api.wire.citations import CitedModel, ResolvedCitationModel
    from citespan.corpus.document import Document
    from citespan.index.address import IndexPlace
    from citespan.qa.answer import Citation


def verify_file(file: Path, paths: Sequence[Path], *, json: bool, console: Console) -> bool:
    """Check the responses in `file` against the files at and below `paths`; print what is wrong; true if nothing is.

    Raises:
        LoadError: if `file` holds no responses.
        UsageError: if a path does not exist.
    """
    responses = read_responses(file)
    files = SourceFiles(paths)
    unreadable: dict[str, str] = {}

    def documents(citation: Citation) -> Sequence[Document]:
        try:
            return files.documents(citation.source)
        except LoadError as exc:
            unreadable[citation.source] = str(exc)
            return ()

    verified = verified_responses(responses, documents)
    for message in unreadable.values():
        console.print(visible(message, "red"), soft_wrap=True)
    if json:
        print(verified.model_dump_json(indent=2))  # noqa: T201
        return verified.ok
    for found in verified.findings:
        console.print(visible(f"response {found.response}, {found.where}: {found.detail}", "red"), soft_wrap=True)
    verdict = "all stand in their documents" if verified.ok else f"{len(verified.findings)} things do not hold"
    console.print(Text(f"{verified.responses} responses, {verified.citations} citations: {verdict}."))
    return verified.ok


def resolve_file(file: Path, index: IndexPlace, *, json: bool, console: Console) -> bool:
    """Say where the citations in `file` stand in today's index; true if all are exact or moved.

    Raises:
        LoadError: if `file` holds no responses.
        MissingIndexError: if there is no index.
    """
    resolved = resolved_citations(read_responses(file), index)
    if json:
        trees = [citation.model_dump(mode="json") for citation in resolved]
        print(json_module.dumps(trees, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        for citation in resolved:
            console.print(visible(_line(citation)), soft_wrap=True)
            if citation.standing is not CitationStanding.EXACT and citation.kept:
                was = citation.was
                span = f"--start {was.start} --end {was.end}"
                version = f"--version {was.text_sha256}"
                console.print(Text(f"    citespan show {was.document_id} {version} {span}"), soft_wrap=True)
    return all(citation.standing in {CitationStanding.EXACT, CitationStanding.MOVED} for citation in resolved)


def _line(citation: ResolvedCitationModel) -> str:
    was = _place(citation.was)
    if citation.now is None or citation.standing is CitationStanding.EXACT:
        return f"{citation.standing}  {was} “{_short(citation.was.exact)}”"
    said = f" “{_short(citation.now.exact)}”" if citation.standing is CitationStanding.CHANGED else ""
    return f"{citation.standing}  {was} “{_short(citation.was.exact)}” -> {_place(citation.now)}{said}"


def _place(cited: CitedModel) -> str:
    return f"{cited.source} {cited.start}-{cited.end}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
