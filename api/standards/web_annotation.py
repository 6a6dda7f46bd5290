"""Citations as annotations of their documents.

Source: W3C Web Annotation Data Model (2017); RFC 3778 for pages of PDF files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from citespan.api.standards.char_range import address_of, citations_of

if TYPE_CHECKING:
    from citespan.api.wire.response import CitationModel, ResponseModel

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"


def web_annotations(response: ResponseModel) -> list[dict[str, object]]:
    """One annotation for each citation: the question as its body, the quote in its document as its target."""
    return [_annotation(citation, response.question) for citation in citations_of(response)]


def _annotation(citation: CitationModel, question: str) -> dict[str, object]:
    named = f"{question}\0{citation.document_id}\0{citation.text_sha256}\0{citation.start}\0{citation.end}"
    return {
        "@context": _CONTEXT,
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, named)}",
        "type": "Annotation",
        "motivation": "highlighting",
        "body": {"type": "TextualBody", "value": question, "format": "text/plain", "purpose": "questioning"},
        "target": {"source": address_of(citation), "selector": _selectors(citation)},
    }


def _selectors(citation: CitationModel) -> list[dict[str, object]]:
    """Several ways to the same quote; its offsets count in the text that citespan reads."""
    selectors: list[dict[str, object]] = [
        {"type": "TextPositionSelector", "start": citation.start, "end": citation.end},
        {
            "type": "TextQuoteSelector",
            "exact": citation.exact,
            "prefix": citation.prefix,
            "suffix": citation.suffix,
        },
    ]
    if citation.page is not None:
        page: dict[str, object] = {
            "type": "FragmentSelector",
            "conformsTo": _PDF_FRAGMENTS,
            "value": f"page={citation.page}",
        }
        selectors.append(page)
    return selectors
