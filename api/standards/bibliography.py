"""The cited documents as entries of a bibliography.

Source: CSL-JSON schema of the Citation Style Language 1.0.2; BibTeX's `@misc`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citespan.api.standards.char_range import address_of, citations_of

if TYPE_CHECKING:
    from citespan.api.wire.response import CitationModel, ResponseModel

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {character: f"\\{character}" for character in "$%&#_"}


def csl_items(response: ResponseModel) -> list[dict[str, object]]:
    """An item for each document that is cited."""
    return [_item(citation) for citation in _one_of_each(response)]


def bibtex(response: ResponseModel) -> str:
    """An entry for each document that is cited."""
    return "\n\n".join(_entry(citation) for citation in _one_of_each(response))


def _one_of_each(response: ResponseModel) -> list[CitationModel]:
    """The first citation of each document."""
    first: dict[str, CitationModel] = {}
    for citation in citations_of(response):
        first.setdefault(citation.document_id, citation)
    return list(first.values())


def _item(citation: CitationModel) -> dict[str, object]:
    item: dict[str, object] = {
        "id": citation.document_id,
        "type": "webpage" if citation.link else "document",
        "title": citation.title,
        "note": f"{citation.source}, SHA-256 {citation.sha256}",
    }
    if citation.link:
        item["URL"] = address_of(citation)
    if date := _date(citation):
        item["issued"] = {"date-parts": [date]}
    return item


def _entry(citation: CitationModel) -> str:
    date = _date(citation)
    fields = {"title": f"{{{_escaped(citation.title)}}}", "howpublished": _escaped(citation.source)}
    if citation.link:
        fields["url"] = address_of(citation)
    if date:
        fields["year"] = str(date[0])
    fields["note"] = f"SHA-256 {citation.sha256}"
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{citation.document_id},\n{lines}}}"


def _date(citation: CitationModel) -> list[int]:
    """Year, month and day of publication, as far as they are known."""
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", citation.published or "")
    return [int(part) for part in found.groups() if part] if found else []


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in " ".join(text.split()))
