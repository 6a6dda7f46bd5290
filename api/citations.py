"""Old responses, held against files and against today's index."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING

from rich.text import Text

from citespan.api.responses import read_responses
from citespan.corpus.errors import LoadError
from citespan.corpus.source_files import SourceFiles
from citespan.index.contents import read_documents, read_version
from citespan.index.schema import require_index
from citespan.qa.resolve import Resolution, Standing, edited, resolve
from citespan.qa.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from citespan.corpus.document import Document
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

    findings = [
        (number, finding)
        for number, response in enumerate(responses, start=1)
        for finding in verify(response, documents)
    ]
    for message in unreadable.values():
        console.print(Text(message, style="red"), soft_wrap=True)
    checked = sum(len(answer.citations) for response in responses for answer in response.answers) + sum(
        len(response.nearest) for response in responses
    )
    if json:
        rows = [{"response": number, "where": found.where, "detail": found.detail} for number, found in findings]
        tree = {"ok": not findings, "responses": len(responses), "citations": checked, "findings": rows}
        print(json_module.dumps(tree, ensure_ascii=False, indent=2))  # noqa: T201
        return not findings
    for number, found in findings:
        console.print(Text(f"response {number}, {found.where}: {found.detail}", style="red"), soft_wrap=True)
    verdict = "all stand in their documents" if not findings else f"{len(findings)} things do not hold"
    console.print(Text(f"{len(responses)} responses, {checked} citations: {verdict}."))
    return not findings


def resolve_file(file: Path, index: Path, *, json: bool, console: Console) -> bool:
    """Say where the citations in `file` stand in today's index; true if all are exact or moved.

    Raises:
        LoadError: if `file` holds no responses.
        MissingIndexError: if there is no index.
    """
    require_index(index)
    citations = [
        citation
        for response in read_responses(file)
        for citation in (
            *(citation for answer in response.answers for citation in answer.citations),
            *(near.citation for near in response.nearest),
        )
    ]
    today = {document.document_id: document for document in read_documents(index, {c.document_id for c in citations})}
    resolved = [
        (citation, resolve(citation, current=current, others=() if current else read_documents(index)))
        for citation in citations
        for current in (today.get(citation.document_id),)
    ]
    if json:
        trees = [_tree(*pair) | {"kept": _is_kept(pair[0], index)} for pair in resolved]
        print(json_module.dumps(trees, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        for citation, resolution in resolved:
            console.print(Text(_line(citation, resolution)), soft_wrap=True)
            if resolution.standing is not Standing.EXACT and _is_kept(citation, index):
                span = f"--start {citation.start} --end {citation.end}"
                version = f"--version {citation.text_sha256}"
                console.print(Text(f"    citespan show {citation.document_id} {version} {span}"), soft_wrap=True)
    return all(resolution.standing in {Standing.EXACT, Standing.MOVED} for _, resolution in resolved)


def _is_kept(citation: Citation, index: Path) -> bool:
    """True if the index still has the very text that was cited.

    Raises:
        LoadError: if it has, and the quote is not what stands there: the response was edited.
    """
    version = read_version(index, citation.document_id, citation.text_sha256)
    if version is not None and version.text[citation.start : citation.end] != citation.exact:
        raise LoadError(edited(citation))
    return version is not None


def _tree(citation: Citation, resolution: Resolution) -> dict[str, object]:
    quote = resolution.quote
    return {
        "standing": resolution.standing,
        "was": {
            "document_id": citation.document_id,
            "source": citation.source,
            "start": citation.start,
            "end": citation.end,
            "exact": citation.exact,
            "text_sha256": citation.text_sha256,
        },
        "now": quote
        and {
            "document_id": resolution.document_id,
            "source": resolution.source,
            "start": quote.start,
            "end": quote.end,
            "exact": quote.exact,
            "text_sha256": resolution.text_sha256,
        },
    }


def _line(citation: Citation, resolution: Resolution) -> str:
    was = f"{citation.source} {citation.start}-{citation.end} “{_short(citation.exact)}”"
    quote = resolution.quote
    if quote is None or resolution.standing is Standing.EXACT:
        return f"{resolution.standing}  {was}"
    now = f"{resolution.source} {quote.start}-{quote.end}"
    said = f" “{_short(quote.exact)}”" if resolution.standing is Standing.CHANGED else ""
    return f"{resolution.standing}  {was} -> {now}{said}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
