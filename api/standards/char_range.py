"""Places as addresses: a document and the characters in it.

Source: RFC 5147, URI fragment identifiers for the text/plain media type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citespan.api.wire.response import CitationModel, ResponseModel


def citations_of(response: ResponseModel) -> Iterator[CitationModel]:
    """The citations of all answers, in their order."""
    return (citation for answer in response.answers for citation in answer.citations)


def address_of(citation: CitationModel) -> str:
    """The address of the document: that of its web page, or its source as a relative reference."""
    return citation.link.partition("#")[0] if citation.link else quote(citation.source)


def char_fragments(response: ResponseModel) -> tuple[str, ...]:
    """The address of each citation with its characters, such as `reports/a.md#char=120,131`."""
    return tuple(f"{address_of(cited)}#char={cited.start},{cited.end}" for cited in citations_of(response))
