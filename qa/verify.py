"""Verifying: whether what a response cites stands in the files, character by character; no model, no index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.document import Span
from citespan.qa.answer import Reason, Status
from citespan.qa.cite import cite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from citespan.corpus.document import Document
    from citespan.qa.answer import Citation, Response, ResponsePart


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that does not hold: `where` in the response, and what is wrong."""

    where: str
    detail: str


def verify(
    response: Response,
    documents: Callable[[Citation], Sequence[Document]],
    *,
    place: str = "below the given paths",
) -> tuple[Discrepancy, ...]:
    """What does not hold in `response`; nothing if every citation stands in its document.

    `documents` gives what a citation may be of: the files at its `source`, as they are now; `place` says where they
    were looked for. Checked are the text of each answer and of the lead, and of each citation its hashes, offsets,
    quote, prefix, suffix, evidence, row, page and link; and that the status fits. Other fields, such as confidence,
    title or time, are not.
    """
    found = _unfitting(response, "")
    for number, part in enumerate(response.parts or ()):
        found += _unfitting(part, f"parts[{number}].")
    if response.parts is not None:
        in_parts = tuple(answer for part in response.parts for answer in part.answers)
        if in_parts != response.answers:
            found.append(Discrepancy("parts", "their answers are not those of the response"))
        if response.lead and response.lead not in [part.lead for part in response.parts]:
            found.append(Discrepancy("lead", "is none of the parts'"))
    for where, citation in _citations(response):
        wrong = _wrong(citation, documents(citation), place, may_be_passage="nearest[" in where)
        found += [Discrepancy(where, detail) for detail in wrong]
    return tuple(found)


def _unfitting(said: Response | ResponsePart, place: str) -> list[Discrepancy]:
    found: list[Discrepancy] = []
    if (said.status is Status.ANSWERED) != bool(said.answers):
        found.append(Discrepancy(f"{place}status", f"is {said.status}, with {len(said.answers)} answers"))
    if (said.status is Status.ANSWERED) != (said.reason is None):
        found.append(Discrepancy(f"{place}reason", f"is {said.reason or 'null'}, though the status is {said.status}"))
    if said.lead and said.reason is not Reason.LOW_CONFIDENCE:
        found.append(Discrepancy(f"{place}lead", f"is there, though the reason is {said.reason or 'null'}"))
    given = [(f"{place}answers[{number}]", answer) for number, answer in enumerate(said.answers)]
    for where, answer in [*given, *([(f"{place}lead", said.lead)] if said.lead else [])]:
        if not answer.citations:
            found.append(Discrepancy(where, "has no citation"))
        elif answer.text != answer.citations[0].exact:
            found.append(Discrepancy(f"{where}.text", "is not its first citation's quote"))
    return found


def _citations(response: Response) -> Iterator[tuple[str, Citation]]:
    """Each citation and where it first stands."""
    yield from _cited(response, "")
    known = {citation for _, citation in _cited(response, "")}
    for number, part in enumerate(response.parts or ()):
        yield from (cited for cited in _cited(part, f"parts[{number}].") if cited[1] not in known)


def _cited(said: Response | ResponsePart, place: str) -> Iterator[tuple[str, Citation]]:
    for number, answer in enumerate(said.answers):
        for rank, citation in enumerate(answer.citations):
            yield f"{place}answers[{number}].citations[{rank}]", citation
    for rank, citation in enumerate(said.lead.citations if said.lead else ()):
        yield f"{place}lead.citations[{rank}]", citation
    for number, near in enumerate(said.nearest):
        yield f"{place}nearest[{number}].citation", near.citation


def _wrong(citation: Citation, documents: Sequence[Document], place: str, *, may_be_passage: bool) -> list[str]:
    if not documents:
        return [f"there is no file {citation.source} {place}"]
    document = next((document for document in documents if document.sha256 == citation.sha256), None)
    if document is None:
        return [f"{citation.source} has the SHA-256 {documents[0].sha256}, not {citation.sha256}: it was changed"]
    if document.text_sha256 != citation.text_sha256:
        return [f"the text of {citation.source} has another SHA-256 than text_sha256, as {document.extractor} reads it"]
    length = len(document.text)
    evidence = citation.evidence
    if not 0 <= citation.start < citation.end <= length:
        return [f"[{citation.start}, {citation.end}) is no place in a text of {length} characters"]
    is_around = 0 <= evidence.start <= citation.start < citation.end <= evidence.end <= length
    is_inside = may_be_passage and citation.is_passage and evidence.start < evidence.end
    if not (is_around or is_inside):
        return [f"the evidence [{evidence.start}, {evidence.end}) is no place around the quote"]
    made = cite(document, Span(citation.start, citation.end))
    compared = {
        "exact": (citation.exact, document.text[citation.start : citation.end]),
        "prefix": (citation.prefix, made.prefix),
        "suffix": (citation.suffix, made.suffix),
        "evidence.exact": (evidence.exact, document.text[evidence.start : evidence.end]),
        "page": (citation.page, made.page),
        "link": (citation.link, made.link),
        "ocr": (_is_recognised(citation), _is_recognised(made)),
    }
    differing = [
        f"{name} is {said!r}, the document has {held!r}" for name, (said, held) in compared.items() if said != held
    ]
    return differing + _wrong_row(citation, document.text)


def _is_recognised(citation: Citation) -> str:
    return "null" if citation.ocr is None else "a confidence"


def _wrong_row(citation: Citation, text: str) -> list[str]:
    """What does not hold of the cell that tells the row of a citation from others."""
    row = citation.row
    if row is None:
        return []
    is_beside = row.end <= citation.start or citation.end <= row.start
    if not (0 <= row.start < row.end <= len(text) and is_beside):
        return [f"the row [{row.start}, {row.end}) is no place beside the quote"]
    held = text[row.start : row.end]
    return [] if row.exact == held else [f"row.exact is {row.exact!r}, the document has {held!r}"]
