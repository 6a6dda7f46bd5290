"""Ranked passages as every door gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.api.wire.response import SearchModel, SearchResultModel
from citespan.qa.cite import cite

if TYPE_CHECKING:
    from citespan.index.search.retrieve import Retrieval


def search_model(query: str, found: Retrieval) -> SearchModel:
    """What `query` found, best first, each passage with its scores and its citation."""
    results = [
        SearchResultModel.model_validate(
            {"rank": rank, "score": passage.score, "dense": passage.dense, "lexical": passage.lexical}
            | {"citation": cite(passage.document, passage.chunk.span)}
        )
        for rank, passage in enumerate(found.passages, start=1)
    ]
    corrected = dict(found.corrected) or None
    return SearchModel(query=query, index=found.fingerprint, corrected=corrected, results=tuple(results))
