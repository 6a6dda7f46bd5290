"""What a framework keeps beside a text: where it stands, with offsets and hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citespan.api.wire.response import CitationModel


def metadata_of(citation: CitationModel) -> dict[str, object]:
    """The citation, as plain values; `text[start:end]` of the document whose text has `text_sha256` is its quote."""
    return citation.model_dump(mode="json")
