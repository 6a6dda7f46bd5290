"""LangChain: a retriever of passages, and a runnable that answers. Needs `pip install langchain-core`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from citespan.api.library.library import Library  # noqa: TC001 - pydantic reads the annotation
from citespan.api.library.response import LibraryResponse  # noqa: TC001 - it is told at run time
from citespan.integrations.metadata import metadata_of

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun


class CitespanRetriever(BaseRetriever):
    """Retrieves passages of a library; their metadata is their citation."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    limit: int = 5
    where: tuple[str, ...] = ()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        found = self.library.search(query, limit=self.limit, where=self.where)
        return [
            Document(
                page_content=result.citation.exact,
                id=f"{result.citation.document_id}#char={result.citation.start},{result.citation.end}",
                metadata=metadata_of(result.citation) | {"score": result.score},
            )
            for result in found.results
        ]


def answering(library: Library) -> Runnable[str, LibraryResponse]:
    """A runnable that takes a question and gives the library's response."""
    return RunnableLambda(library.ask, name="citespan")
