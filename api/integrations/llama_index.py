"""LlamaIndex: a retriever of passages, and a query engine that answers. Needs `pip install llama-index-core`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, TextNode

from citespan.api.library.library import Library  # noqa: TC001 - pydantic reads the annotation
from citespan.api.wire.plain_words import lines_of
from citespan.api.wire.reading import response_from
from citespan.integrations.metadata import metadata_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llama_index.core.schema import QueryBundle

    from citespan.api.wire.response import CitationModel


class CitespanRetriever(BaseRetriever):
    """Retrieves passages of a library; their metadata is their citation."""

    def __init__(self, library: Library, *, limit: int = 5, where: Sequence[str] = ()) -> None:
        """Retrieve `limit` passages of `library`, of documents that fulfil the conditions `where`."""
        super().__init__()
        self._library = library
        self._limit = limit
        self._where = tuple(where)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._library.search(query_bundle.query_str, limit=self._limit, where=self._where)
        return [_node(result.citation, result.score) for result in found.results]


class CitespanQueryEngine(CustomQueryEngine):
    """Answers from a library: the texts of the answers, one a line, with their evidence as source nodes.

    `metadata["citespan"]` of a response is the response of citespan.
    """

    library: Library

    def custom_query(self, query_str: str) -> Response:
        """The response to a question."""
        response = self.library.ask(query_str)
        nodes = [_node(citation, answer.confidence) for answer in response.answers for citation in answer.citations]
        return Response(
            "\n".join(lines_of(response_from(response))),
            source_nodes=nodes,
            metadata={"citespan": response.to_dict()},
        )


def _node(citation: CitationModel, score: float) -> NodeWithScore:
    metadata = metadata_of(citation)
    node = TextNode(
        id_=f"{citation.document_id}#char={citation.start},{citation.end}",
        text=citation.exact,
        start_char_idx=citation.start,
        end_char_idx=citation.end,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
    )
    return NodeWithScore(node=node, score=score)
