"""Answers as content blocks with citations, as Anthropic's Messages API gives them.

Source: Anthropic API reference, `char_location` citations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.api.standards.char_range import citations_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citespan.api.wire.response import CitationModel, ResponseModel


def content_blocks(response: ResponseModel) -> list[dict[str, object]]:
    """A block for each answer; documents are counted in the order in which they are first cited."""
    order = {id_: number for number, id_ in enumerate(dict.fromkeys(c.document_id for c in citations_of(response)))}
    return [
        {"type": "text", "text": answer.text, "citations": [_located(citation, order) for citation in answer.citations]}
        for answer in response.answers
    ]


def _located(citation: CitationModel, order: Mapping[str, int]) -> dict[str, object]:
    return {
        "type": "char_location",
        "cited_text": citation.exact,
        "document_index": order[citation.document_id],
        "document_title": citation.title,
        "start_char_index": citation.start,
        "end_char_index": citation.end,
        "file_id": None,
    }
